// What the bindings of forests share.
#pragma once

#include <memory>
#include <utility>

#include "tmva/python/bindings/bindings.h"
#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// A forest and its compact form.
struct PyEnsemble {
  explicit PyEnsemble(TreeEnsemble e) : ensemble(std::move(e)), model(ensemble) {}
  TreeEnsemble ensemble;
  EnsembleModel model;
};
using PyEnsembleClass = py::class_<PyEnsemble, std::shared_ptr<PyEnsemble>>;

/// The events of an array [events, inputs], which must outlive them; errors begin with `what`.
using EventArray = py::array_t<float, py::array::c_style | py::array::forcecast>;
Rows AsRows(const PyEnsemble& ensemble, const EventArray& x, const std::string& what);
/// OptionError when it is below 1.
void CheckThreads(int threads, const std::string& what);

/// A tree as one array a property.
py::dict AsArrays(const DecisionTree& tree);

/// SHAP values and predictions by stages.
void BindExplanations(py::module_& m, PyEnsembleClass& c);

}  // namespace TMVA::inline standalone
