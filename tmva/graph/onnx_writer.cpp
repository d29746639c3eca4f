// Writing the messages of an ONNX file.
#include <utility>

#include "tmva/graph/onnx_model.h"
#include "tmva/graph/wire.h"

namespace TMVA::inline standalone::onnx {
namespace {

WireWriter WriteTensor(const Tensor& tensor) {
  WireWriter out;
  out.Ints(1, tensor.dims);
  out.Int(2, static_cast<std::int64_t>(tensor.type));
  out.Floats(4, tensor.floats);
  const bool unsigned_long = tensor.type == DataType::kUint32 || tensor.type == DataType::kUint64;
  out.Ints(tensor.type == DataType::kInt64 ? 7 : unsigned_long ? 11 : 5, tensor.ints);
  for (const auto& text : tensor.strings) out.Bytes(6, text);
  out.Bytes(8, tensor.name);
  if (!tensor.raw.empty()) out.Bytes(9, tensor.raw);
  out.Doubles(10, tensor.doubles);
  return out;
}

WireWriter WriteAttribute(const Attribute& attribute) {
  WireWriter out;
  out.Bytes(1, attribute.name);
  switch (attribute.type) {
    case AttributeType::kFloat:
      out.Float(2, attribute.f);
      break;
    case AttributeType::kInt:
      out.Int(3, attribute.i);
      break;
    case AttributeType::kString:
      out.Bytes(4, attribute.s);
      break;
    case AttributeType::kTensor:
      out.Message(5, WriteTensor(attribute.t));
      break;
    default:
      break;
  }
  out.Floats(7, attribute.floats);
  out.Ints(8, attribute.ints);
  for (const auto& text : attribute.strings) out.Bytes(9, text);
  out.Int(20, static_cast<std::int64_t>(attribute.type));
  return out;
}

WireWriter WriteNode(const Node& node) {
  WireWriter out;
  for (const auto& input : node.inputs) out.Bytes(1, input);
  for (const auto& output : node.outputs) out.Bytes(2, output);
  out.Bytes(3, node.name);
  out.Bytes(4, node.op_type);
  for (const auto& attribute : node.attributes) out.Message(5, WriteAttribute(attribute));
  if (!node.domain.empty()) out.Bytes(7, node.domain);
  return out;
}

WireWriter WriteValueInfo(const ValueInfo& value) {
  WireWriter shape;
  for (const auto& dimension : value.shape) {
    WireWriter out;
    if (dimension.value >= 0)
      out.Int(1, dimension.value);
    else if (!dimension.name.empty())
      out.Bytes(2, dimension.name);
    shape.Message(1, out);
  }
  WireWriter tensor, type, out;
  tensor.Int(1, static_cast<std::int64_t>(value.type));
  tensor.Message(2, shape);
  type.Message(1, tensor);
  out.Bytes(1, value.name);
  out.Message(2, type);
  return out;
}

WireWriter WriteGraph(const Graph& graph) {
  WireWriter out;
  for (const auto& node : graph.nodes) out.Message(1, WriteNode(node));
  out.Bytes(2, graph.name);
  for (const auto& tensor : graph.initializers) out.Message(5, WriteTensor(tensor));
  for (const auto& value : graph.inputs) out.Message(11, WriteValueInfo(value));
  for (const auto& value : graph.outputs) out.Message(12, WriteValueInfo(value));
  return out;
}

}  // namespace

std::string SerializeModel(const Model& model) {
  WireWriter out;
  out.Int(1, model.ir_version);
  out.Bytes(2, model.producer_name);
  out.Message(7, WriteGraph(model.graph));
  for (const auto& set : model.operator_sets) {
    WireWriter inner;
    inner.Bytes(1, set.domain);
    inner.Int(2, set.version);
    out.Message(8, inner);
  }
  for (const auto& [key, text] : model.metadata) {
    WireWriter inner;
    inner.Bytes(1, key);
    inner.Bytes(2, text);
    out.Message(14, inner);
  }
  return out.Take();
}

const Attribute* Node::Find(std::string_view attribute) const {
  for (const auto& candidate : attributes)
    if (candidate.name == attribute) return &candidate;
  return nullptr;
}

Attribute Attribute::Int(std::string name, std::int64_t value) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kInt;
  attribute.i = value;
  return attribute;
}
Attribute Attribute::String(std::string name, std::string value) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kString;
  attribute.s = std::move(value);
  return attribute;
}
Attribute Attribute::Floats(std::string name, std::vector<float> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kFloats;
  attribute.floats = std::move(values);
  return attribute;
}
Attribute Attribute::Ints(std::string name, std::vector<std::int64_t> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kInts;
  attribute.ints = std::move(values);
  return attribute;
}
Attribute Attribute::Strings(std::string name, std::vector<std::string> values) {
  Attribute attribute;
  attribute.name = std::move(name);
  attribute.type = AttributeType::kStrings;
  attribute.strings = std::move(values);
  return attribute;
}

}  // namespace TMVA::inline standalone::onnx
