// Comparisons as cuts on floats.
#include "tmva/trees/formats/comparison.h"

#include <cmath>
#include <limits>
#include <utility>

namespace TMVA::inline standalone {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr double kLargest = static_cast<double>(std::numeric_limits<float>::max());

/// The least float >= t.
float LeastFrom(double t) {
  if (t > kLargest) return kInfinity;
  if (t < -kLargest) return std::isinf(t) ? -kInfinity : -std::numeric_limits<float>::max();
  const auto single = static_cast<float>(t);
  return static_cast<double>(single) < t ? std::nextafter(single, kInfinity) : single;
}

/// The least float > t, which is not +infinity.
float LeastAbove(double t) {
  const float from = LeastFrom(t);
  return static_cast<double>(from) > t ? from : std::nextafter(from, kInfinity);
}

}  // namespace

void SetMembership(DecisionTree& tree, TreeNode& node, CategorySet set, const Branches& branches) {
  node.type = NodeType::kInternal;
  node.category_set = static_cast<int>(tree.category_sets.size());
  tree.category_sets.push_back(std::move(set));
  node.right = branches.yes;
  node.left = branches.no;
  node.missing_above = branches.missing_is_yes;
}

bool SetComparison(DecisionTree& tree, TreeNode& node, Comparison comparison, double value,
                   const Branches& branches) {
  if (std::isnan(value)) return false;
  const Branches turned{branches.no, branches.yes, !branches.missing_is_yes};
  if (comparison == Comparison::kEqual || comparison == Comparison::kNotEqual) {
    if (!(value >= 0 && value <= kMaxCategory) || value != std::floor(value)) return false;
    CategorySet set;
    AddCategory(set, static_cast<std::uint32_t>(value));
    SetMembership(tree, node, std::move(set), comparison == Comparison::kEqual ? branches : turned);
    return true;
  }
  const bool above_is_yes = comparison == Comparison::kAtLeast || comparison == Comparison::kAbove;
  const bool includes_value =
      comparison == Comparison::kAtLeast || comparison == Comparison::kBelow;
  const Branches& sides = above_is_yes ? branches : turned;
  if (!includes_value && value == std::numeric_limits<double>::infinity()) {
    SetMembership(tree, node, {}, sides);
    return true;
  }
  node.type = NodeType::kInternal;
  node.cut = includes_value ? LeastFrom(value) : LeastAbove(value);
  node.right = sides.yes;
  node.left = sides.no;
  node.missing_above = sides.missing_is_yes;
  return true;
}

void AddCategory(CategorySet& set, std::uint32_t category) {
  if (set.size() <= category / 32) set.resize(category / 32 + 1);
  set[category / 32] |= 1U << category % 32;
}

std::vector<int> Members(const CategorySet& set) {
  std::vector<int> members;
  for (std::size_t c = 0; c < 32 * set.size(); ++c)
    if ((set[c / 32] >> c % 32 & 1) != 0) members.push_back(static_cast<int>(c));
  return members;
}

void RemoveUnreached(DecisionTree& tree) {
  std::vector<int> new_index(tree.nodes.size(), -1), order;
  if (tree.nodes.empty()) return;
  order.push_back(0);
  new_index[0] = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(order[i])];
    if (node.IsLeaf()) continue;
    for (const int daughter : {node.left, node.right}) {
      if (daughter < 0 || static_cast<std::size_t>(daughter) >= tree.nodes.size()) return;
      int& index = new_index[static_cast<std::size_t>(daughter)];
      if (index >= 0) return;
      index = static_cast<int>(order.size());
      order.push_back(daughter);
    }
  }
  if (order.size() == tree.nodes.size()) return;
  std::vector<TreeNode> nodes;
  nodes.reserve(order.size());
  for (const int old : order) {
    TreeNode node = tree.nodes[static_cast<std::size_t>(old)];
    if (!node.IsLeaf()) {
      node.left = new_index[static_cast<std::size_t>(node.left)];
      node.right = new_index[static_cast<std::size_t>(node.right)];
    }
    nodes.push_back(node);
  }
  tree.nodes = std::move(nodes);
}

}  // namespace TMVA::inline standalone
