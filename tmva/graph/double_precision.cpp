// A model in double precision.
#include "tmva/graph/double_precision.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kFloatType = static_cast<std::int64_t>(DataType::kFloat);
constexpr std::int64_t kDoubleType = static_cast<std::int64_t>(DataType::kDouble);

bool IsStandard(const Node& node) { return node.domain.empty() || node.domain == "ai.onnx"; }

void Widen(DataType& type) {
  if (type == DataType::kFloat) type = DataType::kDouble;
}

void Widen(Tensor& tensor, const std::string& where) {
  if (tensor.type != DataType::kFloat) return;
  tensor.doubles = tensor.Numbers(where);
  tensor.type = DataType::kDouble;
  tensor.raw.clear();
  tensor.floats.clear();
  tensor.form = {};
}

void Widen(ValueInfo& value) {
  Widen(value.type);
  value.form = {};
}

Attribute DoubleTensor(std::string name, std::vector<std::int64_t> shape,
                       std::vector<double> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kTensor;
  attribute.t.type = DataType::kDouble;
  attribute.t.dims = std::move(shape);
  attribute.t.doubles = std::move(values);
  return attribute;
}

Attribute* Find(Node& node, std::string_view name) {
  const auto found = std::ranges::find(node.attributes, name, &Attribute::name);
  return found == node.attributes.end() ? nullptr : &*found;
}

/// The output of a node that is float whatever its inputs are; -1: none.
int FloatOutput(const Node& node) {
  if (node.domain != "ai.onnx.ml") return -1;
  static constexpr std::string_view kClassifiers[] = {"TreeEnsembleClassifier", "SVMClassifier",
                                                      "LinearClassifier"};
  static constexpr std::string_view kOthers[] = {
      "TreeEnsembleRegressor", "SVMRegressor",     "LinearRegressor", "Scaler", "Normalizer",
      "OneHotEncoder",         "FeatureVectorizer"};
  if (std::ranges::find(kClassifiers, node.op_type) != std::end(kClassifiers)) return 1;
  return std::ranges::find(kOthers, node.op_type) != std::end(kOthers) ? 0 : -1;
}

/// The input that is float whatever the others are; -1: none.
int FloatInput(const Node& node) {
  if (!IsStandard(node)) return -1;
  return node.op_type == "Resize" && node.inputs.size() > 2     ? 2
         : node.op_type == "Upsample" && node.inputs.size() > 1 ? 1
                                                                : -1;
}

Node Cast(const std::string& from, const std::string& to, std::int64_t type) {
  Node cast;
  cast.name = to;
  cast.op_type = "Cast";
  cast.inputs = {from};
  cast.outputs = {to};
  cast.attributes = {Attribute::Int("to", type)};
  return cast;
}

void Widen(Graph& graph, const std::string& where);

void WidenAttributes(Node& node, const std::string& where) {
  for (auto& attribute : node.attributes) {
    if (attribute.type == AttributeType::kTensor)
      Widen(attribute.t, where + ": attribute '" + attribute.name + "'");
    for (auto& graph : attribute.graphs) Widen(graph, where);
  }
  if (!IsStandard(node)) return;
  if (node.op_type == "Constant") {
    if (auto* value = Find(node, "value_float"))
      *value = DoubleTensor("value", {}, {static_cast<double>(value->f)});
    else if (auto* values = Find(node, "value_floats"))
      *values = DoubleTensor("value", {static_cast<std::int64_t>(values->floats.size())},
                             {values->floats.begin(), values->floats.end()});
  } else if (node.op_type == "ConstantOfShape") {
    if (Find(node, "value") == nullptr)
      node.attributes.push_back(DoubleTensor("value", {1}, {0.0}));
  } else if (node.op_type == "Cast") {
    if (auto* to = Find(node, "to"); to != nullptr && to->i == kFloatType) to->i = kDoubleType;
  } else if (node.op_type == "EyeLike" || node.op_type.starts_with("Random")) {
    auto* type = Find(node, "dtype");
    if (type != nullptr && type->i == kFloatType) type->i = kDoubleType;
    if (type == nullptr && !node.op_type.ends_with("Like"))
      node.attributes.push_back(Attribute::Int("dtype", kDoubleType));
  }
}

void Widen(Graph& graph, const std::string& where) {
  for (auto& tensor : graph.initializers)
    Widen(tensor, where + ": initialiser '" + tensor.name + "'");
  for (auto* values : {&graph.inputs, &graph.outputs, &graph.values})
    for (auto& value : *values) Widen(value);
  std::vector<Node> nodes;
  for (auto& node : graph.nodes) {
    WidenAttributes(node, where + ": node '" + node.name + "'");
    if (const int input = FloatInput(node);
        input >= 0 && !node.inputs[static_cast<std::size_t>(input)].empty()) {
      auto& name = node.inputs[static_cast<std::size_t>(input)];
      const std::string narrow =
          name + "_float_for_" + (node.outputs.empty() ? node.name : node.outputs[0]);
      nodes.push_back(Cast(name, narrow, kFloatType));
      name = narrow;
    }
    const int output = FloatOutput(node);
    const auto at = static_cast<std::size_t>(output);
    if (output < 0 || node.outputs.size() <= at || node.outputs[at].empty()) {
      nodes.push_back(std::move(node));
      continue;
    }
    const std::string wide = node.outputs[at], narrow = wide + "_float";
    node.outputs[at] = narrow;
    nodes.push_back(std::move(node));
    nodes.push_back(Cast(narrow, wide, kDoubleType));
  }
  graph.nodes = std::move(nodes);
}

}  // namespace

Model InDoublePrecision(Model model) {
  Widen(model.graph, "model");
  return model;
}

}  // namespace TMVA::inline standalone::onnx
