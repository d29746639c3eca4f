// tmva/graph/graph_builder.h: graphs made in Python.
#include "tmva/graph/graph_builder.h"

#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {
namespace {

using onnx::Attribute;
using onnx::AttributeType;
using onnx::DataType;
using onnx::Dimension;
using onnx::GraphBuilder;
using onnx::Tensor;

Tensor ToTensor(const py::array& given, const std::string& what) {
  Tensor tensor;
  tensor.type = TypeOfNumpy(given, [&] { return what; });
  tensor.dims.assign(given.shape(), given.shape() + given.ndim());
  if (tensor.type == DataType::kString) {
    for (const auto& text : given.attr("ravel")()) tensor.strings.push_back(py::str(text));
    return tensor;
  }
  const auto array = py::array::ensure(given, py::array::c_style);
  tensor.raw.assign(static_cast<const char*>(array.data()),
                    static_cast<std::size_t>(array.nbytes()));
  return tensor;
}

DataType TypeNamed(const std::string& name) {
  for (int type = 1; type <= static_cast<int>(DataType::kUint64); ++type)
    if (onnx::TypeName(static_cast<DataType>(type)) == name) return static_cast<DataType>(type);
  throw DataError("'" + name + "' is no type of a tensor; expected float, double, int64, ...");
}

/// Numbers, names and None.
std::vector<Dimension> ToShape(const py::sequence& given) {
  std::vector<Dimension> shape;
  for (const auto& d : given) {
    if (d.is_none())
      shape.emplace_back();
    else if (py::isinstance<py::str>(d))
      shape.push_back({-1, d.cast<std::string>()});
    else
      shape.push_back({d.cast<std::int64_t>(), ""});
  }
  return shape;
}

Attribute ToAttribute(const std::string& name, const py::handle& value) {
  const auto is_int = [](const py::handle& x) {
    return py::isinstance<py::int_>(x) || py::isinstance<py::bool_>(x) || PyIndex_Check(x.ptr());
  };
  if (py::isinstance<py::array>(value) && py::cast<py::array>(value).ndim() > 0) {
    Attribute attribute;
    attribute.name = name;
    attribute.type = AttributeType::kTensor;
    attribute.t = ToTensor(py::cast<py::array>(value), "attribute '" + name + "'");
    return attribute;
  }
  if (py::isinstance<py::str>(value)) return Attribute::String(name, value.cast<std::string>());
  if (is_int(value))
    return Attribute::Int(name,
                          py::int_(py::reinterpret_borrow<py::object>(value)).cast<std::int64_t>());
  if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value)) {
    const auto list = py::reinterpret_borrow<py::sequence>(value);
    bool ints = true, texts = list.size() > 0;
    for (const auto& item : list) {
      ints = ints && is_int(item);
      texts = texts && py::isinstance<py::str>(item);
    }
    if (texts) return Attribute::Strings(name, value.cast<std::vector<std::string>>());
    if (ints) {
      std::vector<std::int64_t> numbers;
      for (const auto& item : list)
        numbers.push_back(py::int_(py::reinterpret_borrow<py::object>(item)).cast<std::int64_t>());
      return Attribute::Ints(name, std::move(numbers));
    }
    std::vector<float> numbers;
    for (const auto& item : list)
      numbers.push_back(py::float_(py::reinterpret_borrow<py::object>(item)).cast<float>());
    return Attribute::Floats(name, std::move(numbers));
  }
  Attribute attribute;
  attribute.name = name;
  attribute.type = AttributeType::kFloat;
  attribute.f = py::float_(py::reinterpret_borrow<py::object>(value)).cast<float>();
  return attribute;
}

py::object Add(GraphBuilder& builder, const std::string& op, const std::vector<std::string>& inputs,
               int outputs, const std::string& domain, const py::kwargs& kwargs) {
  std::vector<Attribute> attributes;
  for (const auto& [name, value] : kwargs)
    if (!value.is_none()) attributes.push_back(ToAttribute(name.cast<std::string>(), value));
  if (outputs == 1) return py::str(builder.Add(op, inputs, std::move(attributes), domain));
  return py::cast(builder.AddMany(op, inputs, static_cast<std::size_t>(std::max(outputs, 0)),
                                  std::move(attributes), domain));
}

}  // namespace

void BindGraphBuilder(py::module_& m) {
  py::class_<GraphBuilder>(m, "GraphBuilder",
                           "Writes an ONNX graph node by node; values are known by their names.")
      .def(py::init<std::string>(), py::arg("name"))
      .def(
          "input",
          [](GraphBuilder& b, const std::string& name, const std::string& type,
             const py::sequence& shape) { return b.Input(name, TypeNamed(type), ToShape(shape)); },
          py::arg("name"), py::arg("type"), py::arg("shape"),
          "An input; its dimensions are numbers, names or None.")
      .def(
          "constant",
          [](GraphBuilder& b, const py::array& array, const std::string& name) {
            Tensor tensor = ToTensor(array, "constant '" + name + "'");
            tensor.name = name;
            return b.Constant(std::move(tensor));
          },
          py::arg("array"), py::arg("name") = "", "An initialiser of the array's type.")
      .def("add", &Add, py::arg("op"), py::arg("inputs"), py::kw_only(), py::arg("outputs") = 1,
           py::arg("domain") = "",
           "A node: the name of its output, or a list when `outputs` is not 1. Further keywords "
           "are its attributes: "
           "numbers, text, lists of them, arrays; None is left out. An empty input is one that is "
           "not given.")
      .def(
          "output",
          [](GraphBuilder& b, const std::string& value, const std::string& name,
             const std::string& type,
             const py::sequence& shape) { b.Output(value, name, TypeNamed(type), ToShape(shape)); },
          py::arg("value"), py::arg("name"), py::arg("type"), py::arg("shape"),
          "Makes a value an output of the graph.")
      .def("metadata", &GraphBuilder::Metadata, py::arg("key"), py::arg("value"),
           "A text kept beside the graph.")
      .def(
          "finish", [](GraphBuilder& b) { return py::bytes(onnx::SerializeModel(b.Finish())); },
          "The model's bytes, an ONNX file; the builder is empty afterwards.");
}

}  // namespace TMVA::inline standalone
