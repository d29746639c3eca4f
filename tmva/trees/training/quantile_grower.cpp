// Histograms from node to node.
#include "tmva/trees/training/quantile_grower.h"

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kEventsWorthThreads = 4000;
constexpr std::size_t kBlock = 1 << 16;

}  // namespace

QuantileGrower::QuantileGrower(const TrainingSample& sample, const GrowOptions& options,
                               int threads)
    : TreeGrower(sample, options, threads), layout_(sample.edges), scratch_(sample.num_variables) {}

void QuantileGrower::Begin(bool whole_sample) {
  whole_sample_ = whole_sample;
  unit_ = FixedPoint::For(sample_, *events_, workers_);
  for (auto& histogram : of_node_)
    if (histogram) GiveBack(std::move(histogram));
  of_node_.clear();
  totals_.clear();
}

QuantileGrower::Histogram QuantileGrower::TakeEmpty() {
  if (unused_.empty()) return std::make_unique<NodeHistogram>(layout_);
  Histogram histogram = std::move(unused_.back());
  unused_.pop_back();
  histogram->Clear();
  return histogram;
}

void QuantileGrower::GiveBack(Histogram histogram) { unused_.push_back(std::move(histogram)); }

void QuantileGrower::Fill(NodeHistogram& histogram, std::span<const std::uint32_t> events) {
  const std::size_t threads = events.size() < kEventsWorthThreads ? 1 : workers_.NumThreads();
  if (threads == 1) {
    histogram.Fill(sample_, layout_, unit_, events);
    return;
  }
  std::vector<Histogram> parts(threads - 1);
  for (auto& part : parts) part = TakeEmpty();
  workers_.ForBlocks(events.size(), (events.size() + threads - 1) / threads,
                     [&](std::size_t begin, std::size_t end, std::size_t t) {
                       NodeHistogram& to = t == 0 ? histogram : *parts[t - 1];
                       to.Fill(sample_, layout_, unit_, events.subspan(begin, end - begin));
                     });
  for (auto& part : parts) {
    histogram.Add(*part);
    GiveBack(std::move(part));
  }
}

Totals QuantileGrower::TotalsOf(std::span<const std::uint32_t> events) {
  std::vector<Totals> parts((events.size() + kBlock - 1) / kBlock);
  workers_.ForBlocks(events.size(), kBlock, [&](std::size_t begin, std::size_t end, std::size_t b) {
    parts[b] = AddUp(sample_, unit_, events.subspan(begin, end - begin));
  });
  Totals totals;
  for (const auto& part : parts) totals += part;
  return totals;
}

NodeSums QuantileGrower::SumUp(std::size_t node) {
  if (node == 0) {
    of_node_.push_back(TakeEmpty());
    Fill(*of_node_[0], *events_);
    totals_.push_back(of_node_[0]->totals);
  }
  return totals_[node].In(unit_);
}

NodeSplit QuantileGrower::FindSplit(std::size_t node, std::vector<int> variables) {
  const NodeHistogram& histogram = *of_node_[node];
  const NodeSums& total = result_.grown[node].sums;
  std::vector<BinSplit> found(variables.size());
  const std::size_t threads = workers_.NumThreads();
  workers_.ForBlocks(variables.size(), (variables.size() + threads - 1) / threads,
                     [&](std::size_t begin, std::size_t end, std::size_t) {
                       for (std::size_t i = begin; i < end; ++i) {
                         const auto v = static_cast<std::size_t>(variables[i]);
                         found[i] = BestBinCut(histogram, layout_, unit_, v, sample_.edges[v],
                                               total, rules_, scratch_[v]);
                       }
                     });
  BinSplit best;
  for (const auto& split : found)
    if (split.gain > best.gain) best = split;
  if (!(best.gain > 0)) return {};
  split_bin_ = best.bin;
  const BinEdges& edges = sample_.edges[static_cast<std::size_t>(best.variable)];
  // Above all bins but that of NaN: no value is.
  const float cut =
      best.bin > edges.NumCuts() ? std::numeric_limits<float>::max() : edges.Cut(best.bin - 1);
  return {best.gain, best.variable, cut, best.cut_type, best.missing_above, {}};
}

std::size_t QuantileGrower::Partition(const GrownNode& node, const NodeSplit& split) {
  const auto variable = static_cast<std::size_t>(split.variable);
  const BinEdges& edges = sample_.edges[variable];
  const std::size_t stride = sample_.num_variables;
  const std::uint8_t* const bins = sample_.bins.data() + variable;
  const auto first_above = static_cast<std::uint8_t>(split_bin_);
  const bool cut_type = split.cut_type;
  // Bins above are [first_above, last_above]: that of NaN comes after all others.
  const auto last_above = static_cast<std::uint8_t>(
      edges.HasMissing() && !split.missing_above ? edges.NumBins() - 2 : edges.NumBins() - 1);
  const auto width = static_cast<std::uint8_t>(last_above - first_above);
  const auto decide = [=](const std::uint32_t* events, std::size_t n, std::uint8_t* right) {
    constexpr std::size_t kAhead = 32;
    // Writing bytes may change anything that is captured, as far as the compiler knows; these it
    // may keep.
    const std::uint8_t* const column = bins;
    const std::size_t step = stride;
    const std::uint8_t first = first_above, range = width;
    const bool above_is_right = cut_type;
    for (std::size_t i = 0; i < n; ++i) {
      if (i + kAhead < n) __builtin_prefetch(column + std::size_t{events[i + kAhead]} * step);
      const std::uint8_t bin = column[std::size_t{events[i]} * step];
      right[i] = (static_cast<std::uint8_t>(bin - first) <= range) == above_is_right;
    }
  };
  const bool all = whole_sample_ && node.begin == 0 && node.end == sample_.num_events;
  return all ? partition_.SplitAll(*events_, decide)
             : partition_.Split(*events_, node.begin, node.end, decide);
}

void QuantileGrower::Divided(std::size_t at) {
  const TreeNode& mother = result_.tree.nodes[at];
  const auto left = static_cast<std::size_t>(mother.left),
             right = static_cast<std::size_t>(mother.right);
  const auto size = [&](std::size_t node) {
    return result_.grown[node].end - result_.grown[node].begin;
  };
  const std::size_t small = size(left) <= size(right) ? left : right,
                    large = small == left ? right : left;
  of_node_.resize(result_.grown.size());
  totals_.resize(result_.grown.size());
  const auto needs = [&](std::size_t node) {
    return mother.depth + 1 < options_.max_depth &&
           static_cast<double>(size(node)) >= 2 * rules_.min_size;
  };
  Histogram of_mother = std::move(of_node_[at]);
  const auto events = EventsOf(result_.grown[small]);
  if (needs(large)) {  // or the small one, which then is no smaller than allowed either
    Histogram of_small = TakeEmpty();
    Fill(*of_small, events);
    totals_[small] = of_small->totals;
    of_mother->Subtract(*of_small);
    of_node_[large] = std::move(of_mother);
    if (needs(small))
      of_node_[small] = std::move(of_small);
    else
      GiveBack(std::move(of_small));
  } else {
    totals_[small] = TotalsOf(events);
    GiveBack(std::move(of_mother));
  }
  totals_[large] = totals_[at] - totals_[small];
}

void QuantileGrower::Left(std::size_t node) {
  if (of_node_[node]) GiveBack(std::move(of_node_[node]));
}

}  // namespace TMVA::inline standalone
