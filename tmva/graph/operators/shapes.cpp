// All operators that move elements.
#include "tmva/graph/operators/shapes.h"

namespace TMVA::inline standalone::onnx {

void RegisterShapes(OperatorRegistry& registry) {
  RegisterReshaping(registry);
  RegisterTransposing(registry);
  RegisterSlicing(registry);
  RegisterGathering(registry);
  RegisterScattering(registry);
  RegisterPadding(registry);
  RegisterConstants(registry);
  RegisterRandomNumbers(registry);
  RegisterSelecting(registry);
  RegisterResizing(registry);
}

}  // namespace TMVA::inline standalone::onnx
