// Walks through ONNX's forests.
#include "tmva/trees/formats/onnx_walker.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {
namespace {

bool IsYes(const OnnxTreeNode& node, double x) {
  if (std::isnan(x)) return node.branches.missing_is_yes;
  if (node.is_membership)
    return x == std::floor(x) && IsMember(node.members, static_cast<float>(x));
  switch (node.comparison) {
    case Comparison::kAtMost:
      return x <= node.value;
    case Comparison::kBelow:
      return x < node.value;
    case Comparison::kAtLeast:
      return x >= node.value;
    case Comparison::kAbove:
      return x > node.value;
    case Comparison::kEqual:
      return x == node.value;
    case Comparison::kNotEqual:
      return x != node.value;
  }
  return false;
}

}  // namespace

OnnxWalker::OnnxWalker(OnnxForest forest, const OnnxAttributes& attributes)
    : forest_(std::move(forest)) {
  if (forest_.roots.empty()) attributes.Fail("has no tree");
  std::vector<bool> met(forest_.nodes.size());
  std::vector<int> open(forest_.roots);
  while (!open.empty()) {
    const auto at = static_cast<std::size_t>(open.back());
    open.pop_back();
    if (met[at]) attributes.Fail("node " + std::to_string(at) + " is the daughter of two nodes");
    met[at] = true;
    if (forest_.nodes[at].is_leaf) continue;
    open.push_back(forest_.nodes[at].branches.yes);
    open.push_back(forest_.nodes[at].branches.no);
  }
  if (std::find(met.begin(), met.end(), false) != met.end())
    attributes.Fail("has nodes that no root leads to");
}

template <class T>
std::span<const std::pair<int, double>> OnnxWalker::Answers(std::size_t t,
                                                            std::span<const T> row) const {
  const OnnxTreeNode* node = &forest_.nodes[static_cast<std::size_t>(forest_.roots[t])];
  while (!node->is_leaf) {
    const bool yes =
        IsYes(*node, static_cast<double>(row[static_cast<std::size_t>(node->feature)]));
    node = &forest_.nodes[static_cast<std::size_t>(yes ? node->branches.yes : node->branches.no)];
  }
  return node->answers;
}

template std::span<const std::pair<int, double>> OnnxWalker::Answers(std::size_t,
                                                                     std::span<const float>) const;
template std::span<const std::pair<int, double>> OnnxWalker::Answers(std::size_t,
                                                                     std::span<const double>) const;

}  // namespace TMVA::inline standalone
