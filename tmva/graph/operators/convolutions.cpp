#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

void RegisterConvolutions(OperatorRegistry& registry) { (void)registry; }

}  // namespace TMVA::inline standalone::onnx
