// The operators that move elements, family by family; RegisterShapes calls them all.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterReshaping(OperatorRegistry&);
void RegisterTransposing(OperatorRegistry&);
void RegisterSlicing(OperatorRegistry&);
void RegisterGathering(OperatorRegistry&);
void RegisterScattering(OperatorRegistry&);
void RegisterPadding(OperatorRegistry&);
void RegisterConstants(OperatorRegistry&);
void RegisterRandomNumbers(OperatorRegistry&);
void RegisterSelecting(OperatorRegistry&);
void RegisterResizing(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
