// The best cut on its own grid of every variable, or between every two values.
#include "tmva/trees/training/node_range_grower.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "tmva/trees/training/fisher_cut.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kEventsWorthThreads = 2000;
constexpr std::size_t kBlock = 4096;

}  // namespace

void NodeRangeGrower::ForEachVariable(std::size_t events, std::size_t n, const auto& use) {
  if (events < kEventsWorthThreads)
    for (std::size_t i = 0; i < n; ++i) use(i);
  else
    workers_.ForEach(n, use);
}

void NodeRangeGrower::Begin(bool whole_sample) {
  whole_sample_ = whole_sample;
  if (whole_sample && root_bins_.empty() && options_.num_cuts > 0) FillRootBins();
}

void NodeRangeGrower::FillRootBins() {
  root_grids_.resize(sample_.num_variables);
  root_bins_.resize(sample_.num_variables);
  ForEachVariable(sample_.num_events, sample_.num_variables, [&](std::size_t v) {
    const auto column = sample_.Column(v);
    root_grids_[v] = MakeGrid(FindRange(column), options_.num_cuts, sample_.is_integer[v]);
    if (root_grids_[v].bins < 2 || root_grids_[v].bins > 256) return;
    root_bins_[v].resize(sample_.num_events);
    std::array<BinNumber, kBlock> bins;
    for (std::size_t begin = 0; begin < column.size(); begin += kBlock) {
      const std::size_t n = std::min(kBlock, column.size() - begin);
      FindBins(column.subspan(begin, n), root_grids_[v], std::span(bins).first(n));
      std::transform(bins.begin(), bins.begin() + static_cast<std::ptrdiff_t>(n),
                     root_bins_[v].begin() + static_cast<std::ptrdiff_t>(begin),
                     [](BinNumber bin) { return static_cast<std::uint8_t>(bin); });
    }
  });
}

NodeSums NodeRangeGrower::SumUp(std::size_t node) {
  NodeSums sums;
  node_events_ =
      GatherEvents(EventsOf(result_.grown[node]), {sample_.weight, sample_.target}, buffer_, sums);
  return sums;
}

/// Combines the correlated ones among `variables`; the combination comes after all of them.
void NodeRangeGrower::AddFisher(const GrownNode& node, std::vector<int>& variables) {
  fisher_ = CombineCorrelated(sample_, EventsOf(node), node_events_, variables,
                              options_.fisher_correlation);
  if (fisher_.empty()) return;
  if (options_.exclusive_variables)
    std::erase_if(variables, [&](int v) { return fisher_[static_cast<std::size_t>(v)] != 0; });
  variables.push_back(static_cast<int>(sample_.num_variables));
}

NodeSplit NodeRangeGrower::FindInVariable(std::size_t variable, const GrownNode& node) {
  SplitScratch& local = scratch_.local();
  const std::size_t n = node.end - node.begin;
  const bool at_root = whole_sample_ && n == sample_.num_events;
  if (at_root && options_.num_cuts > 0 && !IsFisher(variable)) {
    if (root_grids_[variable].bins < 2) return {};
    if (!root_bins_[variable].empty()) {
      local.bins.assign(root_bins_[variable].begin(), root_bins_[variable].end());
      return BestGridCut(root_grids_[variable], local.bins, node_events_, node.sums, rules_, local);
    }
  }
  local.values.resize(n);
  const auto list = EventsOf(node);
  const ValueRange range = IsFisher(variable)
                               ? GatherFisher(sample_, list, fisher_, local.values)
                               : GatherColumn(sample_.Column(variable), list, local.values);
  if (options_.num_cuts <= 0) return BestExactCut(node_events_, node.sums, rules_, local);
  const bool is_integer = !IsFisher(variable) && sample_.is_integer[variable];
  const CutGrid grid = MakeGrid(range, options_.num_cuts, is_integer);
  if (grid.bins < 2) return {};
  local.bins.resize(n);
  FindBins(local.values, grid, local.bins);
  return BestGridCut(grid, local.bins, node_events_, node.sums, rules_, local);
}

NodeSplit NodeRangeGrower::FindSplit(std::size_t at, std::vector<int> variables) {
  const GrownNode& node = result_.grown[at];
  if (options_.fisher_cuts) AddFisher(node, variables);
  std::vector<NodeSplit> found(variables.size());
  ForEachVariable(node.end - node.begin, variables.size(), [&](std::size_t i) {
    found[i] = FindInVariable(static_cast<std::size_t>(variables[i]), node);
    found[i].variable = variables[i];
  });
  NodeSplit best;
  for (const auto& split : found)
    if (split.gain > best.gain) best = split;
  if (best.gain > 0 && IsFisher(static_cast<std::size_t>(best.variable)))
    best.coefficients = fisher_;
  return best;
}

std::size_t NodeRangeGrower::Partition(const GrownNode& node, const NodeSplit& split) {
  if (split.coefficients.empty()) {
    const float* const column = sample_.Column(static_cast<std::size_t>(split.variable)).data();
    return partition_.Split(*events_, node.begin, node.end,
                            [=, cut = split.cut, cut_type = split.cut_type](
                                const std::uint32_t* events, std::size_t n, std::uint8_t* right) {
                              for (std::size_t i = 0; i < n; ++i)
                                right[i] = (column[events[i]] >= cut) == cut_type;
                            });
  }
  return partition_.Split(
      *events_, node.begin, node.end,
      [&](const std::uint32_t* events, std::size_t n, std::uint8_t* right) {
        for (std::size_t i = 0; i < n; ++i) {
          const auto x = [&](std::size_t v) { return sample_.Value(v, events[i]); };
          const double value = FisherValue(split.coefficients.data(), sample_.num_variables, x);
          right[i] = (value > static_cast<double>(split.cut)) == split.cut_type;
        }
      });
}

}  // namespace TMVA::inline standalone
