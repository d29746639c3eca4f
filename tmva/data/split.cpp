// Counting and choosing the events of the training and the test sample.
#include "tmva/data/split.h"

#include <algorithm>
#include <array>
#include <functional>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::uint64_t kTrimStream = 0x5452494d;  // "TRIM"

using Hash = std::function<std::uint64_t(const SplitTree&, std::int64_t)>;
using Use = std::function<void(SplitTree&, std::int64_t)>;
using Walk = std::function<void(const Use&)>;

/// The n-th smallest hash (n >= 1) among the entries that `walk` visits, without storing them all:
/// a histogram of the leading bits finds the interval, a second walk sorts only what lies in it.
std::uint64_t NthSmallest(const Walk& walk, const Hash& hash, std::int64_t n) {
  constexpr int kShift = 48;
  std::vector<std::int64_t> histogram(std::size_t{1} << (64 - kShift));
  walk([&](SplitTree& tree, std::int64_t entry) { ++histogram[hash(tree, entry) >> kShift]; });
  std::size_t bin = 0;
  for (; n > histogram[bin]; ++bin) n -= histogram[bin];
  std::vector<std::uint64_t> inside;
  walk([&](SplitTree& tree, std::int64_t entry) {
    const auto h = hash(tree, entry);
    if (h >> kShift == bin) inside.push_back(h);
  });
  std::nth_element(inside.begin(), inside.begin() + (n - 1), inside.end());
  return inside[static_cast<std::size_t>(n - 1)];
}

/// Largest hash of the `n` smallest, as a threshold: h <= threshold. None when n is 0.
struct Threshold {
  bool any = false;
  std::uint64_t value = 0;
  bool operator()(std::uint64_t h) const { return any && h <= value; }
};
Threshold SmallestN(const Walk& walk, const Hash& hash, std::int64_t n) {
  return n > 0 ? Threshold{true, NthSmallest(walk, hash, n)} : Threshold{};
}

void AssignByHash(const ClassCounts& counts, const Walk& unassigned, const Hash& hash) {
  const auto to_training = counts.training_pool - counts.explicit_training;
  const auto to_testing = counts.testing_pool - counts.explicit_testing;
  const auto training = SmallestN(unassigned, hash, to_training);
  const auto both = SmallestN(unassigned, hash, to_training + to_testing);
  unassigned([&](SplitTree& tree, std::int64_t entry) {
    const auto h = hash(tree, entry);
    if (training(h))
      tree.roles->training.Set(entry);
    else if (both(h))
      tree.roles->testing.Set(entry);
  });
}

void AssignInOrder(bool alternate, const ClassCounts& counts, const Walk& unassigned) {
  auto training = counts.training_pool - counts.explicit_training;
  auto testing = counts.testing_pool - counts.explicit_testing;
  bool training_next = true;
  unassigned([&](SplitTree& tree, std::int64_t entry) {
    const bool to_training =
        alternate ? (training_next ? training > 0 : testing <= 0 && training > 0) : training > 0;
    training_next = !training_next;
    if (to_training) {
      tree.roles->training.Set(entry);
      --training;
    } else if (testing > 0) {
      tree.roles->testing.Set(entry);
      --testing;
    }
  });
}

/// Removes events from a sample until `keep` are left: random ones, or those at the end.
void Trim(bool random, std::vector<SplitTree>& trees, Bitset TreeRoles::* sample, std::int64_t have,
          std::int64_t keep, const Hash& hash) {
  if (have <= keep) return;
  const Walk members = [&](const Use& use) {
    for (auto& tree : trees)
      (tree.roles->*sample).ForEach([&](std::int64_t entry) { use(tree, entry); });
  };
  // The pool was chosen by the hash itself; trimming takes other bits so that explicitly typed and
  // chosen events have the same chance.
  const Hash trim_hash = [&](const SplitTree& tree, std::int64_t entry) {
    return RandomBits(hash(tree, entry), kTrimStream, 0);
  };
  const auto kept = random ? SmallestN(members, trim_hash, keep) : Threshold{};
  std::int64_t seen = 0;
  members([&](SplitTree& tree, std::int64_t entry) {
    if (random ? !kept(trim_hash(tree, entry)) : seen++ >= keep) (tree.roles->*sample).Clear(entry);
  });
}

}  // namespace

void SplitOptions::Declare(OptionSet& options, const std::vector<std::string>& classes) {
  n_train.assign(classes.size(), 0);
  n_test.assign(classes.size(), 0);
  train_fraction.assign(classes.size(), 0);
  options.Declare(split_mode, "SplitMode", "How events of trees without a type are distributed")
      .Choices({"Random", "Alternate", "Block"});
  options
      .Declare(
          mix_mode, "MixMode",
          "Accepted for TMVA's scripts; events stream class after class, and methods that need "
          "another order shuffle")
      .Choices({"SameAsSplitMode", "Random", "Alternate", "Block"});
  options.Declare(split_seed, "SplitSeed", "Seed of the random split; 0: another one each time");
  options.Declare(norm_mode, "NormMode", "Renormalisation of the weights of the training sample")
      .Choices({"None", "NumEvents", "EqualNumEvents"});
  options.Declare(scale_with_preselection_efficiency, "ScaleWithPreselEff",
                  "Multiply the requested numbers by the efficiency of the cuts");
  options.Declare(calculate_correlations, "CalcCorrelations", "Compute the correlation matrices");
  options.Declare(
      allow_missing, "AllowMissing",
      "Variables may be NaN where there is no value, for methods that learn from it (BDT)");
  for (std::size_t c = 0; c < classes.size(); ++c) {
    options
        .Declare(n_train[c], "nTrain_" + classes[c],
                 "Training events of class " + classes[c] + "; 0: automatic")
        .AtLeast(0);
    options
        .Declare(n_test[c], "nTest_" + classes[c],
                 "Test events of class " + classes[c] + "; 0: automatic")
        .AtLeast(0);
    options
        .Declare(train_fraction[c], "TrainTestSplit_" + classes[c],
                 "Fraction of the events of class " + classes[c] + " used for training; 0: unused")
        .Range(0, 1);
  }
  options.Declare(verbose, "V", "Verbose output");
  options.Declare(verbose_level, "VerboseLevel", "Verbosity").Choices({"Debug", "Verbose", "Info"});
}

ClassCounts CountClass(const std::string& class_name, ClassCounts n,
                       std::int64_t requested_training, std::int64_t requested_testing) {
  const auto r = n.explicit_training, s = n.explicit_testing, u = n.unassigned;
  const auto total = r + s + u;
  auto R = requested_training, S = requested_testing;
  const auto too_many = [&](const std::string& what) {
    throw DataError("class '" + class_name + "': more events requested than available: " + what +
                    "; there are " + std::to_string(r) + " for training, " + std::to_string(s) +
                    " for testing and " + std::to_string(u) + " for either, after cuts");
  };
  const auto over = [](std::int64_t wanted, std::int64_t have) {
    return std::max<std::int64_t>(wanted - have, 0);
  };
  if (over(R, r) > u || over(S, s) > u - over(R, r))
    too_many(std::to_string(R) + " for training and " + std::to_string(S) + " for testing");
  if (R == 0 && S == 0) {
    const bool balance = u >= std::abs(r - s);
    n.training_pool = balance ? total / 2 : (r < s ? r + u : r);
    n.testing_pool = balance ? total / 2 : (r < s ? s : s + u);
    R = n.training_pool;
    S = n.testing_pool;
  } else if (S == 0) {
    n.training_pool = std::max(R, r);
    n.testing_pool = S = total - n.training_pool;
  } else if (R == 0) {
    n.testing_pool = std::max(S, s);
    n.training_pool = R = total - n.testing_pool;
  } else {
    const auto free = u - over(R, r) - over(S, s);
    n.training_pool = std::max(R, r) + free / 2;
    n.testing_pool = total - n.training_pool;
  }
  n.training = std::min(R, n.training_pool);
  n.testing = std::min(S, n.testing_pool);
  return n;
}

std::uint64_t EventHash(std::uint64_t seed, std::uint64_t tree_number, std::int64_t entry) {
  return RandomBits(seed, tree_number, static_cast<std::uint64_t>(entry));
}

void AssignRoles(const SplitOptions& options, const ClassCounts& counts,
                 std::vector<SplitTree>& trees) {
  const bool random = options.split_mode == "Random";
  const Hash hash = [&](const SplitTree& tree, std::int64_t entry) {
    return EventHash(options.split_seed, tree.tree_number, entry);
  };
  for (auto& tree : trees) {
    if (tree.type == Types::kTraining) tree.roles->training = *tree.passed;
    if (tree.type == Types::kTesting) tree.roles->testing = *tree.passed;
  }
  const Walk unassigned = [&](const Use& use) {
    for (auto& tree : trees)
      if (tree.type == Types::kMaxTreeType)
        tree.passed->ForEach([&](std::int64_t entry) { use(tree, entry); });
  };
  if (random)
    AssignByHash(counts, unassigned, hash);
  else
    AssignInOrder(options.split_mode == "Alternate", counts, unassigned);
  Trim(random, trees, &TreeRoles::training, counts.training_pool, counts.training, hash);
  Trim(random, trees, &TreeRoles::testing, counts.testing_pool, counts.testing, hash);
}

}  // namespace TMVA::inline standalone
