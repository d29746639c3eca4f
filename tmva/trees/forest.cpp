// The compact layout and its walks.
#include "tmva/trees/forest.h"

#include <algorithm>
#include <array>
#include <limits>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

/// Walks in step: enough to hide the latency of loads, few enough to stay in registers.
constexpr std::size_t kLanes = 8;
/// Events whose sums and variables stay in the cache while all trees pass over them.
constexpr std::size_t kBlock = 256;

}  // namespace

float LeafValue(const TreeNode& leaf, LeafAnswer answer) {
  switch (answer) {
    case LeafAnswer::kType: return static_cast<float>(static_cast<int>(leaf.type));
    case LeafAnswer::kPurity: return leaf.purity;
    default: return leaf.response;
  }
}

Forest::Forest(std::span<const DecisionTree> trees, std::size_t num_variables, LeafAnswer answer)
    : num_variables_(num_variables) {
  std::size_t total = 0;
  for (const auto& tree : trees) total += tree.nodes.size();
  if (total >= std::numeric_limits<std::uint32_t>::max())
    throw ModelError("forest of " + std::to_string(total) + " nodes: at most 2^32 - 2 are supported");
  nodes_.reserve(total);
  answer_.reserve(total);
  for (const auto& tree : trees) Append(tree, answer);
}

void Forest::Append(const DecisionTree& tree, LeafAnswer answer) {
  const auto root = static_cast<std::uint32_t>(nodes_.size());
  TreeInfo info{root, 0, tree.weight};
  std::vector<std::size_t> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const TreeNode& node = tree.nodes[order[i]];
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    answer_.push_back(LeafValue(node, answer));
    if (node.IsLeaf()) {
      nodes_.push_back({std::numeric_limits<float>::quiet_NaN(), 0, self});
      continue;
    }
    info.depth = std::max(info.depth, static_cast<std::uint32_t>(node.depth) + 1);
    auto variable = static_cast<std::uint32_t>(node.variable);
    if (node.first_coefficient >= 0) {
      variable = static_cast<std::uint32_t>(num_variables_ + coefficients_.size() / (num_variables_ + 1));
      const auto from = tree.coefficients.begin() + node.first_coefficient;
      coefficients_.insert(coefficients_.end(), from,
                           from + static_cast<std::ptrdiff_t>(num_variables_ + 1));
    }
    nodes_.push_back({node.cut, variable, root + static_cast<std::uint32_t>(order.size())});
    order.push_back(static_cast<std::size_t>(node.cut_type ? node.left : node.right));
    order.push_back(static_cast<std::size_t>(node.cut_type ? node.right : node.left));
  }
  trees_.push_back(info);
}

inline std::uint32_t Forest::Step(std::uint32_t at, const float* x) const {
  const Node node = nodes_[at];
  return node.below + (x[node.variable] >= node.cut ? 1U : 0U);
}

std::uint32_t Forest::StepFisher(std::uint32_t at, const float* x) const {
  const Node node = nodes_[at];
  if (node.variable < num_variables_) return Step(at, x);
  const double* c = coefficients_.data() + (node.variable - num_variables_) * (num_variables_ + 1);
  const double value = FisherValue(c, num_variables_, [x](std::size_t i) { return x[i]; });
  return node.below + (value > static_cast<double>(node.cut) ? 1U : 0U);
}

/// One tree, kLanes events.
template <bool kFisher>
void Forest::WalkRows(const TreeInfo& tree, const float* const* rows, std::uint32_t* leaves) const {
  std::array<std::uint32_t, kLanes> at;
  at.fill(tree.root);
  for (std::uint32_t d = 0; d < tree.depth; ++d)
    for (std::size_t k = 0; k < kLanes; ++k)
      at[k] = kFisher ? StepFisher(at[k], rows[k]) : Step(at[k], rows[k]);
  std::copy(at.begin(), at.end(), leaves);
}

/// One event, `n` <= kLanes trees.
template <bool kFisher>
void Forest::WalkTrees(std::size_t first, std::size_t n, const float* x, std::uint32_t* leaves) const {
  std::array<std::uint32_t, kLanes> at;
  std::uint32_t depth = 0;
  for (std::size_t k = 0; k < kLanes; ++k) {
    const TreeInfo& tree = trees_[first + std::min(k, n - 1)];
    at[k] = tree.root;
    depth = std::max(depth, tree.depth);
  }
  for (std::uint32_t d = 0; d < depth; ++d)
    for (std::size_t k = 0; k < kLanes; ++k) at[k] = kFisher ? StepFisher(at[k], x) : Step(at[k], x);
  std::copy(at.begin(), at.end(), leaves);
}

template <bool kFisher>
void Forest::SumBlock(const Rows& rows, std::size_t groups, bool weighted, double* sums) const {
  std::array<std::uint32_t, kLanes> leaves;
  const std::size_t whole = rows.size / kLanes * kLanes;
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    const double weight = weighted ? trees_[t].weight : 1.0;
    double* const group = sums + t % groups;
    for (std::size_t i = 0; i < whole; i += kLanes) {
      std::array<const float*, kLanes> x;
      for (std::size_t k = 0; k < kLanes; ++k) x[k] = rows.data + (i + k) * rows.row_stride;
      WalkRows<kFisher>(trees_[t], x.data(), leaves.data());
      for (std::size_t k = 0; k < kLanes; ++k)
        group[(i + k) * groups] += weight * static_cast<double>(answer_[leaves[k]]);
    }
  }
  for (std::size_t i = whole; i < rows.size; ++i) {
    const float* x = rows.data + i * rows.row_stride;
    for (std::size_t t = 0; t < trees_.size(); t += kLanes) {
      const std::size_t n = std::min(kLanes, trees_.size() - t);
      WalkTrees<kFisher>(t, n, x, leaves.data());
      for (std::size_t k = 0; k < n; ++k)
        sums[i * groups + (t + k) % groups] +=
            (weighted ? trees_[t + k].weight : 1.0) * static_cast<double>(answer_[leaves[k]]);
    }
  }
}

void Forest::Sum(const Rows& rows, std::size_t groups, bool weighted, std::span<double> sums) const {
  std::fill(sums.begin(), sums.end(), 0.0);
  for (std::size_t begin = 0; begin < rows.size; begin += kBlock) {
    const Rows block{rows.data + begin * rows.row_stride, rows.row_stride,
                     std::min(kBlock, rows.size - begin)};
    double* const out = sums.data() + begin * groups;
    if (coefficients_.empty())
      SumBlock<false>(block, groups, weighted, out);
    else
      SumBlock<true>(block, groups, weighted, out);
  }
}

void Forest::Answers(const float* variables, std::span<float> answers) const {
  std::array<std::uint32_t, kLanes> leaves;
  for (std::size_t t = 0; t < trees_.size(); t += kLanes) {
    const std::size_t n = std::min(kLanes, trees_.size() - t);
    if (coefficients_.empty())
      WalkTrees<false>(t, n, variables, leaves.data());
    else
      WalkTrees<true>(t, n, variables, leaves.data());
    for (std::size_t k = 0; k < n; ++k) answers[t + k] = answer_[leaves[k]];
  }
}

}  // namespace TMVA::inline standalone
