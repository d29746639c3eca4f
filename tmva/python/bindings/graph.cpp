// Graphs of operators: shapes, code, sessions.
#include "tmva/graph/operator.h"
#include "tmva/graph/shape_inference.h"
#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {

void BindGraph(py::module_& m) {
  BindSession(m);
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
