// Trees of ours from the nodes of ONNX's forest operators.
#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "tmva/trees/formats/onnx_forest.h"

namespace TMVA::inline standalone {
namespace {

/// Nodes of all trees after each has become one a target.
constexpr std::size_t kMaxNodes = std::size_t{1} << 25;

/// A walk from one root that makes a tree of ours.
class TreeBuilder {
 public:
  TreeBuilder(const OnnxForest& forest, const OnnxAttributes& attributes, std::size_t num_features)
      : forest_(forest),
        attributes_(attributes),
        num_features_(num_features),
        seen_at_(forest.nodes.size(), kNever) {}

  /// `leaves` become pairs of a node and what it was made of.
  DecisionTree Build(int root, std::vector<std::pair<std::size_t, const OnnxTreeNode*>>& leaves) {
    ++walk_;
    DecisionTree tree;
    std::vector<int> sources{root};
    tree.nodes.emplace_back();
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources.size() > kMaxNodes) attributes_.Fail("has too many nodes");
      const auto& source = forest_.nodes[static_cast<std::size_t>(sources[i])];
      if (source.is_leaf) {
        seen_at_[static_cast<std::size_t>(sources[i])] = walk_;
        tree.nodes[i].type = NodeType::kRegression;
        leaves.emplace_back(i, &source);
        continue;
      }
      Branches branches = Convert(tree, tree.nodes[i], sources[i]);
      if (tree.nodes[i].category_set >= 0) set_words_ += tree.category_sets.back().size();
      if (set_words_ > kMaxSetWords) attributes_.Fail("asks for too many and too large categories");
      for (int* daughter : {&branches.yes, &branches.no}) {
        sources.push_back(*daughter);
        *daughter = static_cast<int>(tree.nodes.size());
        tree.nodes.emplace_back();
      }
      TreeNode& node = tree.nodes[i];
      const auto renamed = [&](int of) { return of == kYes ? branches.yes : branches.no; };
      node.left = renamed(node.left);
      node.right = renamed(node.right);
    }
    return tree;
  }

  bool HasSeenAll() const {
    return std::find(seen_at_.begin(), seen_at_.end(), kNever) == seen_at_.end();
  }

 private:
  static constexpr int kNever = -1;
  static constexpr int kYes = 0, kNo = 1;  // stand for the daughters until these are numbered

  void Visit(int at) {
    if (std::exchange(seen_at_[static_cast<std::size_t>(at)], walk_) == walk_)
      attributes_.Fail("node " + std::to_string(at) + " is the daughter of two nodes");
  }

  /// Returns where it leads. A chain of questions for equality with one answer is a set of
  /// categories.
  Branches Convert(DecisionTree& tree, TreeNode& node, int at) {
    Visit(at);
    const auto& first = forest_.nodes[static_cast<std::size_t>(at)];
    node.variable = attributes_.Index("nodes_featureids", first.feature, num_features_);
    Branches branches = first.branches;
    const Branches standing{kYes, kNo, branches.missing_is_yes};
    if (first.is_membership) {
      SetMembership(tree, node, first.members, standing);
      return branches;
    }
    if (!SetComparison(tree, node, first.comparison, first.value, standing))
      attributes_.Fail("node " + std::to_string(at) + " compares with " +
                       std::to_string(first.value) +
                       ", which is not supported: equality is for whole numbers");
    if (first.comparison != Comparison::kEqual) return branches;
    while (true) {
      const auto& next = forest_.nodes[static_cast<std::size_t>(branches.no)];
      if (next.is_leaf || next.is_membership || next.comparison != Comparison::kEqual ||
          next.feature != first.feature || next.branches.yes != branches.yes ||
          next.branches.missing_is_yes != branches.missing_is_yes ||
          !(next.value >= 0 && next.value <= kMaxCategory) || next.value != std::floor(next.value))
        return branches;
      Visit(branches.no);
      AddCategory(tree.category_sets.back(), static_cast<std::uint32_t>(next.value));
      branches.no = next.branches.no;
    }
  }

  const OnnxForest& forest_;
  const OnnxAttributes& attributes_;
  std::size_t num_features_;
  std::vector<int> seen_at_;  ///< a node: the walk that met it last
  int walk_ = 0;
  std::size_t set_words_ = 0;  ///< of all trees
};

}  // namespace

void AddTrees(const OnnxForest& forest, const OnnxAttributes& attributes, std::size_t num_features,
              std::size_t num_targets, std::vector<DecisionTree>& trees,
              std::vector<std::uint32_t>& output_of_tree) {
  TreeBuilder builder(forest, attributes, num_features);
  std::size_t total = 0;
  std::vector<std::pair<std::size_t, const OnnxTreeNode*>> leaves;
  for (const int root : forest.roots) {
    leaves.clear();
    const DecisionTree shape = builder.Build(root, leaves);
    std::set<int> targets;
    for (const auto& [at, leaf] : leaves)
      for (const auto& [target, weight] : leaf->answers)
        targets.insert(attributes.Index("targets", target, num_targets));
    if (targets.empty()) targets.insert(0);  // answers nothing, but counts in a mean
    std::size_t size = shape.nodes.size();
    for (const auto& set : shape.category_sets) size += set.size();
    total += size * targets.size();
    if (total > kMaxNodes)
      attributes.Fail("has more than " + std::to_string(kMaxNodes) + " nodes, one a target");
    for (const int output : targets) {
      DecisionTree tree = shape;
      for (const auto& [at, leaf] : leaves) {
        double answer = 0;
        for (const auto& [target, weight] : leaf->answers) answer += target == output ? weight : 0;
        tree.nodes[at].response = static_cast<float>(answer);
      }
      trees.push_back(std::move(tree));
      output_of_tree.push_back(static_cast<std::uint32_t>(output));
    }
  }
  if (!builder.HasSeenAll()) attributes.Fail("has nodes that no root leads to");
}

}  // namespace TMVA::inline standalone
