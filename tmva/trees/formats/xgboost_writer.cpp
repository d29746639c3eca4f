// Writing XGBoost's model files.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/xgboost_model.h"

namespace TMVA::inline standalone {
namespace {

using nlohmann::json;

constexpr int kNoParent = 2147483647;
/// XGBoost takes no smaller base score before a logarithm.
constexpr float kLeastScore = 1e-5F;

std::string ToText(float value) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific)
          .ptr;
  return {text.data(), end};
}

/// A cut that XGBoost's JSON can hold. It takes no infinite inputs, so that the largest number does
/// as well.
float FiniteCut(float cut) {
  return std::clamp(cut, -std::numeric_limits<float>::max(), std::numeric_limits<float>::max());
}

/// A tree whose daughters stand side by side, below first: XGBoost steps from one to the other.
DecisionTree Arrange(const DecisionTree& tree) {
  DecisionTree arranged = tree;
  arranged.nodes = {tree.nodes[0]};
  for (std::size_t i = 0; i < arranged.nodes.size(); ++i) {
    if (arranged.nodes[i].IsLeaf()) continue;
    TreeNode node = arranged.nodes[i];
    if (!node.cut_type) std::swap(node.left, node.right);
    node.cut_type = true;
    const auto below = static_cast<int>(arranged.nodes.size());
    arranged.nodes.push_back(tree.nodes[static_cast<std::size_t>(node.left)]);
    arranged.nodes.push_back(tree.nodes[static_cast<std::size_t>(node.right)]);
    node.left = below;
    node.right = below + 1;
    arranged.nodes[i] = node;
  }
  return arranged;
}

/// A tree column by column, as XGBoost stores it.
class TreeColumns {
 public:
  explicit TreeColumns(const TreeEnsemble& ensemble) : num_features_(ensemble.num_inputs) {}

  json Convert(const DecisionTree& original, std::size_t number) {
    const DecisionTree tree = Arrange(original);
    parents_.assign(tree.nodes.size(), kNoParent);
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) AddNode(tree, i);
    const auto zeros = std::vector<float>(tree.nodes.size(), 0);
    return {{"id", number},
            {"left_children", left_},
            {"right_children", right_},
            {"parents", parents_},
            {"split_indices", variable_},
            {"split_conditions", condition_},
            {"split_type", split_type_},
            {"default_left", default_left_},
            {"base_weights", base_weight_},
            {"loss_changes", zeros},
            {"sum_hessian", cover_},
            {"categories", categories_},
            {"categories_nodes", categories_nodes_},
            {"categories_segments", categories_segments_},
            {"categories_sizes", categories_sizes_},
            {"tree_param",
             {{"num_deleted", "0"},
              {"num_feature", std::to_string(num_features_)},
              {"num_nodes", std::to_string(tree.nodes.size())},
              {"size_leaf_vector", "1"}}}};
  }

 private:
  void AddNode(const DecisionTree& tree, std::size_t i) {
    const TreeNode& node = tree.nodes[i];
    cover_.push_back(node.cover);
    const float answer = node.IsLeaf() ? static_cast<float>(tree.weight) * node.response : 0;
    base_weight_.push_back(answer);
    left_.push_back(node.IsLeaf() ? -1 : node.left);
    right_.push_back(node.IsLeaf() ? -1 : node.right);
    variable_.push_back(node.IsLeaf() ? 0 : node.variable);
    default_left_.push_back(!node.IsLeaf() && !node.missing_above ? 1 : 0);
    const auto members =
        node.category_set < 0
            ? std::vector<int>()
            : Members(tree.category_sets[static_cast<std::size_t>(node.category_set)]);
    split_type_.push_back(members.empty() ? 0 : 1);
    // Every number is below an empty set.
    const float cut = node.category_set < 0 ? node.cut : std::numeric_limits<float>::infinity();
    condition_.push_back(node.IsLeaf() ? answer : FiniteCut(cut));
    if (node.IsLeaf()) return;
    for (const int daughter : {node.left, node.right})
      parents_[static_cast<std::size_t>(daughter)] = static_cast<int>(i);
    if (members.empty()) return;
    categories_nodes_.push_back(static_cast<int>(i));
    categories_segments_.push_back(static_cast<int>(categories_.size()));
    categories_sizes_.push_back(static_cast<int>(members.size()));
    categories_.insert(categories_.end(), members.begin(), members.end());
  }

  std::size_t num_features_;
  std::vector<int> left_, right_, parents_, variable_, split_type_, default_left_;
  std::vector<float> condition_, base_weight_, cover_;
  std::vector<int> categories_, categories_nodes_, categories_segments_, categories_sizes_;
};

json ObjectiveOf(const TreeEnsemble& ensemble) {
  const json loss = {{"scale_pos_weight", "1"}};
  switch (ensemble.transform) {
    case OutputTransform::kLogistic:
      return {{"name", "binary:logistic"}, {"reg_loss_param", loss}};
    case OutputTransform::kExp:
      return {{"name", "reg:gamma"}, {"reg_loss_param", loss}};
    case OutputTransform::kSoftmax:
      if (ensemble.num_outputs < 2) throw ModelError("XGBoost has no softmax of a single output");
      return {{"name", "multi:softprob"},
              {"softmax_multiclass_param", {{"num_class", std::to_string(ensemble.num_outputs)}}}};
    case OutputTransform::kGradientBoosted:
      throw ModelError(
          "XGBoost has no objective for TMVA's response of gradient boosting, 2 / (1 + exp(-2 F)) "
          "- 1: take the "
          "forest as a logistic one first (as_logistic), whose response r becomes (r + 1) / 2");
    case OutputTransform::kNone:
      break;
  }
  return {{"name", "reg:squarederror"}, {"reg_loss_param", loss}};
}

/// The base score that gives the constant back, in the terms of the objective; or none does in
/// single precision.
std::optional<float> BaseScore(OutputTransform transform, double base) {
  float score = static_cast<float>(base);
  double back = static_cast<double>(score);
  if (transform == OutputTransform::kLogistic) {
    score = static_cast<float>(1 / (1 + std::exp(-base)));
    back = std::log(static_cast<double>(score) / (1 - static_cast<double>(score)));
  } else if (transform == OutputTransform::kExp) {
    score = static_cast<float>(std::exp(base));
    back = std::log(static_cast<double>(score));
  }
  if (!std::isfinite(score) || !(std::abs(back - base) <= 1e-6 * (1 + std::abs(base))))
    return std::nullopt;
  if (transform != OutputTransform::kNone && transform != OutputTransform::kSoftmax &&
      score < kLeastScore)
    return std::nullopt;
  return score;
}

DecisionTree ConstantTree(double answer) {
  DecisionTree tree;
  TreeNode leaf;
  leaf.type = NodeType::kRegression;
  leaf.response = static_cast<float>(answer);
  tree.nodes.push_back(leaf);
  return tree;
}

/// XGBoost takes no data whose names hold brackets or "<": then the inputs have none.
std::vector<std::string> FeatureNames(const TreeEnsemble& ensemble) {
  for (const auto& name : ensemble.input_names)
    if (name.find_first_of("[]<") != std::string::npos) return {};
  return ensemble.input_names;
}

}  // namespace

std::string WriteXgboost(const TreeEnsemble& ensemble) {
  const json objective = ObjectiveOf(ensemble);
  json trees = json::array();
  std::vector<std::uint32_t> tree_info;
  const auto add = [&](const DecisionTree& tree, std::uint32_t output) {
    trees.push_back(TreeColumns(ensemble).Convert(tree, trees.size()));
    tree_info.push_back(output);
  };
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t) {
    for (const auto& node : ensemble.trees[t].nodes)
      if (node.first_coefficient >= 0)
        throw ModelError("XGBoost has no cuts on several variables at once (UseFisherCuts): tree " +
                         std::to_string(t) + " cannot be written");
    add(ensemble.trees[t], ensemble.output_of_tree[t]);
  }
  std::string base_score;
  for (std::size_t k = 0; k < ensemble.num_outputs; ++k) {
    auto score = BaseScore(ensemble.transform, ensemble.base[k]);
    if (!score) {  // a tree of one leaf carries it
      score = BaseScore(ensemble.transform, 0);
      add(ConstantTree(ensemble.base[k]), static_cast<std::uint32_t>(k));
    }
    base_score += (k == 0 ? "" : ",") + ToText(*score);
  }
  const bool classes = ensemble.transform == OutputTransform::kSoftmax;
  const auto outputs = std::to_string(ensemble.num_outputs);
  const std::size_t num_trees = trees.size();
  json model = {{"gbtree_model_param",
                 {{"num_parallel_tree", "1"}, {"num_trees", std::to_string(num_trees)}}},
                {"iteration_indptr", {std::size_t{0}, num_trees}},
                {"tree_info", tree_info},
                {"trees", std::move(trees)}};
  const json document = {{"version", {3, 1, 0}},
                         {"learner",
                          {{"attributes", json::object()},
                           {"feature_names", FeatureNames(ensemble)},
                           {"feature_types", json::array()},
                           {"gradient_booster", {{"name", "gbtree"}, {"model", std::move(model)}}},
                           {"learner_model_param",
                            {{"base_score", "[" + base_score + "]"},
                             {"boost_from_average", "1"},
                             {"num_class", classes ? outputs : "0"},
                             {"num_feature", std::to_string(ensemble.num_inputs)},
                             {"num_target", classes ? "1" : outputs}}},
                           {"objective", objective}}}};
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace TMVA::inline standalone
