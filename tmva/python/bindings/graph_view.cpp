// tmva/graph/onnx/model.h: what is in a model, as Python's own types.
#include "tmva/graph/onnx/model.h"

#include <cstring>

#include "tmva/graph/array.h"
#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {
namespace {

using onnx::AttributeType;
using onnx::DataType;

py::list Shape(const std::vector<onnx::Dimension>& dimensions) {
  py::list shape;
  for (const auto& d : dimensions)
    if (d.value >= 0)
      shape.append(d.value);
    else
      shape.append(d.name.empty() ? py::object(py::none()) : py::object(py::str(d.name)));
  return shape;
}

py::object Values(const onnx::Tensor& tensor, const std::string& path) {
  if (tensor.external) return py::none();
  const auto array = onnx::Array::From(tensor, path + ": '" + tensor.name + "'");
  const std::vector<py::ssize_t> shape(array.GetShape().begin(), array.GetShape().end());
  if (array.Type() == DataType::kString) {
    py::list texts;
    for (const auto& text : array.Strings()) texts.append(py::str(text));
    return py::module_::import("numpy").attr("array")(texts, "object").attr("reshape")(shape);
  }
  py::array copy(NumpyType(array.Type()), shape);
  if (copy.nbytes() > 0)
    std::memcpy(copy.mutable_data(), array.Bytes(), static_cast<std::size_t>(copy.nbytes()));
  return copy;
}

py::dict View(const onnx::Graph& graph, const std::string& path);

py::object Value(const onnx::Attribute& attribute, const std::string& path) {
  switch (attribute.type) {
    case AttributeType::kFloat:
      return py::float_(attribute.f);
    case AttributeType::kInt:
      return py::int_(attribute.i);
    case AttributeType::kString:
      return py::bytes(attribute.s);
    case AttributeType::kTensor:
      return Values(attribute.t, path);
    case AttributeType::kFloats:
      return py::cast(attribute.floats);
    case AttributeType::kInts:
      return py::cast(attribute.ints);
    case AttributeType::kStrings: {
      py::list texts;
      for (const auto& text : attribute.strings) texts.append(py::bytes(text));
      return texts;
    }
    case AttributeType::kGraph:
    case AttributeType::kGraphs: {
      py::list graphs;
      for (const auto& graph : attribute.graphs) graphs.append(View(graph, path));
      return attribute.type == AttributeType::kGraph && graphs.size() == 1 ? py::object(graphs[0])
                                                                           : graphs;
    }
    default:
      return py::none();
  }
}

py::list Describe(const std::vector<onnx::ValueInfo>& values) {
  py::list list;
  for (const auto& value : values)
    list.append(
        py::make_tuple(value.name, onnx::TypeName(value.type), py::tuple(Shape(value.shape))));
  return list;
}

py::dict View(const onnx::Graph& graph, const std::string& path) {
  py::list nodes;
  for (const auto& node : graph.nodes) {
    py::dict attributes;
    for (const auto& attribute : node.attributes)
      attributes[py::str(attribute.name)] = Value(attribute, path);
    nodes.append(py::make_tuple(node.name, node.op_type, node.domain, node.inputs, node.outputs,
                                attributes));
  }
  py::dict initializers;
  for (const auto& tensor : graph.initializers)
    initializers[py::str(tensor.name)] = Values(tensor, path);
  py::dict view;
  view["name"] = graph.name;
  view["inputs"] = Describe(graph.inputs);
  view["outputs"] = Describe(graph.outputs);
  view["nodes"] = nodes;
  view["initializers"] = initializers;
  return view;
}

}  // namespace

void BindGraphView(py::module_& m) {
  m.def(
      "read_graph",
      [](const py::bytes& content, const std::string& path) {
        const auto model = onnx::ParseModel(std::string_view(content), path);
        py::dict view = View(model.graph, path);
        py::dict sets, metadata;
        for (const auto& set : model.operator_sets) sets[py::str(set.domain)] = set.version;
        for (const auto& [key, value] : model.metadata) metadata[py::str(key)] = py::str(value);
        view["operator_sets"] = sets;
        view["metadata"] = metadata;
        view["producer"] = model.producer_name;
        return view;
      },
      py::arg("content"), py::arg("path"),
      "What is in an ONNX model: its graph, operator sets and metadata.");
}

}  // namespace TMVA::inline standalone
