// Writing a graph node by node.
#include "tmva/graph/graph_builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kIrVersion = 9, kOperatorSet = 20, kMachineLearning = 3;

template <class T>
Tensor Raw(DataType type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
  Tensor tensor;
  tensor.type = type;
  tensor.dims = std::move(shape);
  tensor.raw.resize(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(tensor.raw.data(), values.data(), tensor.raw.size());
  return tensor;
}

}  // namespace

GraphBuilder::GraphBuilder(std::string name) {
  model_.ir_version = kIrVersion;
  model_.producer_name = "tmva";
  model_.graph.name = std::move(name);
}

void GraphBuilder::Take(const std::string& name) {
  const auto place = std::lower_bound(names_.begin(), names_.end(), name);
  if (name.empty() || (place != names_.end() && *place == name))
    throw ModelError(
        "graph '" + model_.graph.name +
        "': " + (name.empty() ? "a value has no name" : "two values are named '" + name + "'"));
  names_.insert(place, name);
}

std::string GraphBuilder::NewName(std::string_view wanted) {
  std::string name;
  do {
    name = std::string(wanted) + "_" + std::to_string(++made_);
  } while (std::binary_search(names_.begin(), names_.end(), name));
  Take(name);
  return name;
}

std::string GraphBuilder::Input(const std::string& name, DataType type,
                                std::vector<Dimension> shape) {
  Take(name);
  model_.graph.inputs.push_back({name, type, std::move(shape)});
  return name;
}

std::string GraphBuilder::Constant(Tensor tensor) {
  if (tensor.name.empty() || std::binary_search(names_.begin(), names_.end(), tensor.name))
    tensor.name = NewName(tensor.name.empty() ? "constant" : tensor.name);
  else
    Take(tensor.name);
  model_.graph.initializers.push_back(std::move(tensor));
  return model_.graph.initializers.back().name;
}

std::string GraphBuilder::Floats(std::vector<std::int64_t> shape,
                                 const std::vector<float>& values) {
  return Constant(Raw(DataType::kFloat, std::move(shape), values));
}

std::string GraphBuilder::Doubles(std::vector<std::int64_t> shape,
                                  const std::vector<double>& values) {
  return Constant(Raw(DataType::kDouble, std::move(shape), values));
}

std::string GraphBuilder::Ints(std::vector<std::int64_t> shape,
                               const std::vector<std::int64_t>& values) {
  return Constant(Raw(DataType::kInt64, std::move(shape), values));
}

std::string GraphBuilder::Add(std::string_view op_type, std::vector<std::string> inputs,
                              std::vector<Attribute> attributes, std::string_view domain) {
  return AddMany(op_type, std::move(inputs), 1, std::move(attributes), domain).front();
}

std::vector<std::string> GraphBuilder::AddMany(std::string_view op_type,
                                               std::vector<std::string> inputs, std::size_t outputs,
                                               std::vector<Attribute> attributes,
                                               std::string_view domain) {
  for (const auto& input : inputs)
    if (!input.empty() && !std::binary_search(names_.begin(), names_.end(), input))
      throw ModelError("graph '" + model_.graph.name + "': " + std::string(op_type) + " reads '" +
                       input + "', which nothing before it makes");
  Node node;
  node.op_type = op_type;
  node.domain = domain;
  node.inputs = std::move(inputs);
  node.attributes = std::move(attributes);
  for (std::size_t o = 0; o < outputs; ++o) node.outputs.push_back(NewName(op_type));
  node.name = node.outputs.empty() ? std::string(op_type) : node.outputs.front();
  model_.graph.nodes.push_back(std::move(node));
  return model_.graph.nodes.back().outputs;
}

void GraphBuilder::Output(const std::string& value, const std::string& name, DataType type,
                          std::vector<Dimension> shape) {
  if (!std::binary_search(names_.begin(), names_.end(), value))
    throw ModelError("graph '" + model_.graph.name + "': output '" + name + "' is '" + value +
                     "', which nothing makes");
  Take(name);
  Node node;
  node.op_type = "Identity";
  node.name = name;
  node.inputs = {value};
  node.outputs = {name};
  model_.graph.nodes.push_back(std::move(node));
  model_.graph.outputs.push_back({name, type, std::move(shape)});
}

void GraphBuilder::Metadata(const std::string& key, const std::string& value) {
  for (auto& [known, text] : model_.metadata)
    if (known == key) {
      text = value;
      return;
    }
  model_.metadata.emplace_back(key, value);
}

Model GraphBuilder::Finish() {
  model_.operator_sets.push_back({"", kOperatorSet});
  for (const auto& node : model_.graph.nodes)
    if (node.domain == "ai.onnx.ml") {
      model_.operator_sets.push_back({node.domain, kMachineLearning});
      break;
    }
  names_.clear();
  return std::exchange(model_, {});
}

}  // namespace TMVA::inline standalone::onnx
