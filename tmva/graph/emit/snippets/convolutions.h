// Conv and ConvTranspose over one to three dimensions.
#pragma once

#include "tmva/graph/emit/snippets/products.h"
#include "tmva/graph/emit/snippets/windows.h"

namespace emitted {

/// For one tap of the kernel along a dimension: outputs [begin, end) read the inputs
/// o * stride + offset.
struct TapRange {
  std::int64_t begin, end, offset;
};
inline TapRange RangeOf(const Window& w, std::size_t d, std::int64_t tap) {
  const std::int64_t offset = tap * w.dilation[d] - w.pad[d], stride = w.stride[d];
  const std::int64_t begin = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const std::int64_t room = w.in[d] - offset;
  const std::int64_t end = room <= 0 ? 0 : std::min(w.out[d], (room + stride - 1) / stride);
  return {begin, std::max(begin, end), offset};
}

/// f(row of outputs, row of inputs, length): all that a tap of the kernel connects.
template <class F>
void ForTap(const Window& w, std::int64_t tap, F f) {
  const TapRange a = RangeOf(w, 0, tap / (w.kernel[1] * w.kernel[2])),
                 b = RangeOf(w, 1, tap / w.kernel[2] % w.kernel[1]);
  const TapRange c = RangeOf(w, 2, tap % w.kernel[2]);
  for (std::int64_t i = a.begin; i < a.end; ++i)
    for (std::int64_t j = b.begin; j < b.end; ++j) {
      const std::int64_t row = (i * w.stride[0] + a.offset) * w.in[1] + j * w.stride[1] + b.offset;
      f((i * w.out[1] + j) * w.out[2] + c.begin, row * w.in[2] + c.begin * w.stride[2] + c.offset,
        c.end - c.begin);
    }
}

template <class T>
Tensor<T> Conv(const Tensor<T>& x, const Tensor<T>& weights, const Tensor<T>& bias,
               const WindowOptions& options, std::int64_t groups) {
  const Window w =
      WindowOf(x.shape, Shape(weights.shape.begin() + 2, weights.shape.end()), options);
  const std::int64_t per_group = weights.shape[1], outputs = weights.shape[0],
                     of_group = outputs / groups;
  if (x.shape[1] != per_group * groups) Fail("Conv: channels do not fit");
  Tensor<T> y(w.OutputShape(x.shape[0], outputs, x.Rank()));
  const std::int64_t taps = w.Taps(), in = w.InSize(), out = w.OutSize(), stride = w.stride[2];
  const std::int64_t k = per_group * taps;
  std::vector<T> patches(
      static_cast<std::size_t>(k * out));  // a row a tap; a product does the rest
  for (std::int64_t n = 0; n < x.shape[0]; ++n)
    for (std::int64_t g = 0; g < groups; ++g) {
      std::fill(patches.begin(), patches.end(), T(0));
      for (std::int64_t row = 0; row < k; ++row) {
        const T* from = x.data.data() + (n * x.shape[1] + g * per_group + row / taps) * in;
        T* patch = patches.data() + row * out;
        ForTap(w, row % taps, [&](std::int64_t to, std::int64_t at, std::int64_t count) {
          for (std::int64_t i = 0; i < count; ++i) patch[to + i] = from[at + i * stride];
        });
      }
      T* planes = y.data.data() + (n * outputs + g * of_group) * out;
      for (std::int64_t m = 0; bias.IsGiven() && m < of_group; ++m)
        std::fill_n(planes + m * out, out,
                    bias.data.at(static_cast<std::size_t>(g * of_group + m)));
      Multiply(weights.data.data() + g * of_group * k, patches.data(), planes, of_group, out, k);
    }
  return y;
}

/// A convolution the other way round: what Conv reads is written here.
template <class T>
Tensor<T> ConvTranspose(const Tensor<T>& x, const Tensor<T>& weights, const Tensor<T>& bias,
                        const WindowOptions& options, std::int64_t groups) {
  const Window w =
      TransposedWindowOf(x.shape, Shape(weights.shape.begin() + 2, weights.shape.end()), options);
  const std::int64_t of_group = weights.shape[1], channels = weights.shape[0],
                     per_group = channels / groups;
  if (x.shape[1] != channels) Fail("ConvTranspose: channels do not fit");
  Tensor<T> y(w.InputShape(x.shape[0], of_group * groups, x.Rank()));
  const std::int64_t taps = w.Taps(), in = w.OutSize(), out = w.InSize(), stride = w.stride[2];
  for (std::int64_t n = 0; n < x.shape[0]; ++n)
    for (std::int64_t m = 0; m < of_group * groups; ++m) {
      T* plane = y.data.data() + (n * of_group * groups + m) * out;
      std::fill_n(plane, out, bias.IsGiven() ? bias.data.at(static_cast<std::size_t>(m)) : T(0));
      for (std::int64_t k = 0; k < per_group; ++k) {
        const std::int64_t c = m / of_group * per_group + k;
        const T* from = x.data.data() + (n * channels + c) * in;
        for (std::int64_t tap = 0; tap < taps; ++tap) {
          const T factor =
              weights.data[static_cast<std::size_t>((c * of_group + m % of_group) * taps + tap)];
          ForTap(w, tap, [&](std::int64_t at, std::int64_t to, std::int64_t count) {
            for (std::int64_t i = 0; i < count; ++i)
              plane[to + i * stride] += factor * from[at + i];
          });
        }
      }
    }
  return y;
}

}  // namespace emitted
