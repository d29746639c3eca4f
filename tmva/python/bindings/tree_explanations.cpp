// tmva/trees/shap.h, cover.h, stages.h: what a forest's answers are made of; and its trees, to draw
// them.
#include <optional>

#include <TMVA/Error.h>
#include <TMVA/WeightNode.h>

#include "tmva/python/bindings/interruptible.h"
#include "tmva/python/bindings/tree_ensemble.h"
#include "tmva/trees/cover.h"
#include "tmva/trees/shap.h"
#include "tmva/trees/stages.h"

namespace TMVA::inline standalone {
namespace {

using Weights = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// [events, inputs + 1], or [events, outputs, inputs + 1] where there are several outputs.
py::array ShapValues(const PyEnsemble& p, const EventArray& x,
                     const std::optional<EventArray>& background,
                     const std::optional<Weights>& weights, int threads) {
  const TreeEnsemble& ensemble = p.ensemble;
  const Rows rows = AsRows(p, x, "shap_values: x");
  CheckThreads(threads, "shap_values");
  const std::size_t width = ensemble.num_inputs + 1;
  RTensor<double> out(ensemble.num_outputs == 1
                          ? RTensor<double>::Extents{rows.size, width}
                          : RTensor<double>::Extents{rows.size, ensemble.num_outputs, width});
  const std::span<double> values(out.GetData(), rows.size * ensemble.num_outputs * width);
  if (!background) {
    if (weights) throw OptionError("shap_values: background_weights are given without background");
    Interruptible([&] { ShapModel(ensemble).Evaluate(rows, values, threads); });
    return AsArray(std::move(out));
  }
  const Rows sample = AsRows(p, *background, "shap_values: background");
  if (weights && (weights->ndim() != 1 || weights->shape(0) != background->shape(0)))
    throw DataError("shap_values: background_weights must be an array [" +
                    std::to_string(sample.size) + "], one for each event of background");
  const std::span<const double> sample_weights =
      weights ? std::span(weights->data(), sample.size) : std::span<const double>();
  Interruptible([&] {
    TreeEnsemble covered = ensemble;  // the user's keeps its own covers
    ComputeCover(covered, sample, sample_weights, threads);
    ShapModel(covered).Evaluate(rows, values, threads);
  });
  return AsArray(std::move(out));
}

/// An iterator of predictions; it keeps its events.
class StagedPredictions {
 public:
  StagedPredictions(const PyEnsemble& p, EventArray x, std::size_t every, bool raw, int threads)
      : x_(std::move(x)),
        rows_(AsRows(p, x_, "staged_predict: x")),
        stages_(SplitIntoStages(p.ensemble, every)),
        base_(p.ensemble.base),
        transform_(raw ? OutputTransform::kNone : p.ensemble.transform),
        threads_(threads) {
    CheckThreads(threads, "staged_predict");
    for (std::size_t i = 0; i < rows_.size; ++i)
      sums_.insert(sums_.end(), base_.begin(), base_.end());
  }

  std::size_t Size() const { return stages_.size() - next_; }

  py::array Next() {
    if (next_ == stages_.size()) throw py::stop_iteration();
    RTensor<double> out(base_.size() == 1 ? RTensor<double>::Extents{rows_.size}
                                          : RTensor<double>::Extents{rows_.size, base_.size()});
    const std::span<double> values(out.GetData(), sums_.size());
    Interruptible([&] {
      stages_[next_].Evaluate(rows_, values, true, threads_);
      for (std::size_t i = 0; i < sums_.size(); ++i) values[i] = sums_[i] += values[i];
      TransformOutputs(transform_, base_.size(), values);
    });
    ++next_;
    return AsArray(std::move(out));
  }

 private:
  EventArray x_;
  Rows rows_;
  std::vector<EnsembleModel> stages_;
  std::vector<double> base_, sums_;
  OutputTransform transform_;
  int threads_;
  std::size_t next_ = 0;
};

/// One tree of a weight file of a BDT as it stands there, for drawings: also of forests that are no
/// TreeEnsemble. Returns its arrays, the number of trees, the labels of the variables, and whether
/// the variables are transformed.
py::tuple TreeOfWeightFile(const std::string& path, std::size_t tree) {
  const auto root = Interruptible([&] { return ReadWeightFile(path); });
  if (!root->GetString("Method").starts_with("BDT::"))
    root->Fail("is of the method '" + root->GetString("Method") + "', which has no trees: BDT has");
  std::vector<std::string> names;
  for (const WeightNode* variable : root->Child("Variables").Children("Variable"))
    names.push_back(variable->GetString(variable->Has("Label") ? "Label" : "Expression"));
  const auto trees = root->Child("Weights").Children("BinaryTree");
  const WeightNode* transformations = root->Find("Transformations");
  const bool transformed = transformations != nullptr && !transformations->Children().empty();
  py::object arrays = py::none();
  if (tree < trees.size()) arrays = AsArrays(LoadTree(*trees[tree], names.size()));
  return py::make_tuple(arrays, trees.size(), names, transformed);
}

}  // namespace

void BindExplanations(py::module_& m, PyEnsembleClass& c) {
  py::class_<StagedPredictions>(m, "StagedPredictions", "Predictions after more and more rounds.")
      .def("__iter__", [](const py::object& self) { return self; })
      .def("__len__", &StagedPredictions::Size)
      .def("__next__", &StagedPredictions::Next);
  c.def("ShapValues", &ShapValues, py::arg("x"), py::arg("background").none(true),
        py::arg("background_weights").none(true), py::arg("threads"));
  c.def(
      "StagedPredict",
      [](const PyEnsemble& p, const EventArray& x, std::size_t every, bool raw, int threads) {
        return std::make_unique<StagedPredictions>(p, x, every, raw, threads);
      },
      py::arg("x"), py::arg("every"), py::arg("raw"), py::arg("threads"));
  m.def("tree_of_weight_file", &TreeOfWeightFile, py::arg("path"), py::arg("tree"));
}

}  // namespace TMVA::inline standalone
