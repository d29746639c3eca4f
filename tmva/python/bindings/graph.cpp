// tmva/graph/session.h: graphs that run.
#include "tmva/graph/session.h"

#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"
#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

using onnx::DataType;

onnx::Shape ShapeOf(const py::array& array) { return {array.shape(), array.shape() + array.ndim()}; }

py::object ToNumpy(const onnx::Array& array) {
  const std::vector<py::ssize_t> shape(array.GetShape().begin(), array.GetShape().end());
  if (array.Type() == DataType::kString) {
    py::list texts;
    for (const auto& text : array.Strings()) texts.append(py::str(text));
    return py::module_::import("numpy").attr("array")(texts, "object").attr("reshape")(shape);
  }
  // The numpy array keeps the memory.
  auto keep = std::make_unique<std::shared_ptr<std::byte[]>>(array.Memory());
  py::capsule owner(keep.get(), [](void* p) { delete static_cast<std::shared_ptr<std::byte[]>*>(p); });
  keep.release();
  return py::array(NumpyType(array.Type()), shape, array.Bytes(), owner);
}

std::vector<py::object> Run(const onnx::Session& session, const std::vector<py::array>& given) {
  std::vector<py::array> kept;
  std::vector<onnx::Array> inputs(given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto name = i < session.Inputs().size() ? session.Inputs()[i].name : std::to_string(i);
    const DataType type = TypeOfNumpy(given[i], "input '" + name + "'");
    if (type == DataType::kString) {
      inputs[i].Reset(type, ShapeOf(given[i]));
      std::size_t k = 0;
      for (const auto& text : given[i].attr("ravel")()) inputs[i].Strings()[k++] = py::str(text);
      continue;
    }
    kept.push_back(py::array::ensure(given[i], py::array::c_style));
    inputs[i].Borrow(type, ShapeOf(kept.back()), kept.back().data());
  }
  std::vector<onnx::Array> outputs;
  Interruptible([&] { outputs = session.Run(inputs); });
  std::vector<py::object> arrays;
  for (const auto& output : outputs) arrays.push_back(ToNumpy(output));
  return arrays;
}

py::list Describe(const std::vector<onnx::ValueInfo>& values) {
  py::list list;
  for (const auto& value : values) {
    py::list shape;
    for (const auto& d : value.shape)
      if (d.value >= 0)
        shape.append(d.value);
      else
        shape.append(d.name.empty() ? py::object(py::none()) : py::object(py::str(d.name)));
    list.append(py::make_tuple(value.name, onnx::TypeName(value.type), py::tuple(shape)));
  }
  return list;
}

}  // namespace

void BindGraph(py::module_& m) {
  py::class_<onnx::Session, std::shared_ptr<onnx::Session>>(m, "Session")
      .def(py::init([](const py::bytes& bytes, const std::string& path) {
             const std::string_view view = bytes;
             return std::make_shared<onnx::Session>(onnx::ParseModel(view, path), path);
           }),
           py::arg("bytes"), py::arg("path"))
      .def("Inputs", [](const onnx::Session& s) { return Describe(s.Inputs()); })
      .def("Outputs", [](const onnx::Session& s) { return Describe(s.Outputs()); })
      .def("Run", &Run, py::arg("inputs"));
  m.def("graph_operators", [] { return onnx::OperatorRegistry::Instance().Names(); });
}

}  // namespace TMVA::inline standalone
