// LpNormalization and LRN have a file of their own.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterNorms(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
