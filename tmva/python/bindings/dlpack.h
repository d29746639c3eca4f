// DLPack: tensors handed to other frameworks without a copy (https://dmlc.github.io/dlpack).
#pragma once

#include <memory>

#include <TMVA/BatchGenerator.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// An unversioned capsule over a tensor in CPU memory, [rows, width], compact. Whoever takes it may
/// free it from any thread: that does not touch Python.
py::capsule ToDlpack(const std::shared_ptr<BatchMemory>& memory, const BatchTensor& tensor);

}  // namespace TMVA::inline standalone
