// Fusions: nodes that run faster as one.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

using Constants = std::unordered_map<std::string, Array>;

/// Products with constant matrices become Dense, and these and convolutions take over what follows
/// them alone: a bias, a normalisation with constant parameters, an activation. The nodes that come
/// out are of the domain "tmva". `outputs` are the graph's; `constants` gets those that are made.
void Fuse(std::vector<Node>& nodes, Constants& constants, const std::vector<ValueInfo>& outputs);

}  // namespace TMVA::inline standalone::onnx
