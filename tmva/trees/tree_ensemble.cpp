// Checking and applying tree ensembles.
#include "tmva/trees/tree_ensemble.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <TMVA/Error.h>
#include <TMVA/Stop.h>

#include "tmva/threads/workers.h"

namespace TMVA::inline standalone {
namespace {

/// What a thread evaluates at once; a multiple of the forest's own blocks.
constexpr std::size_t kRowsOfBlock = 4096;

bool CanBeSummed(double value) { return std::abs(value) <= kLargestAnswer; }
constexpr std::string_view kUnsummable = "not finite, or too large for sums in single precision";

class Checker {
 public:
  Checker(const TreeEnsemble& ensemble, const std::string& where)
      : ensemble_(ensemble), where_(where) {}

  void Check() const {
    if (ensemble_.num_inputs == 0) Fail("has no inputs");
    if (!ensemble_.input_names.empty() && ensemble_.input_names.size() != ensemble_.num_inputs)
      Fail("has " + std::to_string(ensemble_.num_inputs) + " inputs but " +
           std::to_string(ensemble_.input_names.size()) + " names");
    if (ensemble_.num_outputs == 0 || ensemble_.base.size() != ensemble_.num_outputs)
      Fail("has no constant for each output");
    if (ensemble_.trees.empty()) Fail("has no trees");
    if (ensemble_.output_of_tree.size() != ensemble_.trees.size())
      Fail("has trees without an output");
    for (const double base : ensemble_.base)
      if (!CanBeSummed(base)) Fail("has a base score that is " + std::string(kUnsummable));
    for (std::size_t t = 0; t < ensemble_.trees.size(); ++t) CheckTree(t);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw ModelError(where_ + ": the forest " + what);
  }
  [[noreturn]] void FailInTree(std::size_t t, std::size_t node, const std::string& what) const {
    throw ModelError(where_ + ": tree " + std::to_string(t) + ", node " + std::to_string(node) +
                     ": " + what);
  }

  /// Every node but the root must be the daughter of exactly one node that stands before it or
  /// after it without a circle: then all are reached once.
  void CheckTree(std::size_t t) const {
    const DecisionTree& tree = ensemble_.trees[t];
    if (tree.nodes.empty()) FailInTree(t, 0, "is not there");
    if (ensemble_.output_of_tree[t] >= ensemble_.num_outputs)
      FailInTree(t, 0, "belongs to no output");
    if (!std::isfinite(tree.weight)) FailInTree(t, 0, "the weight of the tree is not finite");
    std::vector<bool> seen(tree.nodes.size());
    std::vector<std::size_t> stack{0};
    std::size_t reached = 0;
    while (!stack.empty()) {
      const std::size_t at = stack.back();
      stack.pop_back();
      if (seen[at]) FailInTree(t, at, "is the daughter of two nodes");
      seen[at] = true;
      ++reached;
      const TreeNode& node = tree.nodes[at];
      CheckNode(t, at, node);
      if (node.IsLeaf()) continue;
      for (const int daughter : {node.left, node.right}) {
        if (daughter <= 0 || static_cast<std::size_t>(daughter) >= tree.nodes.size())
          FailInTree(t, at, "its daughter " + std::to_string(daughter) + " is not in the tree");
        stack.push_back(static_cast<std::size_t>(daughter));
      }
    }
    if (reached != tree.nodes.size()) FailInTree(t, 0, "does not lead to every node of its tree");
  }

  void CheckNode(std::size_t t, std::size_t at, const TreeNode& node) const {
    const DecisionTree& tree = ensemble_.trees[t];
    if (!std::isfinite(node.cover)) FailInTree(t, at, "its cover is not finite");
    if (node.IsLeaf()) {
      if (!CanBeSummed(tree.weight * static_cast<double>(node.response)))
        FailInTree(t, at, "its answer is " + std::string(kUnsummable));
      return;
    }
    if (std::isnan(node.cut)) FailInTree(t, at, "its cut is not a number");
    if (node.category_set >= static_cast<int>(tree.category_sets.size()))
      FailInTree(t, at, "its category set is not there");
    if (node.first_coefficient >= 0) return;  // only our own weight files have these, checked there
    if (node.variable < 0 || static_cast<std::size_t>(node.variable) >= ensemble_.num_inputs)
      FailInTree(t, at,
                 "cuts on input " + std::to_string(node.variable) + ", there are " +
                     std::to_string(ensemble_.num_inputs));
  }

  const TreeEnsemble& ensemble_;
  const std::string& where_;
};

void Softmax(std::span<double> sums) {
  const double largest = *std::max_element(sums.begin(), sums.end());
  double total = 0;
  for (double& s : sums) total += s = std::exp(s - largest);
  for (double& s : sums) s /= total;
}

}  // namespace

void CheckEnsemble(const TreeEnsemble& ensemble, const std::string& where) {
  Checker(ensemble, where).Check();
}

void TransformOutputs(OutputTransform transform, std::size_t num_outputs, std::span<double> sums) {
  switch (transform) {
    case OutputTransform::kNone:
      break;
    case OutputTransform::kLogistic:
      for (double& s : sums) s = 1 / (1 + std::exp(-s));
      break;
    case OutputTransform::kExp:
      for (double& s : sums) s = std::exp(s);
      break;
    case OutputTransform::kGradientBoosted:
      for (double& s : sums) s = 2 / (1 + std::exp(-2 * s)) - 1;
      break;
    case OutputTransform::kSoftmax:
      for (std::size_t i = 0; i < sums.size(); i += num_outputs)
        Softmax(sums.subspan(i, num_outputs));
      break;
  }
}

EnsembleModel::EnsembleModel(const TreeEnsemble& ensemble)
    : forest_(ensemble.trees, ensemble.num_inputs, LeafAnswer::kResponse, true,
              ensemble.num_outputs, ensemble.output_of_tree),
      base_(ensemble.base),
      transform_(ensemble.transform) {}

void EnsembleModel::EvaluateBlock(const Rows& rows, std::span<double> out, bool raw) const {
  forest_.Sum(rows, out);
  for (std::size_t i = 0; i < out.size(); i += base_.size())
    for (std::size_t k = 0; k < base_.size(); ++k) out[i + k] += base_[k];
  if (!raw) TransformOutputs(transform_, base_.size(), out);
}

void EnsembleModel::Evaluate(const Rows& rows, std::span<double> out, bool raw, int threads) const {
  const std::size_t outputs = base_.size();
  const std::stop_token stop = CurrentStopToken();
  Workers(threads).ForBlocks(
      rows.size, kRowsOfBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        if (stop.stop_requested()) return;
        EvaluateBlock({rows.data + begin * rows.row_stride, rows.row_stride, end - begin},
                      out.subspan(begin * outputs, (end - begin) * outputs), raw);
      });
}

TreeEnsemble AsLogistic(TreeEnsemble ensemble) {
  if (ensemble.transform != OutputTransform::kGradientBoosted)
    throw ModelError(
        "only a forest with the response 2 / (1 + exp(-2 F)) - 1 (BoostType=Grad) becomes a "
        "logistic one");
  ensemble.transform = OutputTransform::kLogistic;  // of 2 F
  for (auto& tree : ensemble.trees) tree.weight *= 2;
  for (double& base : ensemble.base) base *= 2;
  return ensemble;
}

}  // namespace TMVA::inline standalone
