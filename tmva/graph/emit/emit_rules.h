// The rules of EmitCpp, family by family; FindEmitRule looks through them all.
#pragma once

#include <map>
#include <string>

#include "tmva/graph/emit/emit_call.h"

namespace TMVA::inline standalone::onnx {

using EmitRules = std::map<std::string, EmitRule, std::less<>>;

void AddElementRules(EmitRules& rules);
void AddShapeRules(EmitRules& rules);
void AddIndexRules(EmitRules& rules);
void AddLayerRules(EmitRules& rules);
void AddRecurrenceRules(EmitRules& rules);
void AddMachineLearningRules(EmitRules& rules);  ///< "ai.onnx.ml.X"

/// f(inputs): a function of that name and of all inputs.
template <std::size_t N>
struct FunctionName {
  constexpr FunctionName(const char (&text)[N]) { std::copy_n(text, N, name); }  // NOLINT: implicit
  char name[N];
};
template <FunctionName kName>
std::string PlainCall(const EmitCall& c) {
  return std::string(kName.name) + "(" + c.InputsFrom(0) + ")";
}

}  // namespace TMVA::inline standalone::onnx
