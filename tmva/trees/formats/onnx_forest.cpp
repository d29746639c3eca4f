// The nodes of ONNX's forest operators.
#include "tmva/trees/formats/onnx_forest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <unordered_map>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

/// In the order of the numbers that TreeEnsemble has for them; then BRANCH_MEMBER.
constexpr std::array<std::string_view, 6> kModes = {"BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE",
                                                    "BRANCH_GT",  "BRANCH_EQ", "BRANCH_NEQ"};
constexpr std::array kComparisons = {Comparison::kAtMost,  Comparison::kBelow,
                                     Comparison::kAtLeast, Comparison::kAbove,
                                     Comparison::kEqual,   Comparison::kNotEqual};
constexpr int kMember = 6;

std::int64_t SizeOf(const std::vector<std::int64_t>& list) {
  return static_cast<std::int64_t>(list.size());
}

/// Finds nodes by the numbers of tree and node.
class NodeIndex {
 public:
  NodeIndex(const OnnxAttributes& attributes, const std::vector<std::int64_t>& trees,
            const std::vector<std::int64_t>& nodes)
      : attributes_(attributes) {
    for (std::size_t i = 0; i < trees.size(); ++i)
      if (!index_[trees[i]].emplace(nodes[i], static_cast<int>(i)).second)
        attributes.Fail("node " + std::to_string(nodes[i]) + " of tree " +
                        std::to_string(trees[i]) + " is there twice");
  }
  int Find(const char* name, std::int64_t tree, std::int64_t node) const {
    if (const auto nodes = index_.find(tree); nodes != index_.end())
      if (const auto found = nodes->second.find(node); found != nodes->second.end())
        return found->second;
    attributes_.Fail(std::string(name) + ": there is no node " + std::to_string(node) +
                     " of tree " + std::to_string(tree));
  }

 private:
  const OnnxAttributes& attributes_;
  std::unordered_map<std::int64_t, std::unordered_map<std::int64_t, int>> index_;
};

}  // namespace

OnnxForest ReadClassicForest(const OnnxAttributes& attributes, const std::string& prefix) {
  const auto trees = attributes.Ints("nodes_treeids");
  const std::int64_t n = SizeOf(trees);
  const auto ids = attributes.Ints("nodes_nodeids", n),
             features = attributes.Ints("nodes_featureids", n);
  const auto yes = attributes.Ints("nodes_truenodeids", n),
             no = attributes.Ints("nodes_falsenodeids", n);
  const auto modes = attributes.Strings("nodes_modes", n);
  const auto values = attributes.Numbers("nodes_values", n);
  auto missing = attributes.Ints("nodes_missing_value_tracks_true");
  if (missing.empty()) missing.assign(trees.size(), 0);
  if (SizeOf(missing) != n)
    attributes.Fail("nodes_missing_value_tracks_true has another size than the nodes");
  const NodeIndex index(attributes, trees, ids);

  OnnxForest forest;
  forest.nodes.resize(trees.size());
  std::vector<bool> is_daughter(trees.size());
  for (std::size_t i = 0; i < trees.size(); ++i) {
    OnnxTreeNode& node = forest.nodes[i];
    if (modes[i] == "LEAF") {
      node.is_leaf = true;
      continue;
    }
    const auto mode = std::find(kModes.begin(), kModes.end(), modes[i]);
    if (mode == kModes.end()) attributes.Fail("nodes_modes: '" + modes[i] + "' is unknown");
    node.comparison = kComparisons[static_cast<std::size_t>(mode - kModes.begin())];
    node.value = values[i];
    node.feature =
        attributes.Index("nodes_featureids", features[i], std::numeric_limits<int>::max());
    node.branches = {index.Find("nodes_truenodeids", trees[i], yes[i]),
                     index.Find("nodes_falsenodeids", trees[i], no[i]), missing[i] != 0};
    // NaN differs from every number.
    if (node.comparison == Comparison::kNotEqual) node.branches.missing_is_yes = true;
    is_daughter[static_cast<std::size_t>(node.branches.yes)] =
        is_daughter[static_cast<std::size_t>(node.branches.no)] = true;
  }
  std::set<std::int64_t> with_root;
  for (std::size_t i = 0; i < trees.size(); ++i) {
    if (is_daughter[i]) continue;
    if (!with_root.insert(trees[i]).second)
      attributes.Fail("tree " + std::to_string(trees[i]) + " has two roots");
    forest.roots.push_back(static_cast<int>(i));
  }
  for (const auto tree : trees)
    if (with_root.find(tree) == with_root.end())
      attributes.Fail("tree " + std::to_string(tree) + " has no root");

  const auto leaf_trees = attributes.Ints((prefix + "treeids").c_str());
  const auto leaf_nodes = attributes.Ints((prefix + "nodeids").c_str(), SizeOf(leaf_trees));
  const auto targets = attributes.Ints((prefix + "ids").c_str(), SizeOf(leaf_trees));
  const auto weights = attributes.Numbers(prefix + "weights", SizeOf(leaf_trees));
  for (std::size_t i = 0; i < leaf_trees.size(); ++i) {
    OnnxTreeNode& leaf = forest.nodes[static_cast<std::size_t>(
        index.Find((prefix + "nodeids").c_str(), leaf_trees[i], leaf_nodes[i]))];
    if (!leaf.is_leaf)
      attributes.Fail(prefix + "nodeids: node " + std::to_string(leaf_nodes[i]) + " is no leaf");
    leaf.answers.emplace_back(
        attributes.Index((prefix + "ids").c_str(), targets[i], std::numeric_limits<int>::max()),
        weights[i]);
  }
  return forest;
}

OnnxForest ReadModernForest(const OnnxAttributes& attributes) {
  const auto features = attributes.Ints("nodes_featureids");
  const std::int64_t n = SizeOf(features);
  const auto modes = attributes.Numbers("nodes_modes", n),
             splits = attributes.Numbers("nodes_splits", n);
  const auto yes = attributes.Ints("nodes_truenodeids", n),
             no = attributes.Ints("nodes_falsenodeids", n);
  const auto yes_leaf = attributes.Ints("nodes_trueleafs", n),
             no_leaf = attributes.Ints("nodes_falseleafs", n);
  auto missing = attributes.Ints("nodes_missing_value_tracks_true");
  if (missing.empty()) missing.assign(features.size(), 0);
  if (SizeOf(missing) != n)
    attributes.Fail("nodes_missing_value_tracks_true has another size than the nodes");
  const auto targets = attributes.Ints("leaf_targetids");
  const auto weights = attributes.Numbers("leaf_weights", SizeOf(targets));
  std::vector<double> members;
  if (attributes.Has("membership_values")) members = attributes.Numbers("membership_values");

  OnnxForest forest;
  forest.nodes.resize(features.size() + targets.size());
  auto member = members.begin();
  std::size_t words = 0;
  const auto daughter = [&](const char* name, std::int64_t index, bool leaf) {
    return attributes.Index(name, index, leaf ? targets.size() : features.size()) +
           (leaf ? static_cast<int>(n) : 0);
  };
  for (std::size_t i = 0; i < features.size(); ++i) {
    OnnxTreeNode& node = forest.nodes[i];
    node.feature =
        attributes.Index("nodes_featureids", features[i], std::numeric_limits<int>::max());
    node.value = splits[i];
    node.branches = {daughter("nodes_truenodeids", yes[i], yes_leaf[i] != 0),
                     daughter("nodes_falsenodeids", no[i], no_leaf[i] != 0), missing[i] != 0};
    if (!(modes[i] >= 0 && modes[i] <= kMember))
      attributes.Fail("nodes_modes: " + std::to_string(modes[i]) + " is unknown");
    const auto mode = static_cast<int>(modes[i]);
    node.is_membership = mode == kMember;
    if (!node.is_membership) node.comparison = kComparisons[static_cast<std::size_t>(mode)];
    if (node.comparison == Comparison::kNotEqual) node.branches.missing_is_yes = true;
    if (node.is_membership && member == members.end())
      attributes.Fail("membership_values has no set for node " + std::to_string(i));
    for (; node.is_membership && member != members.end() && !std::isnan(*member); ++member) {
      if (!(*member >= 0 && *member <= kMaxCategory) || *member != std::floor(*member))
        attributes.Fail("membership_values: " + std::to_string(*member) +
                        " is no category (unsupported)");
      AddCategory(node.members, static_cast<std::uint32_t>(*member));
    }
    words += node.members.size();
    if (words > kMaxSetWords)
      attributes.Fail("membership_values are too many and too large numbers");
    if (node.is_membership && member != members.end()) ++member;  // the NaN between two lists
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    OnnxTreeNode& leaf = forest.nodes[features.size() + i];
    leaf.is_leaf = true;
    leaf.answers = {
        {attributes.Index("leaf_targetids", targets[i], std::numeric_limits<int>::max()),
         weights[i]}};
  }
  for (const auto root : attributes.Ints("tree_roots"))
    forest.roots.push_back(attributes.Index("tree_roots", root, features.size()));
  return forest;
}

}  // namespace TMVA::inline standalone
