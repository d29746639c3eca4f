// Softmax and LogSoftmax have a file of their own.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterSoftmax(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
