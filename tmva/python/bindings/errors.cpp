// TMVA/Error.h: the exception tree, with the same classes in Python.
#include "tmva/python/bindings/errors.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

void BindErrors(py::module_& m) {
  auto error = py::register_exception<Error>(m, "Error", PyExc_RuntimeError);
  py::register_exception<OptionError>(m, "OptionError", error);
  py::register_exception<FileFormatError>(m, "FileFormatError", error);
  py::register_exception<DataError>(m, "DataError", error);
  py::register_exception<ModelError>(m, "ModelError", error);
  py::register_exception<PythonError>(m, "PythonError", error);
}

namespace {
std::string Traceback(const py::error_already_set& error) {
  const py::object lines = py::module_::import("traceback").attr("format_exception")(
      error.type(), error.value(), error.trace() ? error.trace() : py::object(py::none()));
  auto text = py::str("").attr("join")(lines).cast<std::string>();
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

bool Is(const py::error_already_set& error, const char* name) {
  return error.matches(py::module_::import("tmva._core").attr(name));
}
}  // namespace

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
