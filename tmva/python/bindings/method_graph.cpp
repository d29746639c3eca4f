// tmva/factory/method_graph.h: trained methods as models of ONNX.
#include "tmva/factory/method_graph.h"

#include "tmva/python/bindings/bindings.h"
#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {

void BindMethodGraph(py::module_& m) {
  m.def(
      "method_to_onnx",
      [](const BookedMethod& method) {
        return py::bytes(onnx::SerializeModel(MethodToGraph(method)));
      },
      py::arg("method"));
  m.def(
      "method_to_onnx",
      [](const std::string& path) {
        const auto method = Interruptible([&] { return BookedMethod::FromFile(path); });
        return py::bytes(onnx::SerializeModel(MethodToGraph(*method)));
      },
      py::arg("path"));
}

}  // namespace TMVA::inline standalone
