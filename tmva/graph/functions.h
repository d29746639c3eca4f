// Functions of a model: operators made of others.
#pragma once

#include <string>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// The model's graph with every node that calls one of its functions replaced by the function's
/// nodes, in sub-graphs, too. The operator sets of functions must be the model's own. ModelError
/// for functions that call each other without end.
Graph WithoutFunctions(const Model& model, const std::string& path);

}  // namespace TMVA::inline standalone::onnx
