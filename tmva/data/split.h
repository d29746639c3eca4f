// The split into training and test sample: TMVA's exact counts, events chosen by hash.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <TMVA/Options.h>
#include <TMVA/Types.h>

#include "tmva/data/bitset.h"

namespace TMVA::inline standalone {

/// Options of PrepareTrainingAndTestTree.
struct SplitOptions {
  std::string split_mode = "Random";
  std::string mix_mode = "SameAsSplitMode";
  std::uint64_t split_seed = 100;
  std::string norm_mode = "EqualNumEvents";
  bool scale_with_preselection_efficiency = false;
  bool calculate_correlations = true;
  bool allow_missing = false;
  bool verbose = true;
  std::string verbose_level = "Info";
  std::vector<std::int64_t> n_train, n_test;  ///< requested, one a class; 0: automatic
  std::vector<double> train_fraction;         ///< TrainTestSplit_<class>; 0: unused

  /// Declares all options for these classes; *this must stay where it is.
  void Declare(OptionSet& options, const std::vector<std::string>& classes);
};

/// What happened to one tree's entries: two bits each. Both clear: cut away or left over.
struct TreeRoles {
  Bitset training, testing;
};

/// How many events of a class go where (TMVA's rules).
struct ClassCounts {
  std::int64_t explicit_training = 0, explicit_testing = 0, unassigned = 0;  ///< after cuts
  std::int64_t training_pool = 0, testing_pool = 0;                          ///< before trimming
  std::int64_t training = 0, testing = 0;                                    ///< final
};
/// `requested_*` after scaling. DataError naming the class when more is requested than there is.
ClassCounts CountClass(const std::string& class_name, ClassCounts available,
                       std::int64_t requested_training, std::int64_t requested_testing);

/// One tree of a class for the split: its number (stream of its hashes), type and passing entries.
struct SplitTree {
  std::uint64_t tree_number;
  Types::ETreeType type;
  const Bitset* passed;
  TreeRoles* roles;
};

/// Hash of an entry: a function of (seed, tree number, entry) alone.
std::uint64_t EventHash(std::uint64_t seed, std::uint64_t tree_number, std::int64_t entry);

/// Gives every passing entry of one class its role.
void AssignRoles(const SplitOptions& options, const ClassCounts& counts,
                 std::vector<SplitTree>& trees);

}  // namespace TMVA::inline standalone
