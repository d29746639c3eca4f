// Pooling over windows, and over all of a channel.
#pragma once

#include "tmva/graph/emit/snippets/windows.h"

namespace emitted {

/// The pixels of a window along a dimension: [begin, end) of taps on the input, and how many are on
/// the input or its padding.
struct Seen {
  std::int64_t begin, end, padded;
};
inline Seen SeenBy(const Window& w, std::size_t d, std::int64_t output) {
  Seen seen{w.kernel[d], 0, 0};
  for (std::int64_t tap = 0; tap < w.kernel[d]; ++tap) {
    const std::int64_t at = output * w.stride[d] - w.pad[d] + tap * w.dilation[d];
    if (at < w.in[d] + w.end[d]) ++seen.padded;
    if (at < 0 || at >= w.in[d]) continue;
    seen.begin = std::min(seen.begin, tap);
    seen.end = tap + 1;
  }
  if (seen.end == 0) seen.begin = 0;
  return seen;
}

/// start, f(state, pixel), finish(state, pixels seen, pixels with padding).
template <class T, class F, class G>
Tensor<T> Pool(const Tensor<T>& x, const Shape& kernel, const WindowOptions& options, T start, F f,
               G finish) {
  const Window w = WindowOf(x.shape, kernel, options);
  Tensor<T> y(w.OutputShape(x.shape[0], x.shape[1], x.Rank()));
  std::array<std::vector<Seen>, 3> seen;
  for (std::size_t d = 0; d < 3; ++d)
    for (std::int64_t o = 0; o < w.out[d]; ++o) seen[d].push_back(SeenBy(w, d, o));
  const std::int64_t in = w.InSize(), out = w.OutSize();
  for (std::size_t p = 0; p < y.data.size(); ++p) {
    const auto plane = static_cast<std::int64_t>(p) / out, at = static_cast<std::int64_t>(p) % out;
    const std::int64_t o0 = at / (w.out[1] * w.out[2]), o1 = at / w.out[2] % w.out[1],
                       o2 = at % w.out[2];
    const Seen &a = seen[0][static_cast<std::size_t>(o0)],
               &b = seen[1][static_cast<std::size_t>(o1)];
    const Seen& c = seen[2][static_cast<std::size_t>(o2)];
    T state = start;
    for (std::int64_t i = a.begin; i < a.end; ++i)
      for (std::int64_t j = b.begin; j < b.end; ++j) {
        const std::int64_t row = (o0 * w.stride[0] - w.pad[0] + i * w.dilation[0]) * w.in[1] +
                                 o1 * w.stride[1] - w.pad[1] + j * w.dilation[1];
        const T* pixels = x.data.data() + plane * in + row * w.in[2] + o2 * w.stride[2] - w.pad[2];
        for (std::int64_t k = c.begin; k < c.end; ++k) state = f(state, pixels[k * w.dilation[2]]);
      }
    y.data[p] = finish(state, (a.end - a.begin) * (b.end - b.begin) * (c.end - c.begin),
                       a.padded * b.padded * c.padded);
  }
  return y;
}

template <class T>
Tensor<T> MaxPool(const Tensor<T>& x, const Shape& kernel, const WindowOptions& options) {
  return Pool(
      x, kernel, options, -std::numeric_limits<T>::infinity(),
      [](T s, T v) { return v > s || v != v ? v : s; },
      [](T s, std::int64_t, std::int64_t) { return s; });
}
template <class T>
Tensor<T> AveragePool(const Tensor<T>& x, const Shape& kernel, const WindowOptions& options,
                      bool count_padding) {
  return Pool(
      x, kernel, options, T(0), [](T s, T v) { return s + v; },
      [count_padding](T s, std::int64_t seen, std::int64_t padded) {
        const std::int64_t n = count_padding ? padded : seen;
        return n > 0 ? s / static_cast<T>(n) : T(0);
      });
}

template <class T>
Tensor<T> GlobalAveragePool(const Tensor<T>& x) {
  Shape shape = x.shape;
  std::fill(shape.begin() + 2, shape.end(), 1);
  Tensor<T> y(shape);
  const std::int64_t n = Extent(x.shape, 2, x.Rank());
  for (std::size_t i = 0; i < y.data.size(); ++i) {
    const T* from = x.data.data() + static_cast<std::int64_t>(i) * n;
    y.data[i] = static_cast<T>(std::accumulate(from, from + n, 0.0) / static_cast<double>(n));
  }
  return y;
}
template <class T>
Tensor<T> GlobalMaxPool(const Tensor<T>& x) {
  Shape shape = x.shape;
  std::fill(shape.begin() + 2, shape.end(), 1);
  Tensor<T> y(shape);
  const std::int64_t n = Extent(x.shape, 2, x.Rank());
  for (std::size_t i = 0; i < y.data.size(); ++i) {
    const T* from = x.data.data() + static_cast<std::int64_t>(i) * n;
    y.data[i] = *std::max_element(from, from + n);
  }
  return y;
}

}  // namespace emitted
