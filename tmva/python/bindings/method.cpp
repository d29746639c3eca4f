// TMVA/Method.h, TMVA/BookedMethod.h: the registry, and methods that are booked.
#include <TMVA/BookedMethod.h>
#include <TMVA/Method.h>

#include <vector>

#include "tmva/method/common_options.h"
#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

/// A data set description with which a method can be made to ask for its options.
DataSetInfo SampleInfo(unsigned analyses) {
  DataSetInfo info;
  info.variables = {VariableInfo::Make("x"), VariableInfo::Make("y")};
  if (analyses & (Classification | Multiclass)) {
    info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
    info.analysis = (analyses & Classification) ? Types::kClassification : Types::kMulticlass;
  } else {
    info.classes = {{"Regression", "", ""}};
    info.targets = {VariableInfo::Make("t")};
    info.analysis = Types::kRegression;
  }
  return info;
}

template <class Use>
auto WithMethod(const std::string& name, Use use) {
  const MethodInfo& method = MethodRegistry::Instance().Find(name);
  const DataSetInfo info = SampleInfo(method.analyses);
  const auto made = method.make({.info = info,
                                 .title = name,
                                 .weight_directory = "",
                                 .log = Log(name),
                                 .user_code = "",
                                 .job_name = ""});
  OptionSet options(name);
  CommonOptions common;
  common.Declare(options);
  made->DeclareOptions(options);
  return use(*made, options);
}

std::vector<std::pair<std::string, std::string>> Methods() {
  auto& registry = MethodRegistry::Instance();
  registry.Find("PyTorch");  // opens the plug-in of the Python methods
  std::vector<std::pair<std::string, std::string>> methods;
  for (const auto& name : registry.Names()) methods.emplace_back(name, registry.Find(name).summary);
  return methods;
}

}  // namespace

void BindMethod(py::module_& m) {
  m.def("methods", &Methods, py::call_guard<py::gil_scoped_release>(),
        "(name, summary) of the methods.");
  m.def(
      "method_analyses",
      [](const std::string& name) { return MethodRegistry::Instance().Find(name).analyses; },
      py::arg("method"), py::call_guard<py::gil_scoped_release>());
  m.def(
      "method_options",
      [](const std::string& name) {
        return WithMethod(name, [](Method&, OptionSet& options) { return options.Describe(); });
      },
      py::arg("method"), py::call_guard<py::gil_scoped_release>());
  m.def(
      "method_options_text",
      [](const std::string& name) {
        return WithMethod(name, [](Method&, OptionSet& options) { return options.HelpText(); });
      },
      py::arg("method"), py::call_guard<py::gil_scoped_release>());
  m.def(
      "method_help",
      [](const std::string& name) {
        return WithMethod(name, [](Method& method, OptionSet&) { return method.Help(); });
      },
      py::arg("method"), py::call_guard<py::gil_scoped_release>());

  py::class_<BookedMethod, std::shared_ptr<BookedMethod>>(
      m, "BookedMethod", "A method that is booked or read from a weight file.")
      .def("Type", &BookedMethod::Type)
      .def("Title", &BookedMethod::Title)
      .def("GetMethodName", &BookedMethod::Title)
      .def("Info", &BookedMethod::Info, py::return_value_policy::reference_internal)
      .def("Options", [](const BookedMethod& b) { return b.Options().Describe(); })
      .def("HelpText", [](const BookedMethod& b) { return b.Options().HelpText(); })
      .def("TrainingTime", &BookedMethod::TrainingTime)
      .def("Save", &BookedMethod::Save, py::arg("weight_file"),
           py::call_guard<py::gil_scoped_release>())
      .def("HasMvaPdfs", &BookedMethod::HasMvaPdfs)
      .def("VariableRanking", [](const BookedMethod& b) -> py::object {
        const auto ranking = b.Implementation().VariableRanking();
        if (!ranking) return py::none();
        return py::cast(ranking->entries);
      });

  m.def(
      "read_weight_file",
      [](const std::string& path, const std::string& user_code, bool allow_pickle) {
        return Interruptible([&] {
          return std::shared_ptr<BookedMethod>(
              BookedMethod::FromFile(path, user_code, allow_pickle));
        });
      },
      py::arg("path"), py::arg("user_code") = "", py::arg("allow_pickle") = false);
}

}  // namespace TMVA::inline standalone
