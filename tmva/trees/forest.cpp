// The compact layout and its walks.
#include "tmva/trees/forest.h"

#include <algorithm>
#include <limits>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

/// Walks in step: enough to hide the latency of loads, few enough to stay in registers.
constexpr std::size_t kLanes = kGroupSize;
/// What is above every cut.
constexpr float kAboveAll = std::numeric_limits<float>::infinity();
/// From so many events on a block pays, even one that is not full.
constexpr std::size_t kWorthBlock = 12;

}  // namespace

float LeafValue(const TreeNode& leaf, LeafAnswer answer) {
  switch (answer) {
    case LeafAnswer::kType:
      return static_cast<float>(static_cast<int>(leaf.type));
    case LeafAnswer::kPurity:
      return leaf.purity;
    default:
      return leaf.response;
  }
}

Forest::Forest(std::span<const DecisionTree> trees, std::size_t num_variables, LeafAnswer answer,
               bool weighted, std::size_t num_outputs,
               std::span<const std::uint32_t> output_of_tree)
    : num_variables_(num_variables) {
  std::size_t total = 1;
  for (const auto& tree : trees) total += tree.nodes.size();
  if (total >= std::numeric_limits<std::uint32_t>::max())
    throw ModelError("forest of " + std::to_string(total) +
                     " nodes: at most 2^32 - 2 are supported");
  nodes_.reserve(total);
  answer_.reserve(total);
  // Node 0 is the tree that answers 0, which fills up groups.
  nodes_.push_back({std::numeric_limits<float>::quiet_NaN(), 0, 0});
  answer_.push_back(0);
  for (const auto& tree : trees)
    trees_.push_back(Append(tree, answer, weighted ? static_cast<float>(tree.weight) : 1));
  if (std::find(missing_above_.begin(), missing_above_.end(), true) == missing_above_.end())
    missing_above_.clear();
  std::vector<const DecisionTree*> some;
  std::vector<TreeInfo> infos;
  for (std::size_t k = 0; k < num_outputs; ++k) {
    const std::size_t begin = groups_.size();
    for (std::size_t t = 0; t < trees.size(); ++t) {
      if ((output_of_tree.empty() ? t % num_outputs : output_of_tree[t]) != k) continue;
      some.push_back(&trees[t]);
      infos.push_back(trees_[t]);
      if (some.size() < kGroupSize) continue;
      AddGroup(some, infos);
      some.clear();
      infos.clear();
    }
    if (!some.empty()) AddGroup(some, infos);
    some.clear();
    infos.clear();
    outputs_.push_back({begin, groups_.size()});
  }
}

Forest::TreeInfo Forest::Append(const DecisionTree& tree, LeafAnswer answer, float weight) {
  TreeInfo info{static_cast<std::uint32_t>(nodes_.size()), 0};
  struct Pending {
    std::size_t node;
    std::uint32_t depth;
  };
  std::vector<Pending> order{{0, 0}};
  missing_above_.resize(nodes_.size() + tree.nodes.size(), false);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto [at, depth] = order[i];
    const TreeNode& node = tree.nodes[at];
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    answer_.push_back(weight * LeafValue(node, answer));
    if (node.IsLeaf()) {
      nodes_.push_back({std::numeric_limits<float>::quiet_NaN(), 0, self});
      continue;
    }
    info.depth = std::max(info.depth, depth + 1);
    const bool special = node.first_coefficient >= 0 || node.category_set >= 0;
    const auto variable =
        special ? AppendSpecial(tree, node) : static_cast<std::uint32_t>(node.variable);
    nodes_.push_back({node.cut, variable, info.root + static_cast<std::uint32_t>(order.size())});
    missing_above_[self] = node.missing_above;
    order.push_back({static_cast<std::size_t>(node.cut_type ? node.left : node.right), depth + 1});
    order.push_back({static_cast<std::size_t>(node.cut_type ? node.right : node.left), depth + 1});
  }
  return info;
}

std::uint32_t Forest::AppendSpecial(const DecisionTree& tree, const TreeNode& node) {
  SpecialNode special;
  if (node.first_coefficient >= 0) {
    const auto from = tree.coefficients.begin() + node.first_coefficient;
    special.coefficients.assign(from, from + static_cast<std::ptrdiff_t>(num_variables_ + 1));
  } else {
    special.variable = static_cast<std::uint32_t>(node.variable);
    special.categories = tree.category_sets[static_cast<std::size_t>(node.category_set)];
  }
  special_.push_back(std::move(special));
  return static_cast<std::uint32_t>(num_variables_ + special_.size() - 1);
}

void Forest::AddGroup(std::span<const DecisionTree* const> trees, std::span<const TreeInfo> infos) {
  Group group;
  std::copy(infos.begin(), infos.end(), group.trees.begin());
  bool ordinary = true;
  for (const auto& info : infos) group.depth = std::max(group.depth, info.depth);
  for (const auto* tree : trees)
    for (const auto& node : tree->nodes)
      ordinary =
          ordinary && (node.IsLeaf() || (node.first_coefficient < 0 && node.category_set < 0));
  group.special = !ordinary;
  if (ordinary && group.depth <= kPackedDepth && PackedForest::Supports(NumColumns())) {
    // The answers by the tree's own numbers of nodes; nodes_ has them breadth first.
    std::vector<std::vector<float>> answers(trees.size());
    for (std::size_t t = 0; t < trees.size(); ++t) {
      const auto& nodes = trees[t]->nodes;
      answers[t].resize(nodes.size());
      std::vector<std::size_t> order{0};
      for (std::size_t i = 0; i < order.size(); ++i) {
        const TreeNode& node = nodes[order[i]];
        answers[t][order[i]] = answer_[infos[t].root + i];
        if (node.IsLeaf()) continue;
        order.push_back(static_cast<std::size_t>(node.cut_type ? node.left : node.right));
        order.push_back(static_cast<std::size_t>(node.cut_type ? node.right : node.left));
      }
    }
    group.packed = packed_.Add(trees, answers, group.depth, num_variables_);
    any_packed_ = true;
  }
  groups_.push_back(group);
}

/// NaN, where a forest has learned what to do with it, takes the slower step.
bool Forest::HasMissing(const float* x) const {
  if (missing_above_.empty()) return false;
  for (std::size_t v = 0; v < num_variables_; ++v)
    if (x[v] != x[v]) return true;
  return false;
}

inline std::uint32_t Forest::Step(std::uint32_t at, const float* x) const {
  const Node node = nodes_[at];
  return node.below + (x[node.variable] >= node.cut ? 1U : 0U);
}

std::uint32_t Forest::StepWithCare(std::uint32_t at, const float* x) const {
  const Node node = nodes_[at];
  if (node.below == at) return at;  // a leaf
  bool above = false;
  if (node.variable < num_variables_) {
    const float value = x[node.variable];
    above = value != value ? !missing_above_.empty() && missing_above_[at] : value >= node.cut;
  } else {
    const SpecialNode& special = special_[node.variable - num_variables_];
    if (!special.coefficients.empty()) {
      above = FisherValue(special.coefficients.data(), num_variables_,
                          [x](std::size_t i) { return x[i]; }) > static_cast<double>(node.cut);
    } else {
      const float value = x[special.variable];
      above = value != value ? !missing_above_.empty() && missing_above_[at]
                             : IsMember(special.categories, value);
    }
  }
  return node.below + (above ? 1U : 0U);
}

/// One tree, kLanes events.
template <bool kCare>
void Forest::WalkRows(const TreeInfo& tree, const float* const* rows, float* answers) const {
  std::array<std::uint32_t, kLanes> at;
  at.fill(tree.root);
  for (std::uint32_t d = 0; d < tree.depth; ++d)
    for (std::size_t k = 0; k < kLanes; ++k)
      at[k] = kCare ? StepWithCare(at[k], rows[k]) : Step(at[k], rows[k]);
  for (std::size_t k = 0; k < kLanes; ++k) answers[k] = answer_[at[k]];
}

/// One event, kLanes trees.
template <bool kCare>
void Forest::WalkTrees(const TreeInfo* trees, std::uint32_t depth, const float* x,
                       float* answers) const {
  std::array<std::uint32_t, kLanes> at;
  for (std::size_t k = 0; k < kLanes; ++k) at[k] = trees[k].root;
  for (std::uint32_t d = 0; d < depth; ++d)
    for (std::size_t k = 0; k < kLanes; ++k)
      at[k] = kCare ? StepWithCare(at[k], x) : Step(at[k], x);
  for (std::size_t k = 0; k < kLanes; ++k) answers[k] = answer_[at[k]];
}

/// `columns`: room for NumColumns() values, used where NaN has a side.
void Forest::SumRow(const float* x, float* columns, double* sums) const {
  const bool missing = HasMissing(x);
  const float* packed_x = x;
  if (!missing_above_.empty()) {
    for (std::size_t v = 0; v < num_variables_; ++v) {
      columns[v] = x[v];
      columns[num_variables_ + v] = x[v] != x[v] ? kAboveAll : x[v];
    }
    packed_x = columns;
  }
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    double sum = 0;
    for (std::size_t g = outputs_[o].begin; g < outputs_[o].end; ++g) {
      const Group& group = groups_[g];
      if (group.packed >= 0) {
        sum +=
            static_cast<double>(packed_.SumEvent(static_cast<std::size_t>(group.packed), packed_x));
        continue;
      }
      std::array<float, kLanes> answers;
      if (missing || group.special)
        WalkTrees<true>(group.trees.data(), group.depth, x, answers.data());
      else
        WalkTrees<false>(group.trees.data(), group.depth, x, answers.data());
      sum += static_cast<double>(PairwiseSum(answers.data()));
    }
    sums[o] = sum;
  }
}

template <bool kCare>
void Forest::SumRows(const Group& group, const Rows& rows, double* sums) const {
  std::array<const float*, kLanes> x;
  std::array<std::array<float, kLanes>, kGroupSize> answers;  // tree, event
  for (std::size_t i = 0; i < rows.size; i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k)
      x[k] = rows.data + std::min(i + k, rows.size - 1) * rows.row_stride;
    for (std::size_t t = 0; t < kGroupSize; ++t)
      WalkRows<kCare>(group.trees[t], x.data(), answers[t].data());
    for (std::size_t k = 0; k < std::min(kLanes, rows.size - i); ++k) {
      std::array<float, kGroupSize> of_event;
      for (std::size_t t = 0; t < kGroupSize; ++t) of_event[t] = answers[t][k];
      sums[i + k] += static_cast<double>(PairwiseSum(of_event.data()));
    }
  }
}

/// At most kPackedBlock rows. `columns`: room for NumColumns() columns of a block.
void Forest::SumBlock(const Rows& rows, float* columns, double* sums) const {
  bool missing = false;
  for (std::size_t i = 0; i < rows.size; ++i) {
    const float* x = rows.data + i * rows.row_stride;
    missing = missing || HasMissing(x);
    if (any_packed_)
      for (std::size_t v = 0; v < num_variables_; ++v) columns[v * kPackedBlock + i] = x[v];
  }
  if (any_packed_ && !missing_above_.empty()) {
    const std::size_t n = num_variables_ * kPackedBlock;
    for (std::size_t i = 0; i < n; ++i)
      columns[n + i] = columns[i] != columns[i] ? kAboveAll : columns[i];
  }
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    alignas(64) std::array<double, kPackedBlock> block{};
    for (std::size_t g = outputs_[o].begin; g < outputs_[o].end; ++g) {
      const Group& group = groups_[g];
      if (group.packed >= 0)
        packed_.SumBlock(static_cast<std::size_t>(group.packed), columns, block.data());
      else if (missing || group.special)
        SumRows<true>(group, rows, block.data());
      else
        SumRows<false>(group, rows, block.data());
    }
    for (std::size_t i = 0; i < rows.size; ++i) sums[i * outputs_.size() + o] = block[i];
  }
}

void Forest::Sum(const Rows& rows, std::span<double> sums) const {
  const std::size_t outputs = outputs_.size();
  if (rows.size < kWorthBlock) {
    constexpr std::size_t kOnStack = 512;
    std::array<float, kOnStack> on_stack;
    std::vector<float> on_heap(NumColumns() > kOnStack ? NumColumns() : 0);
    float* const columns = on_heap.empty() ? on_stack.data() : on_heap.data();
    for (std::size_t i = 0; i < rows.size; ++i)
      SumRow(rows.data + i * rows.row_stride, columns, sums.data() + i * outputs);
    return;
  }
  constexpr std::size_t kAlignment = 16;  // numbers in a cache line
  std::vector<float> room(any_packed_ ? NumColumns() * kPackedBlock + kAlignment : 0);
  float* columns = room.data();
  while (reinterpret_cast<std::uintptr_t>(columns) % (kAlignment * sizeof(float)) != 0) ++columns;
  for (std::size_t begin = 0; begin < rows.size; begin += kPackedBlock)
    SumBlock({rows.data + begin * rows.row_stride, rows.row_stride,
              std::min(kPackedBlock, rows.size - begin)},
             columns, sums.data() + begin * outputs);
}

void Forest::Answers(const float* variables, std::span<float> answers) const {
  const bool care = !special_.empty() || HasMissing(variables);
  for (std::size_t t = 0; t < trees_.size(); t += kLanes) {
    std::array<TreeInfo, kLanes> some{};
    std::array<float, kLanes> found;
    std::uint32_t depth = 0;
    const std::size_t n = std::min(kLanes, trees_.size() - t);
    for (std::size_t k = 0; k < n; ++k) depth = std::max(depth, (some[k] = trees_[t + k]).depth);
    if (care)
      WalkTrees<true>(some.data(), depth, variables, found.data());
    else
      WalkTrees<false>(some.data(), depth, variables, found.data());
    std::copy_n(found.begin(), n, answers.begin() + static_cast<std::ptrdiff_t>(t));
  }
}

}  // namespace TMVA::inline standalone
