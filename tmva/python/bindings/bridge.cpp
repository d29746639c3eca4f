// methods/python/bridge.h: Python classes as methods.
#include "methods/python/bridge.h"

#include <algorithm>

#include <TMVA/Error.h>

#include "tmva/python/bindings/data_set.h"
#include "tmva/python/bindings/errors.h"

namespace TMVA::inline standalone {
namespace {

/// Runs Python code with the GIL; Python exceptions leave as C++ ones.
template <class F>
auto InPython(F&& call) {
  const py::gil_scoped_acquire gil;
  try {
    return call();
  } catch (py::error_already_set& error) {
    ThrowFromPython(error);
  }
}

py::dict Describe(const PythonMethodSetup& setup) {
  const MethodContext& context = *setup.context;
  py::dict options;
  for (const auto& [name, value] : setup.options)
    options[py::str(name)] =
        std::visit([](const auto& v) -> py::object { return py::cast(v); }, value);
  return py::dict(py::arg("method") = setup.method, py::arg("title") = context.title,
                  py::arg("info") = py::cast(context.info), py::arg("options") = options,
                  py::arg("weight_directory") = context.weight_directory,
                  py::arg("user_code") = context.user_code, py::arg("log") = py::cast(context.log),
                  py::arg("from_weight_file") = context.job_name.empty(),
                  py::arg("written_by_tmva") = context.written_by_tmva,
                  py::arg("allow_pickle") = context.allow_pickle);
}

class ModelInPython : public PythonModel {
 public:
  explicit ModelInPython(const PythonMethodSetup& setup)
      : outputs_(setup.context->info.NumOutputs()), name_(setup.method) {
    InPython([&] {
      model_ = py::module_::import(setup.module.c_str())
                   .attr(setup.class_name.c_str())(**Describe(setup));
    });
  }
  ~ModelInPython() override {
    if (!Py_IsInitialized()) {
      model_.release();  // the interpreter is gone
      return;
    }
    const py::gil_scoped_acquire gil;
    model_ = py::object();
  }
  ModelInPython(const ModelInPython&) = delete;
  ModelInPython& operator=(const ModelInPython&) = delete;

  void Book() override {
    InPython([&] { model_.attr("book")(); });
  }
  void Load(const std::string& checksum) override {
    InPython([&] { model_.attr("load")(checksum); });
  }
  std::string Save() const override {
    return InPython([&] { return py::cast<std::string>(model_.attr("save")()); });
  }
  TrainingRecord Record() const override {
    return InPython([&] {
      return TrainingRecord{py::cast<std::vector<std::pair<std::string, std::vector<double>>>>(
                                py::list(model_.attr("history").attr("items")())),
                            py::cast<std::vector<double>>(model_.attr("importances"))};
    });
  }
  void Train(TrainingContext& context) override {
    InPython([&] {
      auto data = std::make_shared<PythonDataSet>(context.data);
      const std::stop_token stop = context.stop;
      const py::cpp_function stopped([stop] { return stop.stop_requested(); });
      try {
        model_.attr("train")(data, stopped);
      } catch (...) {
        data->Close();
        throw;
      }
      data->Close();
    });
  }
  void Evaluate(const EventBlock& events, ResponseBlock& response) const override {
    InPython([&] {
      const auto& shape = events.variables.GetShape();
      // A copy: user code may keep or change it.
      const auto x = events.variables.Copy();
      py::array_t<float> input({shape[0], shape[1]}, x.GetData());
      const py::object answer = model_.attr("evaluate")(input);
      const auto values =
          py::cast<py::array_t<double, py::array::c_style | py::array::forcecast>>(answer);
      CopyOut(values, response.value);
    });
  }

 private:
  void CopyOut(const py::array_t<double, py::array::c_style | py::array::forcecast>& values,
               const RTensor<double>& out) const {
    const auto rows = out.GetShape()[0];
    if (values.ndim() != 2 || static_cast<std::size_t>(values.shape(0)) != rows ||
        static_cast<std::size_t>(values.shape(1)) != outputs_)
      throw ModelError(name_ + ": the model answered with an array of the wrong shape");
    const auto from = values.unchecked<2>();
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t k = 0; k < outputs_; ++k)
        out(i, k) = from(static_cast<py::ssize_t>(i), static_cast<py::ssize_t>(k));
  }

  std::size_t outputs_;
  std::string name_;
  py::object model_;
};

std::unique_ptr<PythonModel> Make(const PythonMethodSetup& setup) {
  return std::make_unique<ModelInPython>(setup);
}
constexpr PythonBridge kBridge{&Make};

}  // namespace

void BindBridge(py::module_& m) { m.attr("_bridge") = py::capsule(&kBridge, kPythonBridgeCapsule); }

}  // namespace TMVA::inline standalone
