// tmva/graph/emit/emit_cpp.h: graphs as C++.
#include "tmva/graph/emit/emit_cpp.h"

#include "tmva/python/bindings/graph_types.h"

namespace TMVA::inline standalone {

void BindEmitCpp(py::module_& m) {
  m.def(
      "emit_cpp",
      [](const py::bytes& content, const std::string& name_space, const std::string& name) {
        const std::string_view view = content;
        return onnx::EmitCpp(onnx::ParseModel(view, name), {name_space, false}, name).header;
      },
      py::arg("content"), py::arg("namespace"), py::arg("name") = "model",
      "The model as a C++17 header, weights included.");
  m.def(
      "write_cpp",
      [](const py::bytes& content, const std::string& header, const std::string& name_space,
         const std::string& weights, const std::string& name) {
        const std::string_view view = content;
        onnx::WriteCpp(onnx::ParseModel(view, name), name_space, header, weights, name);
      },
      py::arg("content"), py::arg("header"), py::arg("namespace"), py::arg("weights") = "",
      py::arg("name") = "model",
      "Writes the header, and the weights to a file of their own where one is named.");
}

}  // namespace TMVA::inline standalone
