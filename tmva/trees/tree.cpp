// Trees to and from the BinaryTree element of weight files.
#include "tmva/trees/tree.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace TMVA::inline standalone {
namespace {

void SaveNode(const TreeNode& node, const DecisionTree& tree, std::size_t num_variables,
              WeightNode& out) {
  out.Set("depth", node.depth);
  if (node.first_coefficient < 0) {
    out.Set("NCoef", 0);
  } else {
    out.Set("NCoef", num_variables + 1);
    for (std::size_t i = 0; i <= num_variables; ++i)
      out.Set("fC" + std::to_string(i),
              tree.coefficients[static_cast<std::size_t>(node.first_coefficient) + i]);
  }
  out.Set("IVar", node.IsLeaf() ? -1 : node.variable).Set("Cut", node.cut);
  out.Set("cType", node.cut_type ? 1 : 0).Set("res", node.response).Set("rms", node.rms);
  out.Set("purity", node.purity).Set("nType", static_cast<int>(node.type));
  // Ours; TMVA reads attributes by name and skips these.
  if (node.missing_above) out.Set("missing", "above");
  if (node.cover > 0) out.Set("cover", node.cover);
}

float GetFinite(const WeightNode& element, const char* attribute) {
  const double value = element.GetDouble(attribute);
  const auto single = static_cast<float>(value);
  if (!std::isfinite(single))
    element.Fail(std::string("attribute ") + attribute + " is not finite");
  return single;
}

/// The attributes of one Node element, without its daughters.
TreeNode LoadNode(const WeightNode& element, std::size_t num_variables, int depth,
                  DecisionTree& tree) {
  TreeNode node;
  node.depth = depth;
  switch (element.GetInt("nType")) {
    case 0:
      node.type = NodeType::kInternal;
      break;
    case 1:
      node.type = NodeType::kSignal;
      break;
    case -1:
      node.type = NodeType::kBackground;
      break;
    case -99:
      node.type = NodeType::kRegression;
      break;
    default:
      element.Fail("nType is none of 0, 1, -1 and -99");
  }
  node.cut = GetFinite(element, "Cut");
  node.cut_type = element.GetInt("cType", 0, 1) == 1;
  node.response = GetFinite(element, "res");
  node.rms = element.Has("rms") ? static_cast<float>(element.GetDouble("rms")) : 0.0F;
  node.purity = GetFinite(element, "purity");
  if (element.Has("cover")) node.cover = GetFinite(element, "cover");
  if (node.cover < 0) element.Fail("attribute cover is negative");
  node.missing_above = element.Has("missing");
  if (node.missing_above && element.GetString("missing") != "above")
    element.Fail("attribute missing is \"" + element.GetString("missing") +
                 "\", expected \"above\" or none");
  if (node.IsLeaf()) return node;  // whatever IVar says: cleaned leaves keep their old cut
  const auto n = static_cast<std::int64_t>(num_variables);
  const auto coefficients = element.GetInt("NCoef", 0, n + 1);
  if (coefficients == 0) {
    node.variable = static_cast<int>(element.GetInt("IVar", 0, n - 1));
    return node;
  }
  if (coefficients != n + 1)
    element.Fail("NCoef is " + std::to_string(coefficients) +
                 ", expected 0 or the number of variables + 1");
  node.variable = static_cast<int>(n);
  node.first_coefficient = static_cast<int>(tree.coefficients.size());
  for (std::int64_t i = 0; i < coefficients; ++i)
    tree.coefficients.push_back(element.GetDouble("fC" + std::to_string(i)));
  return node;
}

/// The daughter at position "l" or "r".
const WeightNode& Daughter(const WeightNode& element, const char* position) {
  const WeightNode* found = nullptr;
  for (const auto* child : element.Children("Node")) {
    if (child->GetString("pos") != position) continue;
    if (found) element.Fail(std::string("has two daughters with pos=\"") + position + "\"");
    found = child;
  }
  if (!found)
    element.Fail(std::string("is no leaf but has no daughter with pos=\"") + position + "\"");
  return *found;
}

}  // namespace

std::size_t DecisionTree::NumLeaves() const {
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [](const TreeNode& n) { return n.IsLeaf(); }));
}

void SaveTree(const DecisionTree& tree, std::size_t index, std::size_t num_variables,
              WeightNode& weights) {
  WeightNode& root = weights.AddChild("BinaryTree");
  root.Set("type", "DecisionTree").Set("boostWeight", tree.weight).Set("itree", index);
  struct Pending {
    int node;
    WeightNode* parent;
    const char* position;
  };
  std::vector<Pending> stack{{0, &root, "s"}};
  while (!stack.empty()) {
    const Pending now = stack.back();
    stack.pop_back();
    const TreeNode& node = tree.nodes[static_cast<std::size_t>(now.node)];
    WeightNode& out = now.parent->AddChild("Node").Set("pos", now.position);
    SaveNode(node, tree, num_variables, out);
    if (node.IsLeaf()) continue;
    stack.push_back({node.right, &out, "r"});
    stack.push_back({node.left, &out, "l"});
  }
}

DecisionTree LoadTree(const WeightNode& element, std::size_t num_variables) {
  DecisionTree tree;
  tree.weight = element.Has("boostWeight") ? element.GetDouble("boostWeight") : 1;
  if (!std::isfinite(tree.weight)) element.Fail("boostWeight is not finite");
  const auto roots = element.Children("Node");
  if (roots.size() != 1)
    element.Fail("expected one root Node, found " + std::to_string(roots.size()));
  struct Pending {
    const WeightNode* element;
    int parent;
    bool right;
    int depth;
  };
  std::vector<Pending> stack{{roots.front(), -1, false, 0}};
  while (!stack.empty()) {
    const Pending now = stack.back();
    stack.pop_back();
    const int index = static_cast<int>(tree.nodes.size());
    tree.nodes.push_back(LoadNode(*now.element, num_variables, now.depth, tree));
    if (now.parent >= 0) {
      TreeNode& parent = tree.nodes[static_cast<std::size_t>(now.parent)];
      (now.right ? parent.right : parent.left) = index;
    }
    if (tree.nodes.back().IsLeaf()) continue;
    stack.push_back({&Daughter(*now.element, "r"), index, true, now.depth + 1});
    stack.push_back({&Daughter(*now.element, "l"), index, false, now.depth + 1});
  }
  return tree;
}

}  // namespace TMVA::inline standalone
