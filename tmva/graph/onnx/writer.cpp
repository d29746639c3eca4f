// Writing the messages of an ONNX file.
#include <type_traits>
#include <utility>

#include "tmva/graph/onnx/model.h"
#include "tmva/graph/onnx/wire.h"

namespace TMVA::inline standalone::onnx {

std::string SerializeType(const ValueInfo& value) {
  WireWriter shape, tensor, type;
  for (const auto& dimension : value.shape) {
    WireWriter out;
    if (dimension.value >= 0)
      out.Int(1, dimension.value);
    else if (!dimension.name.empty())
      out.Bytes(2, dimension.name);
    shape.Message(1, std::move(out));
  }
  tensor.Int(1, static_cast<std::int64_t>(value.type));
  if (value.has_shape) tensor.Message(2, std::move(shape));
  type.Message(1, std::move(tensor));
  return type.Take();
}

namespace {

/// Writes the fields of one message: those that are not empty, and those that its file had.
class Writer : public WireWriter {
 public:
  explicit Writer(const WireForm& form) : WireWriter(form.other), form_(form) {}

  /// `needed`: to be written by a message that is new even where it is the default.
  void Number(std::uint32_t field, std::int64_t value, bool needed = false) {
    if (value != 0 || Wants(field, needed)) Int(field, value);
  }
  void Text(std::uint32_t field, const std::string& text, bool needed = false) {
    if (!text.empty() || Wants(field, needed)) Bytes(field, text);
  }
  void Texts(std::uint32_t field, const std::vector<std::string>& texts) {
    for (const auto& text : texts) Bytes(field, text);
  }
  void Pairs(std::uint32_t field, const Entries& entries) {
    for (const auto& [key, value] : entries) {
      WireWriter out;
      out.Bytes(1, key);
      out.Bytes(2, value);
      Message(field, std::move(out));
    }
  }
  /// Whole numbers and floats: in one block as they were, or by `packed` in what is new.
  template <class T>
  void Numbers(std::uint32_t field, const std::vector<T>& values, bool packed = true) {
    if (form_.Had(field)) packed = (form_.packed >> field & 1U) != 0;
    if (values.empty() && packed && form_.Had(field)) Bytes(field, "");
    if constexpr (std::is_same_v<T, float>)
      Floats(field, values, packed);
    else if constexpr (std::is_same_v<T, double>)
      Doubles(field, values, packed);
    else
      Ints(field, values, packed);
  }
  bool Wants(std::uint32_t field, bool needed = true) const {
    return form_.IsNew() ? needed : form_.Had(field);
  }

 private:
  const WireForm& form_;
};

WireWriter WriteGraph(const Graph& graph);

std::uint32_t FieldOfInts(DataType type) {
  switch (type) {
    case DataType::kInt64:
      return 7;
    case DataType::kUint32:
    case DataType::kUint64:
      return 11;
    default:
      return 5;
  }
}

WireWriter WriteTensor(const Tensor& tensor) {
  Writer out(tensor.form);
  const auto ints = FieldOfInts(tensor.type);
  out.Numbers(1, tensor.dims);
  out.Number(2, static_cast<std::int64_t>(tensor.type), true);
  out.Numbers(4, tensor.floats);
  if (ints == 5) out.Numbers(5, tensor.ints);
  out.Texts(6, tensor.strings);
  if (ints == 7) out.Numbers(7, tensor.ints);
  out.Text(8, tensor.name);
  out.Text(9, tensor.raw);
  out.Numbers(10, tensor.doubles);
  if (ints == 11) out.Numbers(11, tensor.ints);
  out.Pairs(13, tensor.external_data);
  out.Number(14, tensor.external ? 1 : 0);
  return out;
}

WireWriter WriteAttribute(const Attribute& attribute) {
  Writer out(attribute.form);
  const auto value = [&](std::uint32_t field, AttributeType type) {
    return attribute.form.Had(field) || (attribute.form.IsNew() && attribute.type == type);
  };
  out.Text(1, attribute.name, true);
  if (attribute.f != 0 || value(2, AttributeType::kFloat)) out.Float(2, attribute.f);
  if (attribute.i != 0 || value(3, AttributeType::kInt)) out.Int(3, attribute.i);
  if (!attribute.s.empty() || value(4, AttributeType::kString)) out.Bytes(4, attribute.s);
  if (value(5, AttributeType::kTensor)) out.Message(5, WriteTensor(attribute.t));
  const bool one = attribute.form.Had(6) || attribute.type == AttributeType::kGraph;
  if (one && !attribute.graphs.empty()) out.Message(6, WriteGraph(attribute.graphs[0]));
  out.Numbers(7, attribute.floats);
  out.Numbers(8, attribute.ints);
  out.Texts(9, attribute.strings);
  for (const auto& tensor : attribute.tensors) out.Message(10, WriteTensor(tensor));
  for (std::size_t g = one ? 1 : 0; g < attribute.graphs.size(); ++g)
    out.Message(11, WriteGraph(attribute.graphs[g]));
  out.Number(20, static_cast<std::int64_t>(attribute.type), true);
  out.Text(21, attribute.reference);
  return out;
}

WireWriter WriteNode(const Node& node) {
  Writer out(node.form);
  out.Texts(1, node.inputs);
  out.Texts(2, node.outputs);
  out.Text(3, node.name);
  out.Text(4, node.op_type, true);
  for (const auto& attribute : node.attributes) out.Message(5, WriteAttribute(attribute));
  out.Text(6, node.doc_string);
  out.Text(7, node.domain);
  out.Text(8, node.overload);
  return out;
}

WireWriter WriteOperatorSet(const OperatorSet& set) {
  Writer out(set.form);
  out.Text(1, set.domain, true);
  out.Number(2, set.version, true);
  return out;
}

WireWriter WriteValueInfo(const ValueInfo& value) {
  Writer out(value.form);
  out.Text(1, value.name, true);
  if (out.Wants(2))
    out.Bytes(2, value.other_type.empty() ? SerializeType(value) : value.other_type);
  return out;
}

WireWriter WriteGraph(const Graph& graph) {
  Writer out(graph.form);
  for (const auto& node : graph.nodes) out.Message(1, WriteNode(node));
  out.Text(2, graph.name, true);
  for (const auto& tensor : graph.initializers) out.Message(5, WriteTensor(tensor));
  out.Text(10, graph.doc_string);
  for (const auto& value : graph.inputs) out.Message(11, WriteValueInfo(value));
  for (const auto& value : graph.outputs) out.Message(12, WriteValueInfo(value));
  for (const auto& value : graph.values) out.Message(13, WriteValueInfo(value));
  return out;
}

WireWriter WriteFunction(const Function& function) {
  Writer out(function.form);
  out.Text(1, function.name, true);
  out.Texts(4, function.inputs);
  out.Texts(5, function.outputs);
  out.Texts(6, function.attributes);
  for (const auto& node : function.nodes) out.Message(7, WriteNode(node));
  out.Text(8, function.doc_string);
  for (const auto& set : function.operator_sets) out.Message(9, WriteOperatorSet(set));
  out.Text(10, function.domain, true);
  for (const auto& attribute : function.defaults) out.Message(11, WriteAttribute(attribute));
  out.Text(13, function.overload);
  return out;
}

}  // namespace

std::string SerializeModel(const Model& model) {
  Writer out(model.form);
  out.Number(1, model.ir_version, true);
  out.Text(2, model.producer_name);
  out.Text(3, model.producer_version);
  out.Text(4, model.domain);
  out.Number(5, model.model_version);
  out.Text(6, model.doc_string);
  out.Message(7, WriteGraph(model.graph));
  for (const auto& set : model.operator_sets) out.Message(8, WriteOperatorSet(set));
  out.Pairs(14, model.metadata);
  for (const auto& function : model.functions) out.Message(25, WriteFunction(function));
  return out.Take();
}

}  // namespace TMVA::inline standalone::onnx
