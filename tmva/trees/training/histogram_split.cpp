// Scanning the bins of a variable.
#include "tmva/trees/training/histogram_split.h"

#include <algorithm>
#include <cmath>

#include "tmva/trees/cpu_targets.h"

namespace TMVA::inline standalone {
namespace {

/// What is below each cut, from the first one on. `extra` (NaN) is below every cut.
struct Extra {
  std::int64_t weight = 0, target = 0, count = 0;
};
void SumUp(const NodeHistogram& h, std::size_t first, std::size_t cuts, const FixedPoint& unit,
           const Extra& extra, ScanScratch& out) {
  const double per_weight = 1 / static_cast<double>(unit.weight);
  const double per_target = 1 / static_cast<double>(unit.target);
  std::int64_t weight = extra.weight, target = extra.target, count = extra.count;
  for (std::size_t k = 0; k < cuts; ++k) {
    weight += h.weight[first + k];
    target += h.target[first + k];
    count += h.count[first + k];
    out.weight[k] = static_cast<double>(weight) * per_weight;
    out.target[k] = static_cast<double>(target) * per_target;
    out.count[k] = static_cast<double>(count);
  }
}

/// What of the spread of the targets every cut explains: sum of (sum w t)^2 / sum w over the two
/// sides; -1 where a side is too small.
TMVA_KERNEL
void ExplainedSquares(const double* weight, const double* target, const double* count,
                      std::size_t cuts, double total_weight, double total_target,
                      double total_count, double min_size, double* gain) {
  for (std::size_t k = 0; k < cuts; ++k) {
    const double above_weight = total_weight - weight[k], above_target = total_target - target[k];
    const double explained =
        target[k] * target[k] / weight[k] + above_target * above_target / above_weight;
    const bool large_enough = (count[k] >= min_size) & (total_count - count[k] >= min_size) &
                              (weight[k] >= min_size) & (above_weight >= min_size) &
                              (weight[k] > 0) & (above_weight > 0);
    gain[k] = large_enough ? explained : -1.0;
  }
}

/// The gain of each cut for a separation index of two classes; -1 where a side is too small.
void IndexGains(const ScanScratch& below, std::size_t cuts, const NodeSums& total,
                const SplitRules& rules, std::vector<double>& gain) {
  for (std::size_t k = 0; k < cuts; ++k) {
    const NodeSums sums{below.weight[k], below.target[k], 0, below.count[k]};
    gain[k] = -1;
    if (sums.count < rules.min_size || sums.weight < rules.min_size) continue;
    if (total.count - sums.count < rules.min_size || total.weight - sums.weight < rules.min_size)
      continue;
    gain[k] = SeparationGain(rules.separation, total, sums);
  }
}

struct Best {
  double gain = 0;
  std::size_t cut = 0;
};

Best Scan(std::size_t cuts, const NodeSums& total, const SplitRules& rules, ScanScratch& scratch) {
  if (rules.separation != Separation::kRegressionVariance) {
    IndexGains(scratch, cuts, total, rules, scratch.gain);
  } else {
    ExplainedSquares(scratch.weight.data(), scratch.target.data(), scratch.count.data(), cuts,
                     total.weight, total.target, total.count, rules.min_size, scratch.gain.data());
    const double spread = total.weight * TargetVariance(total);
    if (!(spread > 0)) return {};
    const double unexplained = total.target * total.target / total.weight;
    for (std::size_t k = 0; k < cuts; ++k)
      scratch.gain[k] = (scratch.gain[k] - unexplained) / spread;
  }
  const auto best = std::max_element(scratch.gain.begin(),
                                     scratch.gain.begin() + static_cast<std::ptrdiff_t>(cuts));
  return {*best, static_cast<std::size_t>(best - scratch.gain.begin())};
}

}  // namespace

BinSplit BestBinCut(const NodeHistogram& histogram, const BinLayout& layout, const FixedPoint& unit,
                    std::size_t variable, const BinEdges& edges, const NodeSums& total,
                    const SplitRules& rules, ScanScratch& scratch) {
  // Gains below this are rounding.
  constexpr double kNothing = 1e-12;
  BinSplit split;
  split.gain = kNothing;
  const std::size_t first = layout.first[variable];
  Extra missing;
  if (edges.HasMissing()) {
    const std::size_t at = layout.first[variable + 1] - 1;
    missing = {histogram.weight[at], histogram.target[at], histogram.count[at]};
  }
  const auto try_cuts = [&](std::size_t cuts, const Extra& below, bool missing_above) {
    if (cuts == 0) return;
    for (auto* values : {&scratch.weight, &scratch.target, &scratch.count, &scratch.gain})
      if (values->size() < cuts) values->resize(cuts);
    SumUp(histogram, first, cuts, unit, below, scratch);
    const Best best = Scan(cuts, total, rules, scratch);
    if (!(best.gain > split.gain)) return;
    const double signal = scratch.target[best.cut], background = scratch.weight[best.cut] - signal;
    split = {best.gain, static_cast<int>(variable), best.cut + 1, true, missing_above};
    if (rules.separation != Separation::kRegressionVariance)
      split.cut_type = signal / total.Signal() > background / total.Background();
  };
  try_cuts(edges.NumCuts(), missing, false);
  // With NaN above, a cut above all values tells NaN from the rest.
  if (missing.count > 0) try_cuts(edges.NumCuts() + 1, {}, true);
  if (split.variable < 0) split.gain = 0;
  return split;
}

}  // namespace TMVA::inline standalone
