// Broadcast shapes and loops.
#include "tmva/graph/operators/broadcast.h"

#include <algorithm>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {

Shape BroadcastShape(std::span<const Array* const> arrays, const std::string& where) {
  Shape shape;
  for (const Array* array : arrays) {
    const Shape& other = array->GetShape();
    if (other.size() > shape.size()) shape.insert(shape.begin(), other.size() - shape.size(), 1);
    for (std::size_t i = 1; i <= other.size(); ++i) {
      auto& mine = shape[shape.size() - i];
      const auto theirs = other[other.size() - i];
      if (mine == 1) mine = theirs;
      if (mine == theirs || theirs == 1) continue;
      std::string text;
      for (const Array* each : arrays)
        text += (text.empty() ? "" : ", ") + ShapeText(each->GetShape());
      throw ModelError(where + ": the shapes " + text + " do not broadcast to one another");
    }
  }
  try {
    NumElements(shape);
  } catch (const ModelError& error) {
    throw ModelError(where + ": " + error.what());
  }
  return shape;
}

std::vector<BroadcastDimension> MergeDimensions(const Shape& shape,
                                                std::span<const Shape* const> shapes) {
  std::vector<BroadcastDimension> merged;  // the last first
  std::array<std::size_t, BroadcastDimension::kMostArrays> next;
  next.fill(1);
  for (std::size_t i = 1; i <= shape.size(); ++i) {
    const auto size = static_cast<std::size_t>(shape[shape.size() - i]);
    BroadcastDimension dimension;
    dimension.size = size;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      const Shape& read = *shapes[k];
      if (i > read.size() || read[read.size() - i] == 1) continue;
      dimension.strides[k] = next[k];
      next[k] *= size;
    }
    if (size == 1) continue;
    bool joins = !merged.empty();
    for (std::size_t k = 0; joins && k < shapes.size(); ++k)
      joins = dimension.strides[k] == merged.back().strides[k] * merged.back().size;
    if (joins)
      merged.back().size *= size;
    else
      merged.push_back(std::move(dimension));
  }
  if (merged.empty()) merged.emplace_back();
  std::reverse(merged.begin(), merged.end());
  return merged;
}

}  // namespace TMVA::inline standalone::onnx
