// The best cut on one variable in one node: on a grid of cuts, or between every two values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/training/grid_kernels.h"
#include "tmva/trees/training/separation.h"

namespace TMVA::inline standalone {

struct NodeSplit {
  double gain = 0;  ///< 0: no cut found
  int variable = -1;
  float cut = 0;
  bool cut_type = true;
  bool missing_above = false;
  std::vector<double> coefficients;  ///< of a Fisher cut; empty: an ordinary cut
};

/// What a cut must fulfil.
struct SplitRules {
  Separation separation = Separation::kGiniIndex;
  double min_size = 0;  ///< of both sides: events, and sum of weights
  int num_cuts = 20;    ///< grid cuts; <= 0: every value
};

/// Memory that is reused from node to node; one for each thread at work.
struct SplitScratch {
  std::vector<float> values;
  std::vector<BinNumber> bins;
  std::vector<double> histogram;
  std::vector<NodeSums> sums;
  std::vector<std::uint32_t> order;
};

/// TMVA's grid in a range: nCuts + 1 bins, or bins of width 1 for integer variables.
CutGrid MakeGrid(ValueRange range, int num_cuts, bool is_integer);

/// The first best of the cuts on the edges of `grid`.
NodeSplit BestGridCut(const CutGrid& grid, std::span<const BinNumber> bins,
                      const NodeEvents& events, const NodeSums& total, const SplitRules& rules,
                      SplitScratch& scratch);
/// The first best of the cuts halfway between neighbouring values (scratch.values).
NodeSplit BestExactCut(const NodeEvents& events, const NodeSums& total, const SplitRules& rules,
                       SplitScratch& scratch);

}  // namespace TMVA::inline standalone
