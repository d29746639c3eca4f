// tmva/graph/session.h: graphs that run.
#include "tmva/graph/session.h"

#include "tmva/graph/double_precision.h"
#include "tmva/graph/shape_inference.h"
#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {
namespace {

using onnx::DataType;

onnx::Shape ShapeOf(const py::array& array) {
  return {array.shape(), array.shape() + array.ndim()};
}

py::object ToNumpy(const onnx::Array& array) {
  const std::vector<py::ssize_t> shape(array.GetShape().begin(), array.GetShape().end());
  if (array.Type() == DataType::kString) {
    py::list texts;
    for (const auto& text : array.Strings()) texts.append(py::str(text));
    return py::module_::import("numpy").attr("array")(texts, "object").attr("reshape")(shape);
  }
  // The numpy array keeps the memory.
  auto keep = std::make_unique<std::shared_ptr<std::byte[]>>(array.Memory());
  py::capsule owner(keep.get(),
                    [](void* p) { delete static_cast<std::shared_ptr<std::byte[]>*>(p); });
  keep.release();
  return py::array(NumpyType(array.Type()), shape, array.Bytes(), owner);
}

/// The arrays in the order of the inputs, from a mapping or a sequence.
std::vector<py::object> InOrder(const onnx::Session& session, const std::string& path,
                                const py::object& given) {
  const auto& inputs = session.Inputs();
  std::vector<py::object> arrays;
  arrays.reserve(inputs.size());
  const bool dictionary = PyDict_CheckExact(given.ptr()) != 0;
  if (!dictionary && PySequence_Check(given.ptr()) && !py::isinstance<py::array>(given)) {
    for (const auto& array : py::reinterpret_borrow<py::sequence>(given))
      arrays.push_back(py::reinterpret_borrow<py::object>(array));
    return arrays;
  }
  if (!dictionary && (!PyMapping_Check(given.ptr()) || py::isinstance<py::array>(given)))
    throw py::type_error(
        path + ": the inputs are to be a dictionary of arrays, or a list of them in order");
  for (const auto& input : inputs) {
    const py::str name(input.name);
    if (PyObject* found = dictionary ? PyDict_GetItemWithError(given.ptr(), name.ptr()) : nullptr) {
      arrays.push_back(py::reinterpret_borrow<py::object>(found));
      continue;
    }
    if (PyMapping_HasKey(given.ptr(), name.ptr()) == 0) {
      std::string names;
      for (const auto& other : inputs) names += (names.empty() ? "" : ", ") + other.name;
      throw DataError(path + ": input '" + input.name + "' is not given; the inputs are " + names);
    }
    arrays.push_back(given[name]);
  }
  return arrays;
}

/// numpy's flags of arrays whose elements lie in order, and where their type may lie.
constexpr int kInRows = int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};

/// Mostly the given array itself.
py::array InRows(py::object given) {
  if (py::isinstance<py::array>(given)) {
    auto array = py::reinterpret_steal<py::array>(given.release());
    if ((array.flags() & kInRows) == kInRows) return array;
    given = std::move(array);
  }
  auto array = py::array::ensure(given, kInRows);
  if (!array) throw py::error_already_set();
  return array;
}

py::list Run(const onnx::Session& session, const py::object& given, int threads) {
  auto arrays = InOrder(session, session.Path(), given);
  std::vector<py::array> kept;
  kept.reserve(arrays.size());
  std::vector<onnx::Array> inputs(arrays.size());
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    kept.push_back(InRows(std::move(arrays[i])));
    const bool known = i < session.Inputs().size();
    auto type = TypeOfNumpy(kept[i], [&] {
      return "input '" + (known ? session.Inputs()[i].name : std::to_string(i)) + "'";
    });
    // Nothing is lost with single precision where double is wanted.
    if (known && session.Inputs()[i].type == DataType::kDouble && type == DataType::kFloat) {
      kept[i] = py::array_t < double, py::array::c_style | py::array::forcecast > (kept[i]);
      type = DataType::kDouble;
    }
    if (type == DataType::kString) {
      inputs[i].Reset(type, ShapeOf(kept[i]));
      std::size_t k = 0;
      for (const auto& text : kept[i].attr("ravel")()) inputs[i].Strings()[k++] = py::str(text);
      continue;
    }
    inputs[i].Borrow(type, ShapeOf(kept[i]), kept[i].data());
  }
  std::vector<onnx::Array> outputs;
  {
    const py::gil_scoped_release release;
    outputs = session.Run(inputs, threads);
  }
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  py::list results;
  for (const auto& output : outputs) results.append(ToNumpy(output));
  return results;
}

py::list Describe(const std::vector<onnx::ValueInfo>& values) {
  py::list list;
  for (const auto& value : values) {
    if (!value.has_shape) {
      list.append(py::make_tuple(value.name, onnx::TypeName(value.type), py::none()));
      continue;
    }
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
      .def(
          py::init([](const py::bytes& bytes, const std::string& path, const std::string& dtype) {
            const std::string_view view = bytes;
            auto model = onnx::ParseModel(view, path);
            if (dtype == "float64")
              model = onnx::InDoublePrecision(std::move(model));
            else if (!dtype.empty())
              throw OptionError("dtype '" + dtype +
                                "': expected 'float64', or nothing: the model's own");
            return std::make_shared<onnx::Session>(model, path);
          }),
          py::arg("bytes"), py::arg("path"), py::arg("dtype") = "",
          "`dtype`: 'float64' computes in double precision what the model has in single precision.")
      .def("Inputs", [](const onnx::Session& s) { return Describe(s.Inputs()); })
      .def("Outputs", [](const onnx::Session& s) { return Describe(s.Outputs()); })
      .def("Run", &Run, py::arg("inputs"), py::arg("threads") = 1,
           "The outputs in order. `inputs`: arrays by name, or a list of them in order. `threads` "
           "share the events of a "
           "batch; the results do not depend on them.");
  m.def(
      "infer_shapes",
      [](const py::bytes& bytes, const std::string& path) {
        const std::string_view view = bytes;
        const auto model = onnx::ParseModel(view, path);
        std::vector<onnx::ValueInfo> values;
        {
          const py::gil_scoped_release release;
          values = onnx::InferShapes(model, path);
        }
        return Describe(values);
      },
      py::arg("bytes"), py::arg("path"),
      "(name, type, shape) of the inputs, the outputs and all that is between, found by running "
      "the model on zeros.");
  BindEmitCpp(m);
  m.def("graph_operators", [] { return onnx::OperatorRegistry::Instance().Names(); });
}

}  // namespace TMVA::inline standalone
