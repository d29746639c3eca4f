// Search for the best cut in one variable.
#include "tmva/trees/training/split_finder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace TMVA::inline standalone {
namespace {

bool LargeEnough(const NodeSums& side, double min_size) {
  return side.count >= min_size && side.weight >= min_size;
}

/// Keeps the candidate `cut` if it gains more than all before it.
void Consider(double cut, const NodeSums& below, const NodeSums& total, const SplitRules& rules,
              NodeSplit& best) {
  if (!LargeEnough(below, rules.min_size) || !LargeEnough(total - below, rules.min_size)) return;
  const double gain = SeparationGain(rules.separation, total, below);
  if (!(gain > best.gain)) return;
  best.gain = gain;
  best.cut = static_cast<float>(cut);
  // Classification trees have their signal-like side on the left.
  best.cut_type = rules.separation == Separation::kRegressionVariance ||
                  below.Signal() / total.Signal() > below.Background() / total.Background();
}

NodeSums OneEvent(const NodeEvents& events, std::size_t i) {
  const double w = static_cast<double>(events.weight[i]), t = static_cast<double>(events.target[i]);
  return {w, w * t, w * t * t, 1};
}

}  // namespace

CutGrid MakeGrid(ValueRange range, int num_cuts, bool is_integer) {
  CutGrid grid;
  const double low = static_cast<double>(range.low), high = static_cast<double>(range.high);
  if (!std::isfinite(low) || !std::isfinite(high) || !(high > low)) return grid;
  grid.low = low;
  grid.bins = static_cast<std::size_t>(num_cuts) + 1;
  grid.width = (high - low) / static_cast<double>(grid.bins);
  // An integer variable gets a cut between every two numbers, unless its range is out of
  // proportion.
  if (is_integer && high - low + 1 <= static_cast<double>(kMaxBins)) {
    grid.bins = static_cast<std::size_t>(high - low + 1);
    grid.width = 1;
  }
  grid.inverse_width = 1 / grid.width;
  return grid;
}

NodeSplit BestGridCut(const CutGrid& grid, std::span<const BinNumber> bins,
                      const NodeEvents& events, const NodeSums& total, const SplitRules& rules,
                      SplitScratch& scratch) {
  NodeSplit best;
  if (grid.bins < 2) return best;
  scratch.sums.resize(grid.bins);
  FillHistogram(bins, events, scratch.histogram, scratch.sums);
  NodeSums below;
  for (std::size_t i = 0; i + 1 < grid.bins; ++i) {
    below += scratch.sums[i];
    Consider(grid.low + static_cast<double>(i + 1) * grid.width, below, total, rules, best);
  }
  return best;
}

NodeSplit BestExactCut(const NodeEvents& events, const NodeSums& total, const SplitRules& rules,
                       SplitScratch& scratch) {
  NodeSplit best;
  const auto& values = scratch.values;
  auto& order = scratch.order;
  order.resize(events.weight.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  });
  NodeSums below;
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    below += OneEvent(events, order[i]);
    const double here = static_cast<double>(values[order[i]]);
    const double next = static_cast<double>(values[order[i + 1]]);
    if (!(here < next)) continue;
    auto cut = static_cast<float>((here + next) / 2);
    if (!(static_cast<double>(cut) > here)) cut = values[order[i + 1]];  // neighbouring floats
    Consider(static_cast<double>(cut), below, total, rules, best);
  }
  return best;
}

}  // namespace TMVA::inline standalone
