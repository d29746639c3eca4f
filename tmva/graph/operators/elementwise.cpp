// All element-wise operators.
#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {

void RegisterElementwise(OperatorRegistry& registry) {
  RegisterUnaryMath(registry);
  RegisterActivations(registry);
  RegisterArithmetic(registry);
  RegisterVariadic(registry);
  RegisterComparisons(registry);
  RegisterSelections(registry);
  RegisterCasts(registry);
}

}  // namespace TMVA::inline standalone::onnx
