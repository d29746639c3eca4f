// Types and shapes of all values of a model.
#pragma once

#include <string>
#include <vector>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// The inputs, what the nodes make, in their order, with types and shapes. They are found by trial:
/// the model runs on zeros with small sizes in the place of dimensions that have no number, and
/// every size is changed in turn. A dimension is a number, or a sum of named sizes ("N", "2*N +
/// 1"); one that depends on them in another way, or on elements of the inputs, is -1 without a
/// name. Dimensions without a name are called by their input and place ("x.1"). ModelError, with
/// the node at fault, when no sizes let the model run.
std::vector<ValueInfo> InferShapes(const Model& model, const std::string& path);

}  // namespace TMVA::inline standalone::onnx
