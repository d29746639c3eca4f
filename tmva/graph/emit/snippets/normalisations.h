// Softmax and normalisations.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

/// Along one axis, or along all from it on.
template <class T>
Tensor<T> Softmax(const Tensor<T>& x, std::int64_t axis, bool flatten, bool log) {
  const std::size_t d =
      flatten && axis == static_cast<std::int64_t>(x.Rank()) ? x.Rank() : Axis(axis, x.Rank());
  const std::int64_t n = flatten ? Extent(x.shape, d, x.Rank()) : x.shape[d];
  const std::int64_t inner = flatten ? 1 : Extent(x.shape, d + 1, x.Rank());
  Tensor<T> y(x.shape);
  if (y.data.empty()) return y;
  for (std::int64_t line = 0; line < x.NumElements() / n; ++line) {
    const std::int64_t begin = line / inner * n * inner + line % inner;
    const T* from = x.data.data() + begin;
    T* to = y.data.data() + begin;
    T top = from[0], sum = 0;
    for (std::int64_t i = 1; i < n; ++i) top = std::max(top, from[i * inner]);
    for (std::int64_t i = 0; i < n; ++i) sum += to[i * inner] = std::exp(from[i * inner] - top);
    const T shift = top + std::log(sum);
    for (std::int64_t i = 0; i < n; ++i)
      to[i * inner] = log ? from[i * inner] - shift : to[i * inner] / sum;
  }
  return y;
}

template <class T>
Tensor<T> BatchNormalization(const Tensor<T>& x, const Tensor<T>& scale, const Tensor<T>& bias,
                             const Tensor<T>& mean, const Tensor<T>& variance, float epsilon) {
  Tensor<T> y(x.shape);
  const std::size_t channels = x.Rank() > 1 ? static_cast<std::size_t>(x.shape[1]) : 1;
  const auto area =
      static_cast<std::size_t>(Extent(x.shape, std::min<std::size_t>(2, x.Rank()), x.Rank()));
  for (std::size_t i = 0; i < y.data.size(); i += area) {
    const std::size_t c = i / area % channels;
    const T factor = scale.data.at(c) / std::sqrt(variance.data.at(c) + static_cast<T>(epsilon));
    const T shift = bias.data.at(c) - mean.data.at(c) * factor;
    for (std::size_t k = i; k < i + area; ++k) y.data[k] = x.data[k] * factor + shift;
  }
  return y;
}

/// Rows of n numbers get mean 0 and variance 1, then the scales and biases of `at(i)` of a row.
template <class T, class F>
Tensor<T> NormaliseRows(const Tensor<T>& x, std::int64_t n, float epsilon, bool centre, F finish) {
  Tensor<T> y(x.shape);
  for (std::int64_t r = 0; n > 0 && r < x.NumElements() / n; ++r) {
    const T* from = x.data.data() + r * n;
    T* to = y.data.data() + r * n;
    double sum = 0, squares = 0;
    for (std::int64_t i = 0; centre && i < n; ++i) sum += from[i];
    const double mean = sum / static_cast<double>(n);
    for (std::int64_t i = 0; i < n; ++i) squares += (from[i] - mean) * (from[i] - mean);
    const double factor =
        1 / std::sqrt(squares / static_cast<double>(n) + static_cast<double>(epsilon));
    for (std::int64_t i = 0; i < n; ++i)
      to[i] = finish(static_cast<T>((from[i] - mean) * factor), r, i);
  }
  return y;
}

/// Scale and bias broadcast to a row.
template <class T>
Tensor<T> LayerNormalization(const Tensor<T>& x, const Tensor<T>& scale, const Tensor<T>& bias,
                             std::int64_t axis, float epsilon, bool centre) {
  const std::int64_t n = Extent(x.shape, Axis(axis, x.Rank()), x.Rank());
  const auto fits = [n](const Tensor<T>& t) {
    return !t.IsGiven() || t.NumElements() == n || t.NumElements() == 1;
  };
  if (!fits(scale) || !fits(bias))
    Fail("LayerNormalization: scale or bias are not of the size of a row");
  const auto of = [n](const Tensor<T>& t, std::int64_t i) {
    return t.data[static_cast<std::size_t>(t.NumElements() == n ? i : 0)];
  };
  return NormaliseRows(x, n, epsilon, centre, [&](T v, std::int64_t, std::int64_t i) {
    return v * of(scale, i) + (bias.IsGiven() ? of(bias, i) : T(0));
  });
}

template <class T>
Tensor<T> InstanceNormalization(const Tensor<T>& x, const Tensor<T>& scale, const Tensor<T>& bias,
                                float epsilon) {
  const std::int64_t n = Extent(x.shape, 2, x.Rank()), channels = x.shape.at(1);
  return NormaliseRows(x, n, epsilon, true, [&](T v, std::int64_t r, std::int64_t) {
    const auto c = static_cast<std::size_t>(r % channels);
    return v * scale.data.at(c) + bias.data.at(c);
  });
}

}  // namespace emitted
