// Separation: how much a cut tells the classes apart, or narrows the targets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone {

enum class Separation : std::uint8_t {
  kCrossEntropy,
  kGiniIndex,
  kGiniIndexWithLaplace,
  kMisClassificationError,
  kSDivSqrtSPlusB,
  kRegressionVariance
};

/// Weighted contents of a node or of one side of a cut. The target of classification trees is 1 for
/// signal and 0 for background.
struct NodeSums {
  double weight = 0;
  double target = 0, target_sq = 0;  ///< sums of w t and w t^2
  double count = 0;                  ///< events, unweighted
  // Of nodes only, not of bins:
  double target_abs = 0;  ///< sum of w |t|
  double positive =
      0;  ///< sum of w of the events with t > 0: signal, whatever its residual is by now

  double Signal() const { return target; }
  double Background() const { return weight - target; }
  NodeSums operator-(const NodeSums& o) const {
    return {weight - o.weight, target - o.target,         target_sq - o.target_sq,
            count - o.count,   target_abs - o.target_abs, positive - o.positive};
  }
  void operator+=(const NodeSums& o) {
    weight += o.weight;
    target += o.target;
    target_sq += o.target_sq;
    count += o.count;
    target_abs += o.target_abs;
    positive += o.positive;
  }
};

/// Index of a mixture of signal and background.
double SeparationIndex(Separation type, double signal, double background);
/// (target_sq - target^2 / weight) / weight, never negative; 0 for an empty node.
double TargetVariance(const NodeSums& sums);
/// Gain of splitting `total` into `below` and the rest; 0 when it is below numerical precision.
double SeparationGain(Separation type, const NodeSums& total, const NodeSums& below);

/// Names in TMVA's spelling, in the order of the enumeration.
const std::vector<std::string>& SeparationNames();

}  // namespace TMVA::inline standalone
