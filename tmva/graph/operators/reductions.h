// The parts of the operators that reduce along axes.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterReduce(OperatorRegistry& registry);
void RegisterArgExtremes(OperatorRegistry& registry);
void RegisterCumulative(OperatorRegistry& registry);
void RegisterDeterminants(OperatorRegistry& registry);

}  // namespace TMVA::inline standalone::onnx
