// NodeHistogram: the contents of every bin of every variable in one node, in whole numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tmva/threads/workers.h"
#include "tmva/trees/training/separation.h"
#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

/// Weights and targets as multiples of a unit: sums of whole numbers are the same in any order, so
/// the trees do not depend on the number of threads, and what is left of a node without one
/// daughter is the other to the bit.
struct FixedPoint {
  float weight = 1, target = 1, square = 1;  ///< how many make up a weight, a w t, and a w t^2 of 1
  /// Units for which no event's terms are lost and none overflow.
  static FixedPoint For(const TrainingSample& sample, std::span<const std::uint32_t> events,
                        Workers& workers);
};

/// Sums over events, in units.
struct Totals {
  std::int64_t weight = 0, target = 0, square = 0, absolute = 0, positive = 0, count = 0;

  void operator+=(const Totals& o);
  Totals operator-(const Totals& o) const;
  NodeSums In(const FixedPoint& unit) const;
};

/// The totals of some events.
Totals AddUp(const TrainingSample& sample, const FixedPoint& unit,
             std::span<const std::uint32_t> events);

/// The bins of all variables, one after another.
struct BinLayout {
  std::vector<std::uint32_t> first;  ///< of every variable, and the total number of bins
  explicit BinLayout(const std::vector<BinEdges>& edges);
  std::size_t NumBins() const { return first.back(); }
};

class NodeHistogram {
 public:
  explicit NodeHistogram(const BinLayout& layout)
      : weight(layout.NumBins()), target(layout.NumBins()), count(layout.NumBins()) {}

  void Clear();
  /// Adds the events of a list.
  void Fill(const TrainingSample& sample, const BinLayout& layout, const FixedPoint& unit,
            std::span<const std::uint32_t> events);
  void Add(const NodeHistogram& other);
  /// Takes the events of a daughter out.
  void Subtract(const NodeHistogram& daughter);

  std::vector<std::int64_t> weight, target, count;  ///< a bin
  Totals totals;                                    ///< of all events
};

}  // namespace TMVA::inline standalone
