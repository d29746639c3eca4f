// Trees from arrays.
#include "tmva/trees/formats/tree_arrays.h"

#include <limits>

#include <TMVA/Error.h>

#include "tmva/trees/formats/comparison.h"

namespace TMVA::inline standalone {

DecisionTree MakeTree(const TreeArrays& arrays, const std::string& where) {
  const std::size_t n = arrays.left.size();
  const auto fits = [n](const auto& list, bool optional) {
    return list.size() == n || (optional && list.empty());
  };
  if (!fits(arrays.right, false) || !fits(arrays.variable, false) ||
      !fits(arrays.threshold, false) || !fits(arrays.response, false) ||
      !fits(arrays.missing_left, false) || !fits(arrays.cover, true) || !fits(arrays.set, true))
    throw ModelError(where + ": the arrays of a tree have different lengths");
  const auto index = [&](std::int64_t value) {
    if (value < 0 || value > std::numeric_limits<int>::max())
      throw ModelError(where + ": " + std::to_string(value) + " is no index");
    return static_cast<int>(value);
  };
  DecisionTree tree;
  tree.nodes.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    TreeNode& node = tree.nodes[i];
    if (!arrays.cover.empty()) node.cover = static_cast<float>(arrays.cover[i]);
    if (arrays.left[i] == -1) {
      node.type = NodeType::kRegression;
      node.response = static_cast<float>(arrays.response[i]);
      continue;
    }
    node.variable = index(arrays.variable[i]);
    const Branches branches{index(arrays.left[i]), index(arrays.right[i]),
                            arrays.missing_left[i] != 0};
    if (!arrays.set.empty() && arrays.set[i] != -1) {
      const auto set = static_cast<std::size_t>(index(arrays.set[i]));
      if (set >= arrays.category_sets.size())
        throw ModelError(where + ": a category set is not there");
      SetMembership(tree, node, arrays.category_sets[set], branches);
    } else if (!SetComparison(tree, node, Comparison::kAtMost, arrays.threshold[i], branches)) {
      throw ModelError(where + ": a threshold is not a number");
    }
  }
  return tree;
}

}  // namespace TMVA::inline standalone
