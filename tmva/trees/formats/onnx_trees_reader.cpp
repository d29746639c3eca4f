// Reading forests from ONNX files.
#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/trees/formats/onnx_forest.h"
#include "tmva/trees/formats/onnx_trees.h"

namespace TMVA::inline standalone {
namespace {

using onnx::DataType;
using onnx::Node;

constexpr std::array<std::string_view, 3> kForests = {"TreeEnsembleClassifier",
                                                      "TreeEnsembleRegressor", "TreeEnsemble"};

class OnnxTreesReader {
 public:
  OnnxTreesReader(const onnx::Model& model, const std::string& path)
      : graph_(model.graph), path_(path) {}

  TreeEnsemble Read() {
    const Node& forest = FindForest();
    const OnnxAttributes attributes(forest, path_);
    const bool classifier = forest.op_type == kForests[0], modern = forest.op_type == kForests[2];
    const OnnxForest nodes = modern
                                 ? ReadModernForest(attributes)
                                 : ReadClassicForest(attributes, classifier ? "class_" : "target_");
    ensemble_.num_inputs = CountInputs(forest, nodes);
    if (classifier)
      SetOutputsOfClassifier(attributes);
    else
      ensemble_.num_outputs = CheckOutputs(attributes.Int("n_targets", 1));
    AddTrees(nodes, attributes, ensemble_.num_inputs,
             std::max<std::size_t>(ensemble_.num_outputs, one_score_ ? 2 : 0), ensemble_.trees,
             ensemble_.output_of_tree);
    if (one_score_) std::fill(ensemble_.output_of_tree.begin(), ensemble_.output_of_tree.end(), 0U);
    SetBase(attributes.Numbers("base_values"));
    if (!classifier) SetAggregate(attributes, modern, nodes.roots.size());
    SetTransform(attributes, modern);
    const std::size_t score = classifier ? 1 : 0;
    if (forest.outputs.size() <= score) Fail(forest.op_type + " has no output for its scores");
    FollowScores(forest.outputs[score]);
    CheckEnsemble(ensemble_, path_);
    return std::move(ensemble_);
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const { throw ModelError(path_ + ": " + what); }

  const Node& FindForest() const {
    const Node* found = nullptr;
    for (const auto& node : graph_.nodes) {
      if (std::find(kForests.begin(), kForests.end(), node.op_type) == kForests.end()) continue;
      if (found != nullptr) Fail("holds more than one forest, which is not supported");
      found = &node;
    }
    if (found == nullptr)
      Fail(
          "holds no forest: there is no node TreeEnsembleClassifier, TreeEnsembleRegressor or "
          "TreeEnsemble");
    return *found;
  }

  const Node* Producer(const std::string& name) const {
    for (const auto& node : graph_.nodes)
      if (std::find(node.outputs.begin(), node.outputs.end(), name) != node.outputs.end())
        return &node;
    return nullptr;
  }

  /// Goes back from the forest to the input of the graph.
  std::size_t CountInputs(const Node& forest, const OnnxForest& nodes) const {
    if (forest.inputs.size() != 1) Fail(forest.op_type + " has no single input");
    std::string name = forest.inputs[0];
    for (std::size_t steps = 0; const Node* before = Producer(name); ++steps) {
      if ((before->op_type != "Cast" && before->op_type != "Identity") ||
          before->inputs.size() != 1 || steps > graph_.nodes.size())
        Fail("the operator " + before->op_type +
             " before the forest is not supported: Cast and Identity are");
      name = before->inputs[0];
    }
    for (const auto& input : graph_.inputs) {
      if (input.name != name) continue;
      const std::int64_t columns = input.shape.size() == 2 ? input.shape[1].value : -1;
      if (columns > 0 && columns <= std::numeric_limits<int>::max())
        return static_cast<std::size_t>(columns);
      int last = 0;
      for (const auto& node : nodes.nodes) last = std::max(last, node.feature);
      return static_cast<std::size_t>(last) + 1;
    }
    Fail("the forest does not take an input of the graph");
  }

  std::size_t CheckOutputs(std::int64_t outputs) const {
    if (outputs < 1 || outputs > 1 << 16)
      Fail("a forest of " + std::to_string(outputs) + " outputs");
    return static_cast<std::size_t>(outputs);
  }

  void SetOutputsOfClassifier(const OnnxAttributes& attributes) {
    const std::size_t classes = std::max(attributes.Ints("classlabels_int64s").size(),
                                         attributes.Strings("classlabels_strings").size());
    ensemble_.num_outputs = CheckOutputs(static_cast<std::int64_t>(classes));
    const auto ids = attributes.Ints("class_ids");
    one_score_ = classes == 2 &&
                 std::adjacent_find(ids.begin(), ids.end(), std::not_equal_to<>()) == ids.end();
    if (one_score_) ensemble_.num_outputs = 1;
  }

  void SetBase(std::vector<double> base) {
    if (base.empty()) base.assign(ensemble_.num_outputs, 0);
    if (one_score_ && base.size() == 2) base.erase(base.begin());
    if (base.size() != ensemble_.num_outputs)
      Fail("base_values has " + std::to_string(base.size()) + " numbers for " +
           std::to_string(ensemble_.num_outputs) + " outputs");
    ensemble_.base = std::move(base);
  }

  /// A choice that TreeEnsemble has as a number, the older operators by its name.
  template <std::size_t kSize>
  static std::string Choice(const OnnxAttributes& attributes, const char* attribute, bool modern,
                            const std::array<const char*, kSize>& names, std::size_t otherwise) {
    if (!modern) return attributes.String(attribute, names[otherwise]);
    const auto number = attributes.Int(attribute, static_cast<std::int64_t>(otherwise));
    return names[static_cast<std::size_t>(attributes.Index(attribute, number, kSize))];
  }

  void SetAggregate(const OnnxAttributes& attributes, bool modern, std::size_t num_trees) {
    constexpr std::array kNames = {"AVERAGE", "SUM", "MIN", "MAX"};
    const std::string name = Choice(attributes, "aggregate_function", modern, kNames, 1);
    if (name == "SUM") return;
    if (name != "AVERAGE")
      Fail("aggregate_function " + name + " is not supported: SUM and AVERAGE are");
    for (auto& tree : ensemble_.trees) tree.weight = 1 / static_cast<double>(num_trees);
  }

  void SetTransform(const OnnxAttributes& attributes, bool modern) {
    constexpr std::array kNames = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"};
    const std::string name = Choice(attributes, "post_transform", modern, kNames, 0);
    if (name == "LOGISTIC")
      ensemble_.transform = OutputTransform::kLogistic;
    else if (name == "SOFTMAX")
      ensemble_.transform = OutputTransform::kSoftmax;
    else if (name != "NONE")
      Fail("post_transform " + name + " is not supported: NONE, LOGISTIC and SOFTMAX are");
    if (ensemble_.transform == OutputTransform::kSoftmax && ensemble_.num_outputs == 1)
      Fail("post_transform SOFTMAX of one score is not supported");
  }

  /// Goes on from the scores to an output of the graph.
  void FollowScores(std::string name) {
    for (std::size_t steps = 0; steps <= graph_.nodes.size(); ++steps) {
      for (const auto& output : graph_.outputs)
        if (output.name == name) return;
      const Node* next = nullptr;
      for (const auto& node : graph_.nodes) {
        if (std::find(node.inputs.begin(), node.inputs.end(), name) == node.inputs.end()) continue;
        if (next != nullptr)
          Fail("the scores are used by " + next->op_type + " and " + node.op_type +
               ", which is not supported");
        next = &node;
      }
      if (next == nullptr) Fail("the scores of the forest lead to no output of the graph");
      Apply(*next, name);
      if (next->outputs.size() != 1) Fail(next->op_type + " has no single output");
      name = next->outputs[0];
    }
    Fail("the graph goes in a circle");
  }

  void Apply(const Node& node, const std::string& name) {
    const std::string& op = node.op_type;
    if (op == "Identity" || op == "ZipMap") return;
    if (op == "Cast") {
      const auto to = static_cast<DataType>(OnnxAttributes(node, path_).Int("to", 0));
      if (to != DataType::kFloat && to != DataType::kDouble)
        Fail("the scores are cut to whole numbers, which is not supported");
      return;
    }
    if (op == "Sigmoid") return Transform(op, OutputTransform::kLogistic);
    if (op == "Exp") return Transform(op, OutputTransform::kExp);
    if (op == "Tanh") return Transform(op, OutputTransform::kGradientBoosted);
    if (op == "Softmax") {
      const auto axis = OnnxAttributes(node, path_).Int("axis", -1);
      if (axis != 1 && axis != -1)
        Fail("Softmax over axis " + std::to_string(axis) + " is not supported");
      return Transform(op, OutputTransform::kSoftmax);
    }
    if ((op == "Mul" || op == "Div") && node.inputs.size() == 2 &&
        (op == "Mul" || node.inputs[0] == name))
      return Scale(op, Constant(node.inputs[node.inputs[0] == name ? 1 : 0]));
    Fail("the operator " + op + " after the forest is not supported");
  }

  void Transform(const std::string& op, OutputTransform transform) {
    if (ensemble_.transform != OutputTransform::kNone)
      Fail(op + " after another transform is not supported");
    ensemble_.transform = transform;
  }

  double Constant(const std::string& name) const {
    for (const auto& tensor : graph_.initializers) {
      if (tensor.name != name) continue;
      const auto numbers = tensor.Numbers(path_ + ": " + name);
      if (!numbers.empty() && std::adjacent_find(numbers.begin(), numbers.end(),
                                                 std::not_equal_to<>()) == numbers.end())
        return numbers[0];
    }
    Fail("the scores are scaled by '" + name + "', which is no single constant");
  }

  void Scale(const std::string& op, double factor) {
    if (op == "Div") factor = 1 / factor;
    if (factor == 1) return;
    if (ensemble_.transform != OutputTransform::kNone)
      Fail(op + " after another transform is not supported");
    for (auto& tree : ensemble_.trees) tree.weight *= factor;
    for (double& base : ensemble_.base) base *= factor;
  }

  const onnx::Graph& graph_;
  const std::string& path_;
  TreeEnsemble ensemble_;
  bool one_score_ = false;
};

}  // namespace

TreeEnsemble ParseOnnxTrees(std::string_view bytes, const std::string& path) {
  const onnx::Model model = onnx::ParseModel(bytes, path);
  return OnnxTreesReader(model, path).Read();
}

}  // namespace TMVA::inline standalone
