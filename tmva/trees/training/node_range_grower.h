// NodeRangeGrower: TMVA's way - a grid of cuts in the range that a variable has in the node.
#pragma once

#include <tbb/enumerable_thread_specific.h>

#include "tmva/trees/training/tree_grower.h"

namespace TMVA::inline standalone {

class NodeRangeGrower : public TreeGrower {
 public:
  NodeRangeGrower(const TrainingSample& sample, const GrowOptions& options, int threads)
      : TreeGrower(sample, options, threads) {}

 protected:
  void Begin(bool whole_sample) override;
  NodeSums SumUp(std::size_t node) override;
  NodeSplit FindSplit(std::size_t node, std::vector<int> variables) override;
  std::size_t Partition(const GrownNode& node, const NodeSplit& split) override;

 private:
  bool IsFisher(std::size_t variable) const { return variable == sample_.num_variables; }
  void ForEachVariable(std::size_t events, std::size_t n, const auto& use);
  void FillRootBins();
  void AddFisher(const GrownNode& node, std::vector<int>& variables);
  NodeSplit FindInVariable(std::size_t variable, const GrownNode& node);

  tbb::enumerable_thread_specific<SplitScratch> scratch_;
  NodeBuffer buffer_;  // the events of the node at work
  NodeEvents node_events_;
  // Grids and bins of the whole sample, for the root of trees grown on all events.
  std::vector<CutGrid> root_grids_;
  std::vector<std::vector<std::uint8_t>>
      root_bins_;               ///< empty: more bins than a byte numbers, or constant
  std::vector<double> fisher_;  // coefficients of the node at work; empty: nothing is combined
  bool whole_sample_ = false;
};

}  // namespace TMVA::inline standalone
