// Names and versions of the layout of a stored model (tmva/graph/store/model_store.h).
#pragma once

#include <cstddef>
#include <string>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

constexpr const char* kFormat = "tmva.model";
constexpr int kMajorVersion = 1, kMinorVersion = 0;
constexpr const char* kModelObject = "model";
constexpr const char* kMetaObject = "meta";
constexpr std::size_t kMostBytesAnObject = std::size_t{1}
                                           << 28;  // a record of a ROOT file ends at 2^30

/// Says that the numbers of a tensor lie in an object.
inline void SetLocation(Tensor& tensor, const std::string& object) {
  tensor.external = true;
  tensor.external_data = {{"location", object}};
}

/// The object that holds the numbers, taken off the tensor; "" where they are in it.
inline std::string TakeLocation(Tensor& tensor) {
  if (!tensor.external) return {};
  std::string object =
      tensor.external_data.empty() ? std::string() : tensor.external_data.front().second;
  tensor.external = false;
  tensor.external_data.clear();
  tensor.form.present &= ~(1U << 13 | 1U << 14);
  return object;
}

}  // namespace TMVA::inline standalone::onnx
