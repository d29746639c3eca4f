// QuantileGrower: grows trees on the bins of a quantised sample.
#pragma once

#include <memory>
#include <vector>

#include "tmva/trees/training/histogram_split.h"
#include "tmva/trees/training/node_histogram.h"
#include "tmva/trees/training/tree_grower.h"

namespace TMVA::inline standalone {

/// The histogram of one daughter is filled, that of the other is what remains of their mother's.
class QuantileGrower : public TreeGrower {
 public:
  QuantileGrower(const TrainingSample& sample, const GrowOptions& options, int threads);

 protected:
  void Begin(bool whole_sample) override;
  NodeSums SumUp(std::size_t node) override;
  NodeSplit FindSplit(std::size_t node, std::vector<int> variables) override;
  std::size_t Partition(const GrownNode& node, const NodeSplit& split) override;
  void Divided(std::size_t node) override;
  void Left(std::size_t node) override;

 private:
  using Histogram = std::unique_ptr<NodeHistogram>;
  Histogram TakeEmpty();
  void GiveBack(Histogram histogram);
  void Fill(NodeHistogram& histogram, std::span<const std::uint32_t> events);
  Totals TotalsOf(std::span<const std::uint32_t> events);

  BinLayout layout_;
  FixedPoint unit_;
  std::vector<Histogram> of_node_;  ///< histograms of nodes that are still to be split
  std::vector<Totals> totals_;      ///< of every node
  std::vector<Histogram> unused_;
  std::vector<ScanScratch> scratch_;  ///< of each variable
  std::size_t split_bin_ = 0;         ///< of the split found last
  bool whole_sample_ = false;
};

}  // namespace TMVA::inline standalone
