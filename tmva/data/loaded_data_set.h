// LoadedDataSet: the DataSet over registered trees. Holds two bits an entry, and no event.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/Log.h>

#include "tmva/data/input_tree.h"
#include "tmva/data/split.h"

namespace TMVA::inline standalone {

class LoadedDataSet : public DataSet {
 public:
  /// Reads all trees at most twice: cuts, then the accepted events (weights, ranges, NaN check).
  LoadedDataSet(DataSetInfo info, std::vector<InputTree> trees, SplitOptions split, const Log& log);

  const DataSetInfo& Info() const override { return info_; }
  std::int64_t NumEvents(Types::ETreeType sample) const override;
  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override;
  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override;
  std::int64_t NumEvents(const StreamOptions& options) const override;
  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override;

  const std::vector<InputTree>& Trees() const { return trees_; }
  const std::vector<TreeRoles>& Roles() const { return roles_; }
  std::uint64_t Seed() const { return split_.split_seed; }
  /// NormMode's factor on the weights of the training events of a class.
  double TrainingFactor(std::size_t cls) const { return factors_[cls]; }
  const SplitOptions& Split() const { return split_; }

 private:
  struct Totals {
    std::int64_t events = 0;
    double weights = 0;
  };
  void SelectAndSplit(const Log& log);
  void Scan(const Log& log);
  void CheckValues(const InputTree& tree, EventBuffer& rows, std::int64_t row,
                   std::int64_t entry) const;
  void Normalise();
  std::string WhyWithoutEvents(std::size_t cls) const;
  void CheckClasses() const;

  DataSetInfo info_;
  std::vector<InputTree> trees_;
  SplitOptions split_;
  std::vector<TreeRoles> roles_;
  std::vector<Totals> totals_[2];           ///< by sample and class, before NormMode's factor
  std::vector<std::int64_t> num_entries_;   ///< by class, before cuts
  std::vector<std::int64_t> num_selected_;  ///< by class, after cuts
  std::vector<double> factors_;
};

/// Clusters of a source, split so that none is longer than `longest` entries.
std::vector<EntryRange> Blocks(const ColumnSource& source, std::int64_t longest);

std::unique_ptr<EventStream> MakeStream(const LoadedDataSet& data, const StreamOptions& options);

}  // namespace TMVA::inline standalone
