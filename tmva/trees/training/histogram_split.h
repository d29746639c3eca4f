// The best cut of a node from its histogram.
#pragma once

#include "tmva/trees/training/node_histogram.h"
#include "tmva/trees/training/split_finder.h"

namespace TMVA::inline standalone {

/// A cut between two bins.
struct BinSplit {
  double gain = 0;  ///< 0: no cut found
  int variable = -1;
  std::size_t bin = 0;  ///< the first bin above the cut
  bool cut_type = true;
  bool missing_above = false;
};

/// Memory that is reused from node to node; one for each thread at work.
struct ScanScratch {
  std::vector<double> weight, target, count, gain;
};

/// The first best of the cuts between the bins of one variable. Where NaN is in the node, either
/// side is tried.
BinSplit BestBinCut(const NodeHistogram& histogram, const BinLayout& layout, const FixedPoint& unit,
                    std::size_t variable, const BinEdges& edges, const NodeSums& total,
                    const SplitRules& rules, ScanScratch& scratch);

}  // namespace TMVA::inline standalone
