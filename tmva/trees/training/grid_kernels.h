// The inner loops of tree growing: ranges, bin numbers, histograms.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/training/separation.h"

namespace TMVA::inline standalone {

/// Equidistant bins over [low, low + bins * width].
struct CutGrid {
  double low = 0;
  double width = 0;
  double inverse_width = 0;
  std::size_t bins = 0;  ///< 0: the variable cannot be cut on (constant, or not finite)
};

/// What one event of a node contributes, in the order of the node's events.
struct NodeEvents {
  std::span<const float> weight;
  std::span<const float> target;
};

/// Where the events of a node are copied side by side.
struct NodeBuffer {
  std::vector<float> weight;
  std::vector<float> target;
};
/// Copies the events of a list into `buffer` and sums them up, in a fixed order.
NodeEvents GatherEvents(std::span<const std::uint32_t> events, const NodeEvents& sample,
                        NodeBuffer& buffer, NodeSums& sums);

/// Number of bins that BinNumber can hold.
inline constexpr std::size_t kMaxBins = 65535;
using BinNumber = std::uint16_t;

/// values[i] = column[events[i]]; returns the least and the largest.
struct ValueRange {
  float low, high;
};
ValueRange GatherColumn(std::span<const float> column, std::span<const std::uint32_t> events,
                        std::span<float> values);
ValueRange FindRange(std::span<const float> values);

/// bins[i] = number of the bin of values[i], clamped into the grid.
void FindBins(std::span<const float> values, const CutGrid& grid, std::span<BinNumber> bins);

/// Sums of every bin. `sums.size()` is the number of bins. Terms are added in a fixed order.
void FillHistogram(std::span<const BinNumber> bins, const NodeEvents& events,
                   std::vector<double>& scratch, std::span<NodeSums> sums);

}  // namespace TMVA::inline standalone
