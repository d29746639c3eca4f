// A model in double precision.
#pragma once

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// The model with all that is float as double: weights, inputs, outputs, what is computed between.
/// Operators that have float results in any case (ai.onnx.ml) are followed by a cast; a type that
/// an operator does not have is reported when it runs. Half-precision numbers stay.
Model InDoublePrecision(Model model);

}  // namespace TMVA::inline standalone::onnx
