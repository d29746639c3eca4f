// What the files of the extension module share: one Bind function a C++ header.
#pragma once

#include "tmva/python/bindings/text.h"  // before what would use pybind11's own casters

#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <memory>
#include <utility>

#include <TMVA/RTensor.h>

namespace TMVA::inline standalone {

namespace py = pybind11;

void BindErrors(py::module_& m);
void BindLog(py::module_& m);
void BindTypes(py::module_& m);
void BindOptions(py::module_& m);
void BindColumnSource(py::module_& m);
void BindBatchGenerator(py::module_& m);
void BindPythonSource(py::module_& m);
void BindBatchTransformation(py::module_& m);
void BindByteSource(py::module_& m);
void BindStoredObject(py::module_& m);
void BindFile(py::module_& m);
void BindOutputFile(py::module_& m);
void BindHistograms(py::module_& m);
void BindFormula(py::module_& m);
void BindDataSet(py::module_& m);
void BindDataLoader(py::module_& m);
void BindMethod(py::module_& m);
void BindFactory(py::module_& m);
void BindReader(py::module_& m);
void BindApplication(py::module_& m);
void BindTreeEnsemble(py::module_& m);
void BindGraph(py::module_& m);
void BindGraphBuilder(py::module_& m);
void BindModelStore(py::module_& m);
void BindMethodGraph(py::module_& m);
void BindRootFiles(py::module_& m);
void BindRootTrees(py::module_& m);
void BindBridge(py::module_& m);

/// Lets Python act on signals (KeyboardInterrupt) while C++ waits without the GIL.
void CheckSignals();

/// A view of numpy memory; the array must outlive it.
template <class T>
RTensor<const T> AsTensor(const py::array_t<T, py::array::c_style | py::array::forcecast>& array) {
  typename RTensor<const T>::Extents shape;
  for (py::ssize_t d = 0; d < array.ndim(); ++d)
    shape.push_back(static_cast<std::size_t>(array.shape(d)));
  return {array.data(), shape};
}

/// A numpy array that shares the memory of an owning, gap-free tensor.
template <class T>
py::array AsArray(RTensor<T> tensor) {
  std::vector<py::ssize_t> shape(tensor.GetShape().begin(), tensor.GetShape().end());
  auto owner = std::make_unique<RTensor<T>>(std::move(tensor));
  T* data = owner->GetData();
  py::capsule keep(owner.get(),
                   [](void* p) { std::unique_ptr<RTensor<T>>(static_cast<RTensor<T>*>(p)); });
  owner.release();
  return py::array_t<T>(shape, data, keep);
}

/// A numpy array that takes over a vector.
template <class T>
py::array AsArray(std::vector<T> values) {
  auto owner = std::make_unique<std::vector<T>>(std::move(values));
  const auto size = static_cast<py::ssize_t>(owner->size());
  T* data = owner->data();
  py::capsule keep(owner.get(), [](void* p) {
    std::unique_ptr<std::vector<T>>(static_cast<std::vector<T>*>(p));
  });
  owner.release();
  return py::array_t<T>(size, data, keep);
}

}  // namespace TMVA::inline standalone
