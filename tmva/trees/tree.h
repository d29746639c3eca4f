// DecisionTree: a decision tree as it is grown, pruned, saved and read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <TMVA/WeightNode.h>

namespace TMVA::inline standalone {

/// nType of a node in weight files.
enum class NodeType : std::int8_t {
  kInternal = 0,
  kSignal = 1,
  kBackground = -1,
  kRegression = -99
};

/// A node. An event goes right when (x[variable] >= cut) == cut_type; in a node with coefficients
/// when (sum of coefficient * x, plus the last coefficient > cut) == cut_type; in a node with a
/// category set when (x[variable] is in the set) == cut_type.
struct TreeNode {
  int left = -1, right = -1;  ///< daughters; -1 in leaves
  int variable = -1;
  float cut = 0;
  bool cut_type = true;
  NodeType type = NodeType::kInternal;
  int depth = 0;
  float response = -99;  ///< regression trees
  float rms = 0;
  float purity = 0.5F;
  int first_coefficient = -1;  ///< in DecisionTree::coefficients; -1: an ordinary cut
  int category_set = -1;       ///< in DecisionTree::category_sets; -1: an ordinary cut
  bool missing_above =
      false;        ///< NaN counts as above the cut (as in the set); else below, as TMVA has it
  float cover = 0;  ///< sum of the weights of the training events; 0: not known

  bool IsLeaf() const { return type != NodeType::kInternal; }
};

/// The variable that a Fisher cut cuts on, of `c`: a coefficient a variable, then the offset.
/// Growing and application share it, so that no event changes sides by rounding.
template <class Event>
double FisherValue(const double* c, std::size_t num_variables, const Event& x) {
  double value = c[num_variables];
  for (std::size_t i = 0; i < num_variables; ++i) value += c[i] * static_cast<double>(x(i));
  return value;
}

/// A set of small whole numbers, one bit each.
using CategorySet = std::vector<std::uint32_t>;
/// Is `x`, cut to a whole number, in the set? Negative numbers and numbers beyond the set are not.
inline bool IsMember(const CategorySet& set, float x) {
  if (set.empty() || !(x > -1 && x < static_cast<float>(32 * set.size()))) return false;
  const auto number = static_cast<std::size_t>(x);
  return (set[number / 32] >> number % 32 & 1) != 0;
}

struct DecisionTree {
  std::vector<TreeNode> nodes;  ///< nodes[0] is the root
  std::vector<CategorySet> category_sets;
  std::vector<double> coefficients;  ///< of Fisher cuts: number of variables + 1 each
  double weight = 1;                 ///< boost weight

  std::size_t NumLeaves() const;
  /// Which side of a node without coefficients a value is on.
  bool IsAbove(const TreeNode& node, float value) const {
    if (value != value) return node.missing_above;
    if (node.category_set < 0) return value >= node.cut;
    return IsMember(category_sets[static_cast<std::size_t>(node.category_set)], value);
  }
  /// Index of the leaf that an event reaches; `x(i)` is its i-th variable.
  template <class Event>
  std::size_t FindLeaf(const Event& x, std::size_t num_variables) const;
};

/// Adds a BinaryTree element to `weights`.
void SaveTree(const DecisionTree& tree, std::size_t index, std::size_t num_variables,
              WeightNode& weights);
/// Reads a BinaryTree element; ModelError for anything that is no tree over `num_variables`
/// variables.
DecisionTree LoadTree(const WeightNode& element, std::size_t num_variables);

template <class Event>
std::size_t DecisionTree::FindLeaf(const Event& x, std::size_t num_variables) const {
  std::size_t at = 0;
  while (!nodes[at].IsLeaf()) {
    const TreeNode& node = nodes[at];
    bool above = false;
    if (node.first_coefficient >= 0) {
      const double* c = coefficients.data() + node.first_coefficient;
      above = FisherValue(c, num_variables, x) > static_cast<double>(node.cut);
    } else {
      above = IsAbove(node, x(static_cast<std::size_t>(node.variable)));
    }
    at = static_cast<std::size_t>(above == node.cut_type ? node.right : node.left);
  }
  return at;
}

}  // namespace TMVA::inline standalone
