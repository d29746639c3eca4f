// TMVA/Error.h: the exception tree, with the same classes in Python.
#include "tmva/python/bindings/errors.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

/// As py::register_exception does, for messages with any bytes.
template <class Exception>
py::handle Register(py::module_& m, const char* name, py::handle base) {
  static const auto type = py::exception<Exception>(m, name, base).release();
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const Exception& error) {
      PyErr_SetObject(type.ptr(), ToReadable(error.what()).ptr());
    }
  });
  return type;
}

std::string Traceback(const py::error_already_set& error) {
  const py::object lines =
      py::module_::import("traceback")
          .attr("format_exception")(error.type(), error.value(),
                                    error.trace() ? error.trace() : py::object(py::none()));
  auto text = py::str("").attr("join")(lines).cast<std::string>();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

bool Is(const py::error_already_set& error, const char* name) {
  return error.matches(py::module_::import("tmva._core").attr(name));
}
}  // namespace

void BindErrors(py::module_& m) {
  const auto error = Register<Error>(m, "Error", PyExc_RuntimeError);
  Register<OptionError>(m, "OptionError", error);
  Register<FileFormatError>(m, "FileFormatError", error);
  Register<DataError>(m, "DataError", error);
  Register<ModelError>(m, "ModelError", error);
  Register<PythonError>(m, "PythonError", error);
}

void ThrowFromPython(py::error_already_set& error) {
  if (error.matches(PyExc_KeyboardInterrupt) || error.matches(PyExc_SystemExit)) throw error;
  const auto text = py::str(error.value()).cast<std::string>();
  if (Is(error, "OptionError")) throw OptionError(text);
  if (Is(error, "DataError")) throw DataError(text);
  if (Is(error, "ModelError")) throw ModelError(text);
  if (Is(error, "PythonError")) throw PythonError(text);
  throw PythonError(Traceback(error));
}

}  // namespace TMVA::inline standalone
