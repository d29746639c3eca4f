// TMVA/Log.h: global choices; log lines go to Python's sys.stdout.
#include <TMVA/Log.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {
namespace {

// Notebooks and pytest replace sys.stdout, so it is looked up for every line.
void WriteToPython(std::string_view text) {
  if (!Py_IsInitialized()) return;
  const py::gil_scoped_acquire gil;
  try {
    const py::object out = py::module_::import("sys").attr("stdout");
    if (out.is_none()) return;
    out.attr("write")(ToReadable(std::string(text) + "\n"));
    out.attr("flush")();
  } catch (py::error_already_set& error) {
    error.discard_as_unraisable("tmva log");
  }
}

}  // namespace

void BindLog(py::module_& m) {
  py::class_<Config, std::unique_ptr<Config, py::nodelete>> config(
      m, "Config", "Global choices, TMVA's gConfig().");
  py::class_<Config::IONames>(config, "IONames", "Where weight files go: PREFIX/DATASET/DIR.")
      .def_readwrite("fWeightFileDir", &Config::IONames::fWeightFileDir)
      .def_readwrite("fWeightFileDirPrefix", &Config::IONames::fWeightFileDirPrefix);
  config.def_static("Instance", &Config::Instance, py::return_value_policy::reference)
      .def("SetUseColor", &Config::SetUseColor, py::arg("on"))
      .def("UseColor", &Config::UseColor)
      .def("SetSilent", &Config::SetSilent, py::arg("on"))
      .def("IsSilent", &Config::IsSilent)
      .def("SetDrawProgressBar", &Config::SetDrawProgressBar, py::arg("on"))
      .def("DrawProgressBar", &Config::DrawProgressBar)
      .def("SetNumThreads", &Config::SetNumThreads, py::arg("n"))
      .def("NumThreads", &Config::NumThreads)
      .def("GetIONames", &Config::GetIONames, py::return_value_policy::reference_internal);

  py::class_<Log>(m, "Log", "Lines in TMVA's layout.")
      .def(py::init([](std::string source) { return Log(std::move(source)); }), py::arg("source"))
      .def("Info", &Log::Info, py::arg("text"), py::call_guard<py::gil_scoped_release>())
      .def("Verbose", &Log::Verbose, py::arg("text"), py::call_guard<py::gil_scoped_release>())
      .def("Warning", &Log::Warning, py::arg("text"), py::call_guard<py::gil_scoped_release>())
      .def("Error", &Log::Error, py::arg("text"), py::call_guard<py::gil_scoped_release>())
      .def("Block", &Log::Block, py::arg("text"), py::call_guard<py::gil_scoped_release>());

  py::class_<Progress>(m, "Progress", "Progress of one long task.")
      .def(py::init<std::string, std::int64_t, std::string>(), py::arg("task"), py::arg("total"),
           py::arg("unit"))
      .def("Update", &Progress::Update, py::arg("done"), py::arg("note") = "",
           py::call_guard<py::gil_scoped_release>());

  m.def("_log_to_python", [] { Config::Instance().SetSink(&WriteToPython); });
  m.def("_log_to_stdout", [] { Config::Instance().SetSink({}); });
}

}  // namespace TMVA::inline standalone
