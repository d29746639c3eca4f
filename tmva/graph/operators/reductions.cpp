#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterReductions(OperatorRegistry& registry) { (void)registry; }

}  // namespace TMVA::inline standalone::onnx
