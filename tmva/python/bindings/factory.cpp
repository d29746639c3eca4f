// TMVA/Factory.h: books, trains, tests and compares methods.
#include <TMVA/BookedMethod.h>
#include <TMVA/Factory.h>

#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {

void BindFactory(py::module_& m) {
  using Text = std::string_view;
  py::class_<Factory> c(m, "Factory", "Books, trains, tests and compares methods.");
  c.def(py::init([](std::string job, std::string target, const std::string& options) {
          return Interruptible([&] {
            return std::make_unique<Factory>(std::move(job), std::move(target), options);
          });
        }),
        py::arg("job_name"), py::arg("target"), py::arg("options") = "");
  c.def(
      "BookMethod",
      [](Factory& factory, DataLoader& loader, const std::string& method, const std::string& title,
         const std::string& options) {
        return Interruptible([&] { return factory.BookMethod(loader, method, title, options); });
      },
      py::arg("loader"), py::arg("method"), py::arg("title"), py::arg("options") = "",
      py::return_value_policy::reference_internal, py::keep_alive<1, 2>());
  c.def(
      "BookMethod",
      [](Factory& factory, DataLoader& loader, Types::EMVA method, const std::string& title,
         const std::string& options) {
        return Interruptible([&] { return factory.BookMethod(loader, method, title, options); });
      },
      py::arg("loader"), py::arg("method"), py::arg("title"), py::arg("options") = "",
      py::return_value_policy::reference_internal, py::keep_alive<1, 2>());
  c.def("TrainAllMethods", [](Factory& f) { Interruptible([&] { f.TrainAllMethods(); }); });
  c.def("TestAllMethods", [](Factory& f) { Interruptible([&] { f.TestAllMethods(); }); });
  c.def("EvaluateAllMethods", [](Factory& f) { Interruptible([&] { f.EvaluateAllMethods(); }); });
  c.def(
      "GetROCIntegral",
      [](const Factory& f, Text dataset, Text title, unsigned cls, Types::ETreeType sample) {
        return f.GetROCIntegral(dataset, title, cls, sample);
      },
      py::arg("dataset"), py::arg("title"), py::arg("cls") = 0, py::arg("sample") = Types::kTesting,
      py::call_guard<py::gil_scoped_release>());
  c.def(
      "GetROCCurve",
      [](const Factory& f, Text dataset, Text title, unsigned cls, Types::ETreeType sample) {
        return f.GetROCCurve(dataset, title, cls, sample);
      },
      py::arg("dataset"), py::arg("title"), py::arg("cls") = 0, py::arg("sample") = Types::kTesting,
      py::call_guard<py::gil_scoped_release>());
  c.def("HasMethod", &Factory::HasMethod, py::arg("dataset"), py::arg("title"));
  c.def("GetMethod", &Factory::GetMethod, py::arg("dataset"), py::arg("title"),
        py::return_value_policy::reference_internal);
  c.def("MethodTitles", &Factory::MethodTitles, py::arg("dataset"));
  c.def("DeleteAllMethods", &Factory::DeleteAllMethods);
  c.def("PrintHelpMessage", &Factory::PrintHelpMessage, py::arg("dataset"), py::arg("title") = "",
        py::call_guard<py::gil_scoped_release>());
}

}  // namespace TMVA::inline standalone
