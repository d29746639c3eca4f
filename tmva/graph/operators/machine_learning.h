// The families of ai.onnx.ml; RegisterMachineLearning calls them all.
#pragma once

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

inline constexpr const char* kMachineLearning = "ai.onnx.ml";

void RegisterFeatures(OperatorRegistry&);
void RegisterEncoders(OperatorRegistry&);
void RegisterCategoryMaps(OperatorRegistry&);
void RegisterLinearModels(OperatorRegistry&);
void RegisterSupportVectors(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
