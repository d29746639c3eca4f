// The separation indices and the gain of a cut.
#include "tmva/trees/training/separation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace TMVA::inline standalone {
namespace {

/// Differences of indices smaller than this are rounding.
const double kPrecision = std::sqrt(std::numeric_limits<double>::epsilon());

double CrossEntropy(double p) {
  if (p <= 0 || p >= 1) return 0;
  return -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

double RegressionGain(const NodeSums& total, const NodeSums& below) {
  const auto above = total - below;
  const double parent = total.weight * TargetVariance(total);
  if (!(parent > 0)) return 0;
  const double gain =
      parent - below.weight * TargetVariance(below) - above.weight * TargetVariance(above);
  return gain > 0 ? gain / parent : 0;
}

}  // namespace

double SeparationIndex(Separation type, double s, double b) {
  const double n = s + b;
  if (type == Separation::kSDivSqrtSPlusB) return n > 0 ? s / std::sqrt(n) : 0;
  if (type == Separation::kGiniIndexWithLaplace) return (s * b + n + 1) / ((n + 2) * (n + 2));
  if (s <= 0 || b <= 0) return 0;
  const double p = s / n;
  switch (type) {
    case Separation::kCrossEntropy:
      return CrossEntropy(p);
    case Separation::kMisClassificationError:
      return std::min(p, 1 - p);
    default:
      return 2 * p * (1 - p);
  }
}

double TargetVariance(const NodeSums& sums) {
  if (sums.weight == 0) return 0;
  const double mean = sums.target / sums.weight;
  return std::max(0.0, sums.target_sq / sums.weight - mean * mean);
}

double SeparationGain(Separation type, const NodeSums& total, const NodeSums& below) {
  if (type == Separation::kRegressionVariance) return RegressionGain(total, below);
  if (total.weight == below.weight || below.weight == 0) return 0;
  const auto above = total - below;
  const double parent = SeparationIndex(type, total.Signal(), total.Background());
  const double lower = SeparationIndex(type, below.Signal(), below.Background());
  const double upper = SeparationIndex(type, above.Signal(), above.Background());
  const double gain = parent - (above.weight * upper + below.weight * lower) / total.weight;
  return gain < kPrecision ? 0 : gain;
}

const std::vector<std::string>& SeparationNames() {
  static const std::vector<std::string> names = {"CrossEntropy",         "GiniIndex",
                                                 "GiniIndexWithLaplace", "MisClassificationError",
                                                 "SDivSqrtSPlusB",       "RegressionVariance"};
  return names;
}

}  // namespace TMVA::inline standalone
