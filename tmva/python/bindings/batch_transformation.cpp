// TMVA/BatchTransformation.h: transformations of the features of batches.
#include <TMVA/BatchTransformation.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

void BindBatchTransformation(py::module_& m) {
  using Table = std::pair<std::shared_ptr<ColumnSource>, std::optional<double>>;
  py::class_<BatchTransformation>(m, "BatchTransformation",
                                  "VarTransform's transformations, fitted.")
      .def(py::init([](const std::string& text, const std::vector<Table>& tables,
                       const BatchOptions& options, std::vector<std::string> classes) {
             std::vector<BatchTable> inputs;
             for (const auto& [source, label] : tables) inputs.push_back({source, label, {}});
             const py::gil_scoped_release release;
             return std::make_unique<BatchTransformation>(text, std::move(inputs), options,
                                                          std::move(classes), &CheckSignals);
           }),
           py::arg("text"), py::arg("tables"), py::arg("options"),
           py::arg("classes") = std::vector<std::string>())
      .def_static("Check", &BatchTransformation::Check, py::arg("text"), py::arg("columns"),
                  py::arg("classes"))
      .def_property_readonly("columns", &BatchTransformation::Columns)
      .def(
          "Apply",
          [](const BatchTransformation& transformation, py::array_t<float, py::array::c_style> x) {
            const std::span<float> values(x.mutable_data(), static_cast<std::size_t>(x.size()));
            const py::gil_scoped_release release;
            transformation.Apply(values);
          },
          py::arg("x").noconvert(), "In place, on a float32 array [rows, columns].")
      .def(py::pickle([](const BatchTransformation& t) { return py::bytes(t.Save()); },
                      [](const py::bytes& state) {
                        return std::make_unique<BatchTransformation>(
                            BatchTransformation::Load(std::string(state)));
                      }));
}

}  // namespace TMVA::inline standalone
