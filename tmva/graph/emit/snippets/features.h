// Scaler, Normalizer, Imputer and Binarizer of ai.onnx.ml.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

/// y[i] = f(x[i], column).
template <class R, class T, class F>
Tensor<R> MapColumns(const Tensor<T>& x, F f) {
  Tensor<R> y(x.shape);
  const std::size_t columns = x.shape.empty() ? 1 : static_cast<std::size_t>(x.shape.back());
  for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] = f(x.data[i], i % columns);
  return y;
}

/// One number for all columns, or one a column.
template <class T>
T OfColumn(const Tensor<T>& numbers, std::size_t column) {
  return numbers.data.at(numbers.data.size() == 1 ? 0 : column);
}

template <class T>
Tensor<float> Scaler(const Tensor<T>& x, const Tensor<float>& offset, const Tensor<float>& scale) {
  return MapColumns<float>(x, [&](T v, std::size_t c) {
    return (static_cast<float>(v) - OfColumn(offset, c)) * OfColumn(scale, c);
  });
}
template <class T>
Tensor<float> Binarizer(const Tensor<T>& x, float threshold) {
  return MapColumns<float>(
      x, [=](T v, std::size_t) { return static_cast<float>(v) > threshold ? 1.0F : 0.0F; });
}
template <class T>
Tensor<T> Imputer(const Tensor<T>& x, const Tensor<T>& values, T replaced) {
  return MapColumns<T>(x, [&](T v, std::size_t c) {
    return v == replaced || (replaced != replaced && v != v) ? OfColumn(values, c) : v;
  });
}

/// norm: 0 MAX, 1 L1, 2 L2. Rows of norm 0 stay as they are.
template <class T>
Tensor<float> Normalizer(const Tensor<T>& x, int norm) {
  Tensor<float> y = MapColumns<float>(x, [](T v, std::size_t) { return static_cast<float>(v); });
  const std::size_t columns = x.shape.empty() ? 1 : static_cast<std::size_t>(x.shape.back());
  for (std::size_t at = 0; at < y.data.size(); at += columns) {
    float* row = y.data.data() + at;
    float size = norm == 0 ? row[0] : 0;
    for (std::size_t c = 0; c < columns; ++c)
      size = norm == 0 ? std::max(size, row[c])
                       : size + (norm == 1 ? std::fabs(row[c]) : row[c] * row[c]);
    if (norm == 2) size = std::sqrt(size);
    for (std::size_t c = 0; size != 0 && c < columns; ++c) row[c] /= size;
  }
  return y;
}

}  // namespace emitted
