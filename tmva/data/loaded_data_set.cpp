// Selecting, splitting and scanning the registered trees.
#include "tmva/data/loaded_data_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::int64_t kBlock = 8192;

}  // namespace

std::vector<EntryRange> Blocks(const ColumnSource& source, std::int64_t longest) {
  std::vector<EntryRange> blocks;
  for (const auto& cluster : source.Clusters())
    for (auto begin = cluster.begin; begin < cluster.end; begin += longest)
      blocks.push_back({begin, std::min(begin + longest, cluster.end)});
  return blocks;
}

LoadedDataSet::LoadedDataSet(DataSetInfo info, std::vector<InputTree> trees, SplitOptions split,
                             const Log& log)
    : info_(std::move(info)), trees_(std::move(trees)), split_(std::move(split)) {
  if (split_.split_seed == 0) split_.split_seed = std::random_device{}();
  if (trees_.empty())
    throw DataError("data set '" + info_.name + "' has no trees; add some with AddTree");
  if (info_.variables.empty())
    throw DataError("data set '" + info_.name + "' has no variables; add some with AddVariable");
  SelectAndSplit(log);
  Scan(log);
  CheckClasses();
  Normalise();
}

void LoadedDataSet::SelectAndSplit(const Log& log) {
  const auto num_classes = info_.classes.size();
  num_entries_.assign(num_classes, 0);
  num_selected_.assign(num_classes, 0);
  roles_.resize(trees_.size());
  std::vector<Bitset> passed(trees_.size());
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    const auto entries = trees_[t].source->NumEntries();
    num_entries_[trees_[t].cls] += entries;
    passed[t] = Bitset(entries);
    roles_[t] = {Bitset(entries), Bitset(entries)};
    TreeReader reader(trees_[t], info_);
    std::vector<std::uint8_t> block;
    for (const auto& range : Blocks(*trees_[t].source, kBlock)) {
      reader.Select(range, block);
      for (std::int64_t i = 0; i < range.size(); ++i)
        if (block[static_cast<std::size_t>(i)]) passed[t].Set(range.begin + i);
    }
  }
  for (std::size_t c = 0; c < num_classes; ++c) {
    ClassCounts available;
    std::vector<SplitTree> members;
    for (std::size_t t = 0; t < trees_.size(); ++t) {
      if (trees_[t].cls != c) continue;
      const auto n = passed[t].Count();
      (trees_[t].type == Types::kTraining  ? available.explicit_training
       : trees_[t].type == Types::kTesting ? available.explicit_testing
                                           : available.unassigned) += n;
      members.push_back({t, trees_[t].type, &passed[t], &roles_[t]});
    }
    const auto total =
        available.explicit_training + available.explicit_testing + available.unassigned;
    num_selected_[c] = total;
    const double efficiency =
        num_entries_[c] > 0 ? static_cast<double>(total) / static_cast<double>(num_entries_[c]) : 1;
    const double scale = split_.scale_with_preselection_efficiency ? efficiency : 1;
    const auto scaled = [scale](std::int64_t n) {
      return scale == 1 ? n : static_cast<std::int64_t>(std::floor(static_cast<double>(n) * scale));
    };
    auto training = scaled(split_.n_train[c]), testing = scaled(split_.n_test[c]);
    if (const double fraction = split_.train_fraction[c]; fraction > 0) {
      if (fraction >= 1)
        throw OptionError(
            fmt::format("TrainTestSplit_{}={} is outside (0, 1)", info_.classes[c].name, fraction));
      training = static_cast<std::int64_t>(static_cast<double>(total) * fraction);
      // 0 would mean "automatic".
      if (training == 0 && total > 0)
        throw DataError(fmt::format("TrainTestSplit_{}={} of {} events leaves none for training",
                                    info_.classes[c].name, fraction, total));
      testing = 0;
    }
    const auto counts = CountClass(info_.classes[c].name, available, training, testing);
    AssignRoles(split_, counts, members);
    log.Info(
        fmt::format("{:<20} : {} of {} events pass the cuts (efficiency {:.4g}); {} for training, "
                    "{} for testing",
                    info_.classes[c].name, total, num_entries_[c], efficiency, counts.training,
                    counts.testing));
  }
}

void LoadedDataSet::CheckValues(const InputTree& tree, EventBuffer& rows, std::int64_t row,
                                std::int64_t entry) const {
  const auto refuse = [&](const std::string& what, double value) {
    throw DataError(fmt::format(
        "{} is {} for entry {} of {}; select finite values with a cut{}", what, value, entry,
        tree.source->Description(),
        std::isnan(value) && what.starts_with("variable")
            ? ", or learn from missing ones with PrepareTrainingAndTestTree's AllowMissing"
            : ""));
  };
  for (std::size_t v = 0; v < info_.variables.size(); ++v)
    if (!std::isfinite(rows.variables(row)[v]) &&
        !(info_.allow_missing && std::isnan(rows.variables(row)[v])))
      refuse("variable '" + info_.variables[v].expression + "'", rows.variables(row)[v]);
  for (std::size_t v = 0; v < info_.targets.size(); ++v)
    if (!std::isfinite(rows.targets(row)[v]))
      refuse("target '" + info_.targets[v].expression + "'", rows.targets(row)[v]);
  for (std::size_t v = 0; v < info_.spectators.size(); ++v)
    if (!std::isfinite(rows.spectators(row)[v]))
      refuse("spectator '" + info_.spectators[v].expression + "'", rows.spectators(row)[v]);
  if (!std::isfinite(rows.weight(row)))
    refuse("the weight of class '" + info_.classes[tree.cls].name + "'", rows.weight(row));
}

void LoadedDataSet::Scan(const Log&) {
  for (auto& totals : totals_) totals.assign(info_.classes.size(), {});
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<VariableInfo*> list;
  for (auto* group : {&info_.variables, &info_.targets, &info_.spectators})
    for (auto& v : *group) list.push_back(&v);
  std::vector<std::pair<double, double>> seen(list.size(), {kInfinity, -kInfinity});
  EventBuffer rows(info_, kBlock);
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    TreeReader reader(trees_[t], info_);
    const auto& roles = roles_[t];
    for (const auto& range : Blocks(*trees_[t].source, kBlock)) {
      if (roles.training.Count(range.begin, range.end) +
              roles.testing.Count(range.begin, range.end) ==
          0)
        continue;
      reader.Read(range, rows);
      for (std::int64_t i = 0; i < range.size(); ++i) {
        const bool training = roles.training[range.begin + i];
        if (!training && !roles.testing[range.begin + i]) continue;
        CheckValues(trees_[t], rows, i, range.begin + i);
        auto& totals = totals_[training ? 0 : 1][trees_[t].cls];
        ++totals.events;
        totals.weights += rows.weight(i);
        if (!training) continue;
        std::size_t k = 0;
        const auto widen = [&](double x) {
          if (x < seen[k].first) seen[k].first = x;  // NaN is not
          if (x > seen[k].second) seen[k].second = x;
          ++k;
        };
        for (std::size_t v = 0; v < info_.variables.size(); ++v) widen(rows.variables(i)[v]);
        for (std::size_t v = 0; v < info_.targets.size(); ++v) widen(rows.targets(i)[v]);
        for (std::size_t v = 0; v < info_.spectators.size(); ++v) widen(rows.spectators(i)[v]);
      }
    }
  }
  for (std::size_t k = 0; k < list.size(); ++k)
    if (list[k]->min == list[k]->max && seen[k].first <= seen[k].second)
      std::tie(list[k]->min, list[k]->max) = seen[k];
}

std::string LoadedDataSet::WhyWithoutEvents(std::size_t c) const {
  const auto& cls = info_.classes[c];
  std::vector<std::string> cuts;
  for (const auto& tree : trees_) {
    if (tree.cls != c) continue;
    if (const auto cut = AndCuts(tree.cut, cls.cut);
        std::find(cuts.begin(), cuts.end(), cut) == cuts.end())
      cuts.push_back(cut);
  }
  if (cuts.empty()) return "it has no trees";
  if (num_entries_[c] == 0) return "its trees are empty";
  if (num_selected_[c] > 0)
    return fmt::format(
        "all of the {} that pass the cuts are for testing, or there are too few to split",
        num_selected_[c]);
  return fmt::format("cut '{}' removed all of its {} entries", fmt::join(cuts, "', '"),
                     num_entries_[c]);
}

void LoadedDataSet::CheckClasses() const {
  for (std::size_t c = 0; c < info_.classes.size(); ++c) {
    const auto& cls = info_.classes[c];
    if (totals_[0][c].events == 0)
      throw DataError(
          fmt::format("class '{}' has 0 training events: {}", cls.name, WhyWithoutEvents(c)));
    for (const auto& totals : totals_)
      if (!std::isfinite(totals[c].weights))
        throw DataError(fmt::format(
            "the weights of the {} events of class '{}' sum to {} (weight expression '{}')",
            totals[c].events, cls.name, totals[c].weights, cls.weight_expression));
    if (totals_[0][c].weights == 0)
      throw DataError(
          fmt::format("the weights of the {} training events of class '{}' sum to zero (weight "
                      "expression '{}')",
                      totals_[0][c].events, cls.name, cls.weight_expression));
  }
}

void LoadedDataSet::Normalise() {
  factors_.assign(info_.classes.size(), 1.0);
  if (split_.norm_mode == "None") return;
  for (std::size_t c = 0; c < factors_.size(); ++c) {
    const auto& reference = totals_[0][split_.norm_mode == "NumEvents" ? c : 0];
    if (totals_[0][c].weights < 0)
      throw DataError(fmt::format(
          "the weights of the training events of class '{}' sum to {}: NormMode={} can't "
          "renormalise a negative sum; use NormMode=None",
          info_.classes[c].name, totals_[0][c].weights, split_.norm_mode));
    factors_[c] = static_cast<double>(reference.events) / totals_[0][c].weights;
  }
}

std::int64_t LoadedDataSet::NumEvents(Types::ETreeType sample) const {
  std::int64_t n = 0;
  for (std::size_t c = 0; c < info_.classes.size(); ++c) n += NumEvents(sample, c);
  return n;
}

std::int64_t LoadedDataSet::NumEvents(Types::ETreeType sample, std::size_t cls) const {
  return totals_[sample == Types::kTesting ? 1 : 0][cls].events;
}

double LoadedDataSet::SumOfWeights(Types::ETreeType sample, std::size_t cls) const {
  return sample == Types::kTesting ? totals_[1][cls].weights
                                   : totals_[0][cls].weights * factors_[cls];
}

std::int64_t LoadedDataSet::NumEvents(const StreamOptions& options) const {
  std::int64_t n = 0;
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    if (options.only_class >= 0 && trees_[t].cls != static_cast<std::size_t>(options.only_class))
      continue;
    const auto& bits = options.sample == Types::kTesting ? roles_[t].testing : roles_[t].training;
    if (options.part == Part::kAll)
      n += bits.Count();
    else
      bits.ForEach([&](std::int64_t entry) {
        n += IsValidation(EventHash(Seed(), t, entry), options.validation_fraction) ==
             (options.part == Part::kValidation);
      });
  }
  return n;
}

std::unique_ptr<EventStream> LoadedDataSet::Stream(const StreamOptions& options) const {
  if (options.batch_size < 1)
    throw OptionError(fmt::format("batch size {} is not positive", options.batch_size));
  auto fitting = options;  // a batch takes memory for its events, however many are asked for
  fitting.batch_size = std::clamp<std::int64_t>(NumEvents(options), 1, options.batch_size);
  return MakeStream(*this, fitting);
}

}  // namespace TMVA::inline standalone
