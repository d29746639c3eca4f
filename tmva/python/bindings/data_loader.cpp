// TMVA/DataLoader.h: variables, trees, cuts and weights.
#include <TMVA/DataLoader.h>

#include "tmva/python/bindings/data_set.h"
#include "tmva/python/bindings/interruptible.h"

namespace TMVA::inline standalone {
namespace {

using Class = py::class_<DataLoader>;
using SourcePtr = std::shared_ptr<ColumnSource>;
using Text = std::string_view;
using Values = std::vector<double>;
using Loader = DataLoader;

void BindColumns(Class& c) {
  c.def("AddVariable",
        py::overload_cast<Text, Text, Text, char, double, double>(&Loader::AddVariable),
        py::arg("expression"), py::arg("title"), py::arg("unit"), py::arg("type") = 'F',
        py::arg("min") = 0.0, py::arg("max") = 0.0);
  c.def("AddVariable", py::overload_cast<Text, char, double, double>(&Loader::AddVariable),
        py::arg("expression"), py::arg("type") = 'F', py::arg("min") = 0.0, py::arg("max") = 0.0);
  c.def("AddVariablesArray", &Loader::AddVariablesArray, py::arg("expression"), py::arg("size"),
        py::arg("type") = 'F', py::arg("min") = 0.0, py::arg("max") = 0.0);
  const auto add = [&c](const char* name, auto function) {
    c.def(name, function, py::arg("expression"), py::arg("title") = "", py::arg("unit") = "",
          py::arg("min") = 0.0, py::arg("max") = 0.0);
  };
  add("AddTarget", &Loader::AddTarget);
  add("AddRegressionTarget", &Loader::AddRegressionTarget);
  add("AddSpectator", &Loader::AddSpectator);
}

void BindTrees(Class& c) {
  const auto add = [&c](const char* name, auto by_type, auto by_name) {
    c.def(name, by_type, py::arg("tree"), py::arg("weight") = 1.0,
          py::arg("type") = Types::kMaxTreeType);
    c.def(name, by_name, py::arg("tree"), py::arg("weight"), py::arg("type"));
  };
  add(
      "AddSignalTree",
      [](Loader& l, const SourcePtr& t, double w, Types::ETreeType type) {
        l.AddSignalTree(t, w, type);
      },
      [](Loader& l, const SourcePtr& t, double w, Text type) { l.AddSignalTree(t, w, type); });
  add(
      "AddBackgroundTree",
      [](Loader& l, const SourcePtr& t, double w, Types::ETreeType type) {
        l.AddBackgroundTree(t, w, type);
      },
      [](Loader& l, const SourcePtr& t, double w, Text type) { l.AddBackgroundTree(t, w, type); });
  c.def(
      "AddRegressionTree",
      [](Loader& l, const SourcePtr& t, double w, Types::ETreeType type) {
        l.AddRegressionTree(t, w, type);
      },
      py::arg("tree"), py::arg("weight") = 1.0, py::arg("type") = Types::kMaxTreeType);
  c.def(
      "AddTree",
      [](Loader& l, const SourcePtr& t, Text cls, double w, Text cut, Types::ETreeType type) {
        l.AddTree(t, cls, w, cut, type);
      },
      py::arg("tree"), py::arg("class_name"), py::arg("weight") = 1.0, py::arg("cut") = "",
      py::arg("type") = Types::kMaxTreeType);
  c.def(
      "AddTree",
      [](Loader& l, const SourcePtr& t, Text cls, double w, Text cut, Text type) {
        l.AddTree(t, cls, w, cut, type);
      },
      py::arg("tree"), py::arg("class_name"), py::arg("weight"), py::arg("cut"), py::arg("type"));
  c.def(
      "SetInputTrees",
      [](Loader& l, const SourcePtr& s, const SourcePtr& b, double sw, double bw) {
        l.SetInputTrees(s, b, sw, bw);
      },
      py::arg("signal"), py::arg("background"), py::arg("signal_weight") = 1.0,
      py::arg("background_weight") = 1.0);
  c.def(
      "SetInputTrees",
      [](Loader& l, const SourcePtr& t, Text signal, Text background) {
        l.SetInputTrees(t, signal, background);
      },
      py::arg("tree"), py::arg("signal_cut"), py::arg("background_cut"));
}

void BindEvents(Class& c) {
  c.def(
      "AddEvent",
      [](Loader& l, Text cls, Types::ETreeType type, const Values& v, double w) {
        l.AddEvent(cls, type, v, w);
      },
      py::arg("class_name"), py::arg("type"), py::arg("values"), py::arg("weight") = 1.0);
  const auto add = [&c](const char* name, auto function) {
    c.def(
        name, [function](Loader& l, const Values& v, double w) { (l.*function)(v, w); },
        py::arg("values"), py::arg("weight") = 1.0);
  };
  add("AddSignalTrainingEvent", &Loader::AddSignalTrainingEvent);
  add("AddSignalTestEvent", &Loader::AddSignalTestEvent);
  add("AddBackgroundTrainingEvent", &Loader::AddBackgroundTrainingEvent);
  add("AddBackgroundTestEvent", &Loader::AddBackgroundTestEvent);
  c.def(
      "AddTrainingEvent",
      [](Loader& l, Text cls, const Values& v, double w) { l.AddTrainingEvent(cls, v, w); },
      py::arg("class_name"), py::arg("values"), py::arg("weight") = 1.0);
  c.def(
      "AddTestEvent",
      [](Loader& l, Text cls, const Values& v, double w) { l.AddTestEvent(cls, v, w); },
      py::arg("class_name"), py::arg("values"), py::arg("weight") = 1.0);
}

void BindCutsAndSplit(Class& c) {
  c.def("SetSignalWeightExpression", &Loader::SetSignalWeightExpression, py::arg("expression"));
  c.def("SetBackgroundWeightExpression", &Loader::SetBackgroundWeightExpression,
        py::arg("expression"));
  c.def("SetWeightExpression", &Loader::SetWeightExpression, py::arg("expression"),
        py::arg("class_name") = "");
  c.def("SetCut", &Loader::SetCut, py::arg("cut"), py::arg("class_name") = "");
  c.def("AddCut", &Loader::AddCut, py::arg("cut"), py::arg("class_name") = "");
  c.def("PrepareTrainingAndTestTree",
        py::overload_cast<Text, Text>(&Loader::PrepareTrainingAndTestTree), py::arg("cut"),
        py::arg("options"));
  c.def("PrepareTrainingAndTestTree",
        py::overload_cast<Text, Text, Text>(&Loader::PrepareTrainingAndTestTree),
        py::arg("signal_cut"), py::arg("background_cut"), py::arg("options"));
  c.def("PrepareTrainingAndTestTree",
        py::overload_cast<Text, int, int, int, int, Text>(&Loader::PrepareTrainingAndTestTree),
        py::arg("cut"), py::arg("signal_train"), py::arg("background_train"),
        py::arg("signal_test"), py::arg("background_test"),
        py::arg("options") = "SplitMode=Random:!V");
  c.def("PrepareTrainingAndTestTree",
        py::overload_cast<Text, int, int>(&Loader::PrepareTrainingAndTestTree), py::arg("cut"),
        py::arg("train"), py::arg("test") = -1);
}

}  // namespace

void BindDataLoader(py::module_& m) {
  Class c(m, "DataLoader", "Collects variables, trees, cuts and weights.");
  c.def(py::init<std::string>(), py::arg("name") = "default");
  c.def("GetName", &Loader::GetName);
  BindColumns(c);
  BindTrees(c);
  BindEvents(c);
  BindCutsAndSplit(c);
  c.def("GetDataSetInfo", &Loader::GetDataSetInfo, py::return_value_policy::reference_internal);
  c.def("SetAnalysisType", &Loader::SetAnalysisType, py::arg("analysis"));
  c.def(
      "GetDataSet",
      [](const Loader& loader) {
        const auto& data = Interruptible([&] { return std::cref(loader.GetDataSet()); }).get();
        return std::make_shared<PythonDataSet>(data);
      },
      py::keep_alive<0, 1>());
}

}  // namespace TMVA::inline standalone
