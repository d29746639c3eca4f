// Writing forests as ONNX files.
#include <algorithm>
#include <limits>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/onnx_trees.h"

namespace TMVA::inline standalone {
namespace {

using onnx::Attribute;

/// The attributes of TreeEnsembleRegressor, node by node.
class ForestColumns {
 public:
  void Add(const DecisionTree& tree, std::size_t number, std::uint32_t output) {
    tree_ = static_cast<std::int64_t>(number);
    next_id_ = static_cast<std::int64_t>(tree.nodes.size());
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const TreeNode& node = tree.nodes[i];
      const auto id = static_cast<std::int64_t>(i);
      if (node.IsLeaf()) {
        AddNode(id, "LEAF", 0, 0, 0, 0, false);
        target_trees_.push_back(tree_);
        target_nodes_.push_back(id);
        targets_.push_back(output);
        weights_.push_back(static_cast<float>(tree.weight) * node.response);
        continue;
      }
      if (node.first_coefficient >= 0)
        throw ModelError(
            "ONNX's forests have no cuts on several variables at once (UseFisherCuts): tree " +
            std::to_string(number) + " cannot be written");
      const int below = node.cut_type ? node.left : node.right,
                above = node.cut_type ? node.right : node.left;
      if (node.category_set < 0)
        AddNode(id, "BRANCH_LT", node.variable, node.cut, below, above, !node.missing_above);
      else
        AddSet(id, tree.category_sets[static_cast<std::size_t>(node.category_set)], node, below,
               above);
    }
  }

  std::vector<Attribute> Take() {
    return {Attribute::Ints("nodes_treeids", std::move(trees_)),
            Attribute::Ints("nodes_nodeids", std::move(ids_)),
            Attribute::Ints("nodes_featureids", std::move(features_)),
            Attribute::Floats("nodes_values", std::move(values_)),
            Attribute::Strings("nodes_modes", std::move(modes_)),
            Attribute::Ints("nodes_truenodeids", std::move(yes_)),
            Attribute::Ints("nodes_falsenodeids", std::move(no_)),
            Attribute::Ints("nodes_missing_value_tracks_true", std::move(missing_)),
            Attribute::Ints("target_treeids", std::move(target_trees_)),
            Attribute::Ints("target_nodeids", std::move(target_nodes_)),
            Attribute::Ints("target_ids", std::move(targets_)),
            Attribute::Floats("target_weights", std::move(weights_))};
  }

 private:
  void AddNode(std::int64_t id, const char* mode, int feature, float value, std::int64_t yes,
               std::int64_t no, bool missing_is_yes) {
    trees_.push_back(tree_);
    ids_.push_back(id);
    modes_.emplace_back(mode);
    features_.push_back(feature);
    values_.push_back(value);
    yes_.push_back(yes);
    no_.push_back(no);
    missing_.push_back(missing_is_yes ? 1 : 0);
  }

  /// A chain of questions, all of which lead to the same node when the answer is yes.
  void AddSet(std::int64_t id, const CategorySet& set, const TreeNode& node, int below, int above) {
    const std::vector<int> members = Members(set);
    if (members.empty()) {  // every number is below
      AddNode(id, "BRANCH_LEQ", node.variable, std::numeric_limits<float>::infinity(), below, above,
              !node.missing_above);
      return;
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::int64_t next = i + 1 == members.size() ? below : next_id_++;
      AddNode(id, "BRANCH_EQ", node.variable, static_cast<float>(members[i]), above, next,
              node.missing_above);
      id = next;
    }
  }

  std::int64_t tree_ = 0, next_id_ = 0;
  std::vector<std::int64_t> trees_, ids_, features_, yes_, no_, missing_, target_trees_,
      target_nodes_, targets_;
  std::vector<float> values_, weights_;
  std::vector<std::string> modes_;
};

DecisionTree LeafTree() {
  DecisionTree tree;
  TreeNode leaf;
  leaf.type = NodeType::kRegression;
  leaf.response = 0;
  tree.nodes.push_back(leaf);
  return tree;
}

onnx::ValueInfo Matrix(const char* name, std::size_t columns) {
  return {name, onnx::DataType::kFloat, {{-1, "N"}, {static_cast<std::int64_t>(columns), ""}}};
}

}  // namespace

const char* OnnxTransform(OutputTransform transform) {
  switch (transform) {
    case OutputTransform::kLogistic:
      return "Sigmoid";
    case OutputTransform::kSoftmax:
      return "Softmax";
    case OutputTransform::kExp:
      return "Exp";
    case OutputTransform::kGradientBoosted:
      return "Tanh";  // the same function
    case OutputTransform::kNone:
      break;
  }
  return nullptr;
}

std::vector<Attribute> OnnxTransformAttributes(OutputTransform transform) {
  if (transform != OutputTransform::kSoftmax) return {};
  return {Attribute::Int("axis", 1)};
}

std::vector<Attribute> ForestAttributes(const TreeEnsemble& ensemble) {
  ForestColumns columns;
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t)
    columns.Add(ensemble.trees[t], t, ensemble.output_of_tree[t]);
  // onnxruntime adds the constant of an output only where a leaf answers for it.
  std::size_t next = ensemble.trees.size();
  const auto& outputs = ensemble.output_of_tree;
  for (std::uint32_t k = 0; k < ensemble.num_outputs; ++k)
    if (std::find(outputs.begin(), outputs.end(), k) == outputs.end())
      columns.Add(LeafTree(), next++, k);
  auto attributes = columns.Take();
  attributes.push_back(
      Attribute::Int("n_targets", static_cast<std::int64_t>(ensemble.num_outputs)));
  attributes.push_back(Attribute::Floats(
      "base_values", std::vector<float>(ensemble.base.begin(), ensemble.base.end())));
  attributes.push_back(Attribute::String("aggregate_function", "SUM"));
  attributes.push_back(Attribute::String("post_transform", "NONE"));
  return attributes;
}

std::string WriteOnnxTrees(const TreeEnsemble& ensemble) {
  const char* transform = OnnxTransform(ensemble.transform);
  onnx::Node forest;
  forest.name = "forest";
  forest.op_type = "TreeEnsembleRegressor";
  forest.domain = "ai.onnx.ml";
  forest.inputs = {"x"};
  forest.outputs = {transform != nullptr ? "sums" : "y"};
  forest.attributes = ForestAttributes(ensemble);

  onnx::Model model;
  model.ir_version = 8;
  model.producer_name = "tmva";
  model.operator_sets = {{"", 13}, {"ai.onnx.ml", 3}};
  model.graph.name = "forest";
  model.graph.inputs = {Matrix("x", ensemble.num_inputs)};
  model.graph.outputs = {Matrix("y", ensemble.num_outputs)};
  model.graph.nodes.push_back(std::move(forest));
  if (transform != nullptr) {
    model.graph.nodes.push_back(
        {"transform", transform, "", {"sums"}, {"y"}, OnnxTransformAttributes(ensemble.transform)});
  }
  return onnx::SerializeModel(model);
}

}  // namespace TMVA::inline standalone
