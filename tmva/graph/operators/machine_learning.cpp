// All operators of ai.onnx.ml but forests, which tmva/trees has.
#include "tmva/graph/operators/machine_learning.h"

namespace TMVA::inline standalone::onnx {

void RegisterMachineLearning(OperatorRegistry& registry) {
  RegisterFeatures(registry);
  RegisterEncoders(registry);
  RegisterCategoryMaps(registry);
  RegisterLinearModels(registry);
  RegisterSupportVectors(registry);
}

}  // namespace TMVA::inline standalone::onnx
