// numpy's types and ONNX's.
#pragma once

#include <functional>
#include <string>

#include "tmva/graph/array.h"
#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// DataError for types that numpy does not have.
py::dtype NumpyType(onnx::DataType type);
/// DataError, `what()` in front, for types that ONNX does not have. Text ('U', 'O') is kString.
onnx::DataType TypeOfNumpy(const py::array& array, const std::function<std::string()>& what);

void BindGraphView(py::module_& m);
void BindEmitCpp(py::module_& m);

}  // namespace TMVA::inline standalone
