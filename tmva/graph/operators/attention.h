// RotaryEmbedding has a file of its own.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterRotaryEmbedding(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
