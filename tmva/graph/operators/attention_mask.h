// AttentionMask: which keys a query attends, and what is added to its scores.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {

/// Every rule but the mask itself leaves an interval of keys.
template <class T>
struct AttentionMask {
  const Array* mask = nullptr;  ///< bool or T, broadcast to (batch, heads, queries, keys)
  std::int64_t keys = 0;
  std::int64_t left = -1, right = -1;  ///< window around a query's own position; -1: no limit
  std::vector<std::int64_t> offsets;   ///< for each batch, the position of the first query
  std::vector<std::int64_t> valid;     ///< for each batch, the number of keys that are no padding

  /// Adds to the scores of query i; -infinity where the key is not attended. False when no key is.
  bool AddTo(T* scores, std::int64_t batch, std::int64_t head, std::int64_t i) const {
    constexpr T kNever = -std::numeric_limits<T>::infinity();
    const auto b = static_cast<std::size_t>(batch);
    const std::int64_t position = i + offsets[b];
    std::int64_t begin = 0, end = std::min(keys, valid[b]);
    if (left >= 0) begin = std::max(begin, position - left);
    if (right >= 0) end = std::min(end, position + right + 1);
    if (mask) end = std::min(end, mask->GetShape().back());  // a short mask excludes what it lacks
    end = std::max<std::int64_t>(end, 0);
    begin = std::min(begin, end);
    std::fill(scores, scores + begin, kNever);
    std::fill(scores + end, scores + keys, kNever);
    if (!mask) return begin < end;
    const std::int64_t row = RowOf(batch, head, i);
    bool any = false;
    if (mask->Type() == DataType::kBool) {
      const bool* attended = mask->Get<bool>().data() + row;
      for (std::int64_t j = begin; j < end; ++j) {
        any |= attended[j];
        if (!attended[j]) scores[j] = kNever;
      }
    } else {
      const T* added = mask->Get<T>().data() + row;
      for (std::int64_t j = begin; j < end; ++j) {
        any |= added[j] != kNever;
        scores[j] += added[j];
      }
    }
    return any;
  }

 private:
  std::int64_t RowOf(std::int64_t batch, std::int64_t head, std::int64_t i) const {
    const std::int64_t index[] = {i, head, batch};
    const Shape& shape = mask->GetShape();
    std::int64_t row = 0, stride = shape.back();
    for (std::size_t d = 0; d + 1 < shape.size(); ++d) {
      const std::int64_t size = shape[shape.size() - 2 - d];
      if (size > 1) row += index[d] * stride;
      stride *= size;
    }
    return row;
  }
};

}  // namespace TMVA::inline standalone::onnx
