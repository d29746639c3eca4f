// Operators on float16, which compute in float.
#pragma once

#include <functional>
#include <memory>

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// The operator, which then takes float16 wherever it takes float: results of type float are
/// rounded to float16 when its first input has that type.
std::unique_ptr<Operator> AlsoHalf(const NodeView& node, std::unique_ptr<Operator> op);

/// Calls run(inputs, outputs) with float16 inputs as float; results of type float are rounded to
/// float16 when the first input has that type.
void RunInFloat(Inputs inputs, Outputs outputs, const std::function<void(Inputs, Outputs)>& run);

/// Conversions of whole arrays.
Array FloatsOf(const Array& halves);
void SetHalves(const Array& floats, Array& halves);

/// Registers an operator with AlsoHalf.
template <class T>
void AddAlsoHalf(OperatorRegistry& registry, const std::string& op_type, std::int64_t since) {
  registry.Add("", op_type, since,
               [](const NodeView& node) { return AlsoHalf(node, std::make_unique<T>(node)); });
}

}  // namespace TMVA::inline standalone::onnx
