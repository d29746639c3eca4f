// Growing trees: node by node, the best cut on its own grid of every variable.
#include "tmva/trees/tree_grower.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "tmva/trees/fisher_cut.h"
#include "tmva/trees/split_finder.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kEventsWorthThreads = 2000;

}  // namespace

struct TreeGrower::Impl {
  const TrainingSample& sample;
  GrowOptions options;
  SplitRules rules;
  std::optional<tbb::task_arena> arena;
  tbb::enumerable_thread_specific<SplitScratch> scratch;

  NodeBuffer buffer;  // the events of the node at work
  EventList other_side;

  // Grids and bins of the whole sample, for the root of trees grown on all events.
  std::vector<CutGrid> root_grids;
  std::vector<std::vector<BinNumber>> root_bins;

  std::vector<double> fisher;  // coefficients of the node at work; empty: nothing is combined

  EventList* events = nullptr;
  bool whole_sample = false;
  GrownTree result;

  Impl(const TrainingSample& s, const GrowOptions& o, int threads) : sample(s), options(o) {
    rules.separation = o.separation;
    rules.num_cuts = o.num_cuts;
    // More threads than cores gain nothing, and TBB warns of them.
    threads = std::min(threads, tbb::info::default_concurrency());
    if (threads > 1) arena.emplace(threads);
  }

  bool Regression() const { return options.separation == Separation::kRegressionVariance; }
  void ForEachVariable(std::size_t work, const std::vector<int>& variables, const auto& use);
  NodeEvents Gather(std::size_t begin, std::size_t end, NodeSums& sums);
  int AddNode(std::size_t begin, std::size_t end, int depth);
  bool MayBeSplit(const NodeSums& sums, int depth) const;
  std::vector<int> ChooseVariables(Random& random) const;
  void FillRootBins();
  bool IsFisher(std::size_t variable) const { return variable == sample.num_variables; }
  void AddFisher(const GrownNode& node, const NodeEvents& node_events, std::vector<int>& variables);
  NodeSplit FindSplit(int node, const NodeEvents& node_events, std::vector<int> variables);
  NodeSplit FindInVariable(std::size_t variable, const GrownNode& node, const NodeEvents& node_events);
  void AddImportance(const NodeSplit& split, double weight);
  std::size_t Partition(const GrownNode& node, const NodeSplit& split);
  void MakeLeaf(int node);
};

void TreeGrower::Impl::ForEachVariable(std::size_t work, const std::vector<int>& variables,
                                       const auto& use) {
  if (!arena || variables.size() < 2 || work < kEventsWorthThreads) {
    for (std::size_t i = 0; i < variables.size(); ++i) use(i);
    return;
  }
  arena->execute([&] { tbb::parallel_for(std::size_t{0}, variables.size(), use); });
}

/// Sums of a node; its weights, classes and targets are put side by side on the way.
NodeEvents TreeGrower::Impl::Gather(std::size_t begin, std::size_t end, NodeSums& sums) {
  NodeEvents all{sample.weight, sample.is_signal, {}};
  if (Regression()) all.target = sample.target;
  return GatherEvents(std::span(*events).subspan(begin, end - begin), all, buffer, sums);
}

int TreeGrower::Impl::AddNode(std::size_t begin, std::size_t end, int depth) {
  TreeNode node;
  node.depth = depth;
  result.tree.nodes.push_back(node);
  result.grown.push_back({begin, end, {}});
  return static_cast<int>(result.tree.nodes.size()) - 1;
}

bool TreeGrower::Impl::MayBeSplit(const NodeSums& sums, int depth) const {
  if (depth >= options.max_depth) return false;
  if (sums.count < 2 * rules.min_size || sums.weight < 2 * rules.min_size) return false;
  return Regression() ? sums.weight != 0 : sums.signal != 0 && sums.Background() != 0;
}

std::vector<int> TreeGrower::Impl::ChooseVariables(Random& random) const {
  const auto all = static_cast<int>(sample.num_variables);
  std::vector<int> variables(sample.num_variables);
  std::iota(variables.begin(), variables.end(), 0);
  if (!options.randomised) return variables;
  int n = options.use_variables;
  if (options.poisson_variables) n = static_cast<int>(std::min<std::uint32_t>(random.Poisson(n), 1U << 20));
  random.Shuffle(variables);
  variables.resize(static_cast<std::size_t>(std::clamp(n, 1, all)));
  std::sort(variables.begin(), variables.end());
  return variables;
}

void TreeGrower::Impl::FillRootBins() {
  root_grids.resize(sample.num_variables);
  root_bins.resize(sample.num_variables);
  std::vector<int> variables(sample.num_variables);
  ForEachVariable(sample.num_events, variables, [&](std::size_t v) {
    const auto column = sample.Column(v);
    root_grids[v] = MakeGrid(FindRange(column), options.num_cuts, sample.is_integer[v]);
    if (root_grids[v].bins < 2) return;
    root_bins[v].resize(sample.num_events);
    FindBins(column, root_grids[v], root_bins[v]);
  });
}

/// Combines the correlated ones among `variables`; the combination comes after all of them.
void TreeGrower::Impl::AddFisher(const GrownNode& node, const NodeEvents& node_events,
                                 std::vector<int>& variables) {
  const auto list = std::span(*events).subspan(node.begin, node.end - node.begin);
  fisher = CombineCorrelated(sample, list, node_events, variables, options.fisher_correlation);
  if (fisher.empty()) return;
  if (options.exclusive_variables)
    std::erase_if(variables, [&](int v) { return fisher[static_cast<std::size_t>(v)] != 0; });
  variables.push_back(static_cast<int>(sample.num_variables));
}

NodeSplit TreeGrower::Impl::FindInVariable(std::size_t variable, const GrownNode& node,
                                       const NodeEvents& node_events) {
  SplitScratch& local = scratch.local();
  const bool at_root = whole_sample && node.end - node.begin == sample.num_events;
  if (at_root && options.num_cuts > 0 && !IsFisher(variable))
    return BestGridCut(root_grids[variable], root_bins[variable], node_events, node.sums, rules, local);
  const std::size_t n = node.end - node.begin;
  local.values.resize(n);
  const auto list = std::span(*events).subspan(node.begin, n);
  const ValueRange range = IsFisher(variable)
                               ? GatherFisher(sample, list, fisher, local.values)
                               : GatherColumn(sample.Column(variable), list, local.values);
  if (options.num_cuts <= 0) return BestExactCut(node_events, node.sums, rules, local);
  const bool is_integer = !IsFisher(variable) && sample.is_integer[variable];
  const CutGrid grid = MakeGrid(range, options.num_cuts, is_integer);
  if (grid.bins < 2) return {};
  local.bins.resize(n);
  FindBins(local.values, grid, local.bins);
  return BestGridCut(grid, local.bins, node_events, node.sums, rules, local);
}

NodeSplit TreeGrower::Impl::FindSplit(int node, const NodeEvents& node_events,
                                      std::vector<int> variables) {
  const GrownNode& grown = result.grown[static_cast<std::size_t>(node)];
  if (options.fisher_cuts) AddFisher(grown, node_events, variables);
  std::vector<NodeSplit> found(variables.size());
  ForEachVariable(grown.end - grown.begin, variables, [&](std::size_t i) {
    found[i] = FindInVariable(static_cast<std::size_t>(variables[i]), grown, node_events);
    found[i].variable = variables[i];
  });
  NodeSplit best;
  for (const auto& split : found)
    if (split.gain > best.gain) best = split;
  return best;
}

/// Moves the events that go left before those that go right; returns where the right ones begin.
std::size_t TreeGrower::Impl::Partition(const GrownNode& node, const NodeSplit& split) {
  const auto variable = static_cast<std::size_t>(split.variable);
  const auto is_above = [&](std::uint32_t event) {
    if (!IsFisher(variable)) return sample.Value(variable, event) >= split.cut;
    return FisherValue(fisher.data(), sample.num_variables, [&](std::size_t v) {
             return sample.Value(v, event);
           }) > static_cast<double>(split.cut);
  };
  other_side.resize(std::max(other_side.size(), node.end - node.begin));
  std::uint32_t* list = events->data();
  std::size_t left = node.begin, right = 0;
  for (std::size_t i = node.begin; i < node.end; ++i) {
    const std::uint32_t event = list[i];
    const bool goes_right = is_above(event) == split.cut_type;
    list[left] = event;  // left <= i: overwrites only what has been read
    other_side[right] = event;
    left += goes_right ? 0 : 1;
    right += goes_right ? 1 : 0;
  }
  std::copy_n(other_side.begin(), right, events->begin() + static_cast<std::ptrdiff_t>(left));
  return left;
}

void TreeGrower::Impl::AddImportance(const NodeSplit& split, double weight) {
  const double scale = split.gain * weight;
  const auto variable = static_cast<std::size_t>(split.variable);
  if (!IsFisher(variable)) {
    result.importance[variable] += scale * scale;
    return;
  }
  for (std::size_t v = 0; v < sample.num_variables; ++v)
    result.importance[v] += fisher[v] * fisher[v] * scale * scale;
}

void TreeGrower::Impl::MakeLeaf(int node) {
  TreeNode& leaf = result.tree.nodes[static_cast<std::size_t>(node)];
  if (Regression())
    leaf.type = NodeType::kRegression;
  else
    leaf.type = static_cast<double>(leaf.purity) > options.purity_limit ? NodeType::kSignal
                                                                        : NodeType::kBackground;
}

TreeGrower::TreeGrower(const TrainingSample& sample, const GrowOptions& options, int threads)
    : impl_(std::make_unique<Impl>(sample, options, threads)) {}
TreeGrower::~TreeGrower() = default;

namespace {

/// Purity, and mean and spread of the targets.
void Describe(TreeNode& node, const NodeSums& sums, bool regression) {
  node.purity = sums.weight > 0 ? static_cast<float>(sums.signal / sums.weight) : 0.5F;
  if (!regression || sums.weight == 0) return;
  node.response = static_cast<float>(sums.target / sums.weight);
  node.rms = static_cast<float>(std::sqrt(TargetVariance(sums)));
}

}  // namespace

GrownTree TreeGrower::Grow(EventList& events, bool whole_sample, Random& random) {
  Impl& m = *impl_;
  m.events = &events;
  m.whole_sample = whole_sample;
  m.result = {};
  m.result.importance.assign(m.sample.num_variables, 0.0);
  m.rules.min_size = m.options.min_node_percent / 100 * static_cast<double>(events.size());
  if (whole_sample && m.root_bins.empty() && m.options.num_cuts > 0) m.FillRootBins();
  std::vector<int> stack{m.AddNode(0, events.size(), 0)};
  while (!stack.empty()) {
    const int index = stack.back();
    stack.pop_back();
    const auto at = static_cast<std::size_t>(index);
    const auto [begin, end, unused] = m.result.grown[at];
    const int depth = m.result.tree.nodes[at].depth;
    const NodeEvents node_events = m.Gather(begin, end, m.result.grown[at].sums);
    const NodeSums sums = m.result.grown[at].sums;
    Describe(m.result.tree.nodes[at], sums, m.Regression());
    NodeSplit split;
    if (m.MayBeSplit(sums, depth)) split = m.FindSplit(index, node_events, m.ChooseVariables(random));
    const std::size_t middle = split.gain > 0 ? m.Partition(m.result.grown[at], split) : begin;
    if (middle == begin || middle == end) {  // no cut found, or one that rounding made empty
      m.MakeLeaf(index);
      continue;
    }
    m.AddImportance(split, sums.weight);
    const int left = m.AddNode(begin, middle, depth + 1), right = m.AddNode(middle, end, depth + 1);
    TreeNode& node = m.result.tree.nodes[at];
    node.variable = split.variable;
    node.cut = split.cut;
    node.cut_type = split.cut_type;
    if (m.IsFisher(static_cast<std::size_t>(split.variable))) {
      node.first_coefficient = static_cast<int>(m.result.tree.coefficients.size());
      auto& coefficients = m.result.tree.coefficients;
      coefficients.insert(coefficients.end(), m.fisher.begin(), m.fisher.end());
    }
    node.left = left;
    node.right = right;
    stack.push_back(right);
    stack.push_back(left);
  }
  return std::move(m.result);
}

}  // namespace TMVA::inline standalone
