// numpy's types and ONNX's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// DataError for types that numpy does not have.
py::dtype NumpyType(onnx::DataType type);
/// DataError, `what()` in front, for types that ONNX does not have. Text ('U', 'O') is kString.
onnx::DataType TypeOfNumpy(const py::array& array, const std::function<std::string()>& what);
/// (name, type, shape) of each. A dimension is a number, a name where it may differ from call to
/// call, or None.
py::list Describe(const std::vector<onnx::ValueInfo>& values);

void BindSession(py::module_& m);
void BindGraphView(py::module_& m);
void BindEmitCpp(py::module_& m);

}  // namespace TMVA::inline standalone
