// tmva/graph/session.h: graphs that run.
#include "tmva/graph/session.h"

#include <cstring>

#include "tmva/graph/double_precision.h"
#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {
namespace {

using onnx::DataType;

/// What a call needs, kept for the next one.
struct Call {
  std::vector<py::array> given;
  std::vector<onnx::Array> inputs, outputs;
};

/// A session, and what its calls from Python use again: a small network answers in less time than
/// allocations take.
struct PythonSession {
  explicit PythonSession(const onnx::Model& model, const std::string& path) : session(model, path) {
    for (const auto& input : session.Inputs()) {
      PyObject* name = py::cast(input.name).release().ptr();
      PyUnicode_InternInPlace(&name);  // as keys in programs are: found without a comparison
      names.append(py::reinterpret_steal<py::object>(name));
    }
  }

  onnx::Session session;
  py::list names;  ///< of the inputs
  ScratchPool<Call> calls;
};

onnx::Shape ShapeOf(const py::array& array) {
  return {array.shape(), array.shape() + array.ndim()};
}

/// Up to so many bytes a copy costs less than handing over the memory and allocating anew.
constexpr std::size_t kCopiedBytes = 4096;

/// The elements, which the array may be without then.
py::object ToNumpy(onnx::Array& array) {
  const std::vector<py::ssize_t> shape(array.GetShape().begin(), array.GetShape().end());
  if (array.Type() == DataType::kString) {
    py::list texts;
    for (const auto& text : array.Strings()) texts.append(py::str(text));
    return py::module_::import("numpy").attr("array")(texts, "object").attr("reshape")(shape);
  }
  const auto type = NumpyType(array.Type());
  if (const auto bytes = array.Size() * onnx::ElementSize(array.Type()); bytes <= kCopiedBytes) {
    py::array result(type, shape);
    std::memcpy(result.mutable_data(), array.Bytes(), bytes);
    return result;
  }
  // The numpy array keeps the memory.
  auto keep = std::make_unique<std::shared_ptr<std::byte[]>>(array.Memory());
  py::capsule owner(keep.get(),
                    [](void* p) { delete static_cast<std::shared_ptr<std::byte[]>*>(p); });
  keep.release();
  py::array result(type, shape, array.Bytes(), owner);
  array = onnx::Array();
  return result;
}

/// numpy's flags of arrays whose elements lie in order, and where their type may lie.
constexpr int kInRows = int{py::array::c_style} | int{py::detail::npy_api::NPY_ARRAY_ALIGNED_};

/// Mostly the given array itself.
py::array InRows(py::handle given) {
  if (py::isinstance<py::array>(given)) {
    auto array = py::reinterpret_borrow<py::array>(given);
    if ((array.flags() & kInRows) == kInRows) return array;
  }
  auto array = py::array::ensure(given, kInRows);
  if (!array) throw py::error_already_set();
  return array;
}

/// The arrays in the order of the inputs, from a mapping or a sequence.
void Order(const PythonSession& bound, py::handle given, std::vector<py::array>& arrays) {
  const bool dictionary = PyDict_CheckExact(given.ptr()) != 0;
  if (!dictionary && PySequence_Check(given.ptr()) && !py::isinstance<py::array>(given)) {
    for (const auto& array : py::reinterpret_borrow<py::sequence>(given))
      arrays.push_back(InRows(array));
    return;
  }
  const auto& path = bound.session.Path();
  if (!dictionary && (!PyMapping_Check(given.ptr()) || py::isinstance<py::array>(given)))
    throw py::type_error(
        path + ": the inputs are to be a dictionary of arrays, or a list of them in order");
  for (const auto& name : bound.names) {
    if (PyObject* found = dictionary ? PyDict_GetItemWithError(given.ptr(), name.ptr()) : nullptr) {
      arrays.push_back(InRows(found));
      continue;
    }
    if (PyMapping_HasKey(given.ptr(), name.ptr()) == 0)
      throw DataError(path + ": input '" + py::str(name).cast<std::string>() +
                      "' is not given; the inputs are " +
                      py::str(", ").attr("join")(bound.names).cast<std::string>());
    arrays.push_back(InRows(given[name]));
  }
}

/// `from` as the session takes it. `known`: nothing where the session has no such input.
void Convert(py::array& from, std::size_t i, const onnx::ValueInfo* known, onnx::Array& to) {
  auto type = TypeOfNumpy(
      from, [&] { return "input '" + (known ? known->name : std::to_string(i)) + "'"; });
  // Nothing is lost with single precision where double is wanted.
  if (known && known->type == DataType::kDouble && type == DataType::kFloat) {
    from = py::array_t < double, py::array::c_style | py::array::forcecast > (from);
    type = DataType::kDouble;
  }
  if (type != DataType::kString) {
    to.Borrow(type, ShapeOf(from), from.data());
    return;
  }
  to.Reset(type, ShapeOf(from));
  std::size_t k = 0;
  for (const auto& text : from.attr("ravel")()) to.Strings()[k++] = py::str(text);
}

py::list Run(PythonSession& bound, py::handle given, int threads) {
  const auto call = bound.calls.Take();
  // Nothing that was given outlives the call.
  const struct Forget {
    Call& call;
    ~Forget() {
      call.inputs.clear();
      call.given.clear();
    }
  } forget{*call};
  Order(bound, given, call->given);
  const auto& wanted = bound.session.Inputs();
  call->inputs.resize(call->given.size());
  for (std::size_t i = 0; i < call->given.size(); ++i)
    Convert(call->given[i], i, i < wanted.size() ? &wanted[i] : nullptr, call->inputs[i]);
  {
    const py::gil_scoped_release release;
    bound.session.Run(call->inputs, call->outputs, threads);
  }
  py::list results(call->outputs.size());
  for (std::size_t o = 0; o < call->outputs.size(); ++o) results[o] = ToNumpy(call->outputs[o]);
  return results;
}

/// The arguments (inputs, threads = 1) of a call, by place or by name.
struct Arguments {
  Arguments(PyObject* const* given, Py_ssize_t count, PyObject* keywords) {
    if (count > 2)
      throw py::type_error("run() takes inputs and threads, and " + std::to_string(count) +
                           " arguments are given");
    for (Py_ssize_t i = 0; i < count; ++i) (i == 0 ? inputs : threads) = given[i];
    for (Py_ssize_t i = 0; keywords && i < PyTuple_GET_SIZE(keywords); ++i) {
      const auto name = py::handle(PyTuple_GET_ITEM(keywords, i)).cast<std::string>();
      if (name != "inputs" && name != "threads")
        throw py::type_error("run() has no argument '" + name + "', only inputs and threads");
      auto& argument = name == "inputs" ? inputs : threads;
      if (argument) throw py::type_error("run() got '" + name + "' twice");
      argument = given[count + i];
    }
    if (!inputs) throw py::type_error("run() needs inputs");
  }

  py::handle inputs, threads;
};

/// Session.run, without what pybind11 does for a call: that takes as long as a small network.
PyObject* RunMethod(PyObject* self, PyObject* const* given, Py_ssize_t count, PyObject* keywords) {
  try {
    const Arguments arguments(given, count, keywords);
    // Python has seen to it that this is a Session.
    auto* session = static_cast<PythonSession*>(
        reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder().value_ptr());
    if (!session) throw py::type_error("run(): the session is not made yet");
    const int threads = arguments.threads ? arguments.threads.cast<int>() : 1;
    return Run(*session, arguments.inputs, threads).release().ptr();
  } catch (...) {
    py::detail::try_translate_exceptions();
    return nullptr;
  }
}

PyMethodDef run_method = {
    "run", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&RunMethod)),
    METH_FASTCALL | METH_KEYWORDS,
    "run(self, inputs: typing.Any, threads: int = 1) -> list\n\n"
    "The outputs, in order. `inputs`: arrays by name, or in order, of the types that `inputs` "
    "tells. `threads` share the events of a batch; the results do not depend on them."};

}  // namespace

void BindSession(py::module_& m) {
  py::class_<PythonSession> session(m, "Session");
  session
      .def(
          py::init([](const py::bytes& bytes, const std::string& path, const std::string& dtype) {
            const std::string_view view = bytes;
            auto model = onnx::ParseModel(view, path);
            if (dtype == "float64")
              model = onnx::InDoublePrecision(std::move(model));
            else if (!dtype.empty())
              throw OptionError("dtype '" + dtype +
                                "': expected 'float64', or nothing: the model's own");
            return std::make_unique<PythonSession>(model, path);
          }),
          py::arg("bytes"), py::arg("path"), py::arg("dtype") = "",
          "`dtype`: 'float64' computes in double precision what the model has in single precision.")
      .def("Inputs", [](const PythonSession& s) { return Describe(s.session.Inputs()); })
      .def("Outputs", [](const PythonSession& s) { return Describe(s.session.Outputs()); });
  session.attr("run") = py::reinterpret_steal<py::object>(
      PyDescr_NewMethod(reinterpret_cast<PyTypeObject*>(session.ptr()), &run_method));
}

}  // namespace TMVA::inline standalone
