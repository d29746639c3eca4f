// All operators that reduce or order along axes.
#include "tmva/graph/operators/reductions.h"

namespace TMVA::inline standalone::onnx {

void RegisterReductions(OperatorRegistry& registry) {
  RegisterReduce(registry);
  RegisterArgExtremes(registry);
  RegisterCumulative(registry);
  RegisterDeterminants(registry);
}

}  // namespace TMVA::inline standalone::onnx
