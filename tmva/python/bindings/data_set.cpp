// TMVA/DataSet.h, TMVA/DataSetInfo.h: descriptions of data and streams of events.
#include "tmva/python/bindings/data_set.h"

#include <algorithm>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

const DataSet& PythonDataSet::Get() const {
  if (data_ == nullptr) throw DataError("the training is over: its events can no longer be read");
  return *data_;
}

std::shared_ptr<PythonStream> PythonDataSet::Stream(const StreamOptions& options) {
  std::unique_ptr<EventStream> events;
  {
    const py::gil_scoped_release release;
    events = Get().Stream(options);
  }
  auto stream = std::make_shared<PythonStream>(shared_from_this(), std::move(events));
  std::erase_if(streams_, [](const auto& old) { return old.expired(); });
  streams_.push_back(stream);
  return stream;
}

void PythonDataSet::Close() {
  for (const auto& weak : streams_)
    if (const auto stream = weak.lock()) stream->Close();
  streams_.clear();
  data_ = nullptr;
}

namespace {

template <class T>
py::array_t<T> CopyMatrix(const RTensor<const T>& matrix, std::int64_t rows) {
  const auto columns = matrix.GetRank() > 1 ? static_cast<py::ssize_t>(matrix.GetShape()[1]) : 0;
  py::array_t<T> copy({static_cast<py::ssize_t>(rows), columns});
  std::copy_n(matrix.GetData(), rows * columns, copy.mutable_data());
  return copy;
}

StreamOptions MakeOptions(Types::ETreeType sample, const std::string& part, double fraction,
                          std::int64_t batch_size, bool shuffle, std::uint64_t seed,
                          std::uint64_t epoch) {
  StreamOptions options;
  options.sample = sample;
  options.part = part == "fit" ? Part::kFit : part == "validation" ? Part::kValidation : Part::kAll;
  options.validation_fraction = fraction;
  options.batch_size = batch_size;
  options.shuffle = shuffle;
  options.seed = seed;
  options.epoch = epoch;
  return options;
}

void BindInfo(py::module_& m) {
  py::class_<VariableInfo>(m, "VariableInfo", "An input expression with its names.")
      .def_static(
          "Make", [](const std::string& text) { return VariableInfo::Make(text); }, py::arg("text"))
      .def_readonly("expression", &VariableInfo::expression)
      .def_readonly("label", &VariableInfo::label)
      .def_readonly("title", &VariableInfo::title)
      .def_readonly("unit", &VariableInfo::unit)
      .def_readonly("internal_name", &VariableInfo::internal_name)
      .def_property_readonly("type", [](const VariableInfo& v) { return std::string(1, v.type); })
      .def_readonly("min", &VariableInfo::min)
      .def_readonly("max", &VariableInfo::max);
  py::class_<ClassInfo>(m, "ClassInfo", "An event class.")
      .def_readonly("name", &ClassInfo::name)
      .def_readonly("weight_expression", &ClassInfo::weight_expression)
      .def_readonly("cut", &ClassInfo::cut);
  py::class_<DataSetInfo>(m, "DataSetInfo", "Classes, variables, targets and spectators.")
      .def_readonly("name", &DataSetInfo::name)
      .def_readonly("variables", &DataSetInfo::variables)
      .def_readonly("targets", &DataSetInfo::targets)
      .def_readonly("spectators", &DataSetInfo::spectators)
      .def_readonly("classes", &DataSetInfo::classes)
      .def_readonly("analysis", &DataSetInfo::analysis)
      .def("SignalClass", &DataSetInfo::SignalClass)
      .def("NumOutputs", &DataSetInfo::NumOutputs)
      .def(
          "GetListOfVariables",
          [](const DataSetInfo& i) {
            py::list names;
            for (const auto& variable : i.variables) names.append(variable.label);
            return py::module_::import("tmva.ROOT.vectors").attr("vector_of_texts")(names);
          },
          "Labels of the variables, as a std::vector.")
      .def("GetNVariables", [](const DataSetInfo& i) { return i.variables.size(); })
      .def("GetNTargets", [](const DataSetInfo& i) { return i.targets.size(); })
      .def("GetNClasses", [](const DataSetInfo& i) { return i.classes.size(); });
}

}  // namespace

py::object PythonStream::Next() {
  data_->Get();  // the training may be over
  EventBatch batch;
  bool more = false;
  {
    const py::gil_scoped_release release;
    more = stream_->Next(batch);
  }
  if (!more) return py::none();
  return py::make_tuple(CopyMatrix(batch.variables, batch.size),
                        CopyMatrix(batch.targets, batch.size),
                        py::array_t<double>(batch.size, batch.weights.data()),
                        py::array_t<std::uint32_t>(batch.size, batch.classes.data()));
}

void BindDataSet(py::module_& m) {
  BindInfo(m);
  py::class_<PythonStream, std::shared_ptr<PythonStream>>(m, "EventStream",
                                                          "One pass over some events.")
      .def("Next", &PythonStream::Next);
  py::class_<PythonDataSet, std::shared_ptr<PythonDataSet>>(m, "DataSet",
                                                            "Events that a method trains on.")
      .def_property_readonly("info", [](const PythonDataSet& d) { return d.Get().Info(); })
      .def(
          "NumEvents",
          [](const PythonDataSet& d, Types::ETreeType sample, const std::string& part,
             double fraction) {
            const py::gil_scoped_release release;
            return d.Get().NumEvents(MakeOptions(sample, part, fraction, 4096, false, 0, 0));
          },
          py::arg("sample") = Types::kTraining, py::arg("part") = "all",
          py::arg("validation_fraction") = 0.0)
      .def(
          "Stream",
          [](PythonDataSet& d, Types::ETreeType sample, const std::string& part, double fraction,
             std::int64_t batch_size, bool shuffle, std::uint64_t seed, std::uint64_t epoch) {
            return d.Stream(MakeOptions(sample, part, fraction, batch_size, shuffle, seed, epoch));
          },
          py::arg("sample") = Types::kTraining, py::arg("part") = "all",
          py::arg("validation_fraction") = 0.0, py::arg("batch_size") = 4096,
          py::arg("shuffle") = false, py::arg("seed") = 0, py::arg("epoch") = 0);
}

}  // namespace TMVA::inline standalone
