// The numbers of a tensor, taken out of it and put back.
#pragma once

#include <optional>
#include <string>

#include <TMVA/Histogram.h>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

struct TensorNumbers {
  std::string field;  ///< of TensorProto: "raw_data", "float_data", ...
  StoredVector values;
};

/// The numbers of a tensor, which has none then; nothing for a tensor of texts, one without
/// elements, and one whose numbers cannot be put back as they were.
std::optional<TensorNumbers> TakeNumbers(Tensor& tensor);
/// The type that the numbers of a field have.
TMVA::DataType TypeOfNumbers(const Tensor& tensor, const std::string& field);
/// False when numbers of that type do not belong into that field.
bool PutNumbers(Tensor& tensor, const TensorNumbers& numbers);

}  // namespace TMVA::inline standalone::onnx
