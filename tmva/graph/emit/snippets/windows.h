// Windows that slide over one to three dimensions.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

/// Attributes of Conv and pooling; an empty list stands for ones, or for zeros of pads.
struct WindowOptions {
  Shape strides, dilations, pads, output_padding, output_shape;
  int auto_pad = 0;  // 0 pads, 1 SAME_UPPER, 2 SAME_LOWER, 3 VALID
  bool ceil = false;
};

/// Fewer dimensions than three are led by ones.
struct Window {
  std::array<std::int64_t, 3> in{1, 1, 1}, out{1, 1, 1}, kernel{1, 1, 1}, stride{1, 1, 1},
      dilation{1, 1, 1}, pad{0, 0, 0}, end{0, 0, 0};

  std::int64_t Taps() const { return kernel[0] * kernel[1] * kernel[2]; }
  std::int64_t InSize() const { return in[0] * in[1] * in[2]; }
  std::int64_t OutSize() const { return out[0] * out[1] * out[2]; }
  Shape OutputShape(std::int64_t batch, std::int64_t channels, std::size_t rank) const {
    return ShapeOf(out, batch, channels, rank);
  }
  Shape InputShape(std::int64_t batch, std::int64_t channels, std::size_t rank) const {
    return ShapeOf(in, batch, channels, rank);
  }

 private:
  static Shape ShapeOf(const std::array<std::int64_t, 3>& sizes, std::int64_t batch,
                       std::int64_t channels, std::size_t rank) {
    Shape shape{batch, channels};
    shape.insert(shape.end(), sizes.end() - static_cast<std::ptrdiff_t>(rank - 2), sizes.end());
    return shape;
  }
};

/// f(dimension of the window, dimension of the options) with all but in and out set.
template <class F>
Window WindowFrom(const Shape& x, const Shape& kernel, const WindowOptions& o, F f) {
  if (x.size() < 3 || x.size() > 5 || kernel.size() + 2 != x.size())
    Fail("a window over 1 to 3 dimensions is expected");
  Window w;
  const std::size_t rank = kernel.size();
  for (std::size_t i = 0; i < rank; ++i) {
    const std::size_t d = 3 - rank + i;
    w.kernel[d] = kernel[i];
    if (!o.strides.empty()) w.stride[d] = o.strides[i];
    if (!o.dilations.empty()) w.dilation[d] = o.dilations[i];
    if (!o.pads.empty() && o.auto_pad == 0) {
      w.pad[d] = o.pads[i];
      w.end[d] = o.pads[rank + i];
    }
    f(w, d, i, (w.kernel[d] - 1) * w.dilation[d] + 1);
  }
  return w;
}

inline Window WindowOf(const Shape& x, const Shape& kernel, const WindowOptions& o) {
  return WindowFrom(
      x, kernel, o, [&](Window& w, std::size_t d, std::size_t i, std::int64_t extent) {
        w.in[d] = x[i + 2];
        if (o.auto_pad == 1 || o.auto_pad == 2) {
          w.out[d] = (w.in[d] + w.stride[d] - 1) / w.stride[d];
          const std::int64_t total =
              std::max<std::int64_t>((w.out[d] - 1) * w.stride[d] + extent - w.in[d], 0);
          w.pad[d] = o.auto_pad == 1 ? total / 2 : total - total / 2;
          w.end[d] = total - w.pad[d];
          return;
        }
        const std::int64_t room = w.in[d] + w.pad[d] + w.end[d] - extent;
        if (room < 0) Fail("a kernel is larger than the padded input");
        w.out[d] = (room + (o.ceil ? w.stride[d] - 1 : 0)) / w.stride[d] + 1;
        if (o.ceil && w.out[d] > 1 && (w.out[d] - 1) * w.stride[d] >= w.in[d] + w.pad[d])
          --w.out[d];
      });
}

/// The window that slides over the result.
inline Window TransposedWindowOf(const Shape& x, const Shape& kernel, const WindowOptions& o) {
  return WindowFrom(
      x, kernel, o, [&](Window& w, std::size_t d, std::size_t i, std::int64_t extent) {
        w.out[d] = x[i + 2];
        const std::int64_t full = w.stride[d] * (w.out[d] - 1) +
                                  (o.output_padding.empty() ? 0 : o.output_padding[i]) + extent;
        const bool same = o.auto_pad == 1 || o.auto_pad == 2;
        if (o.output_shape.empty() && !same) {
          w.in[d] = full - w.pad[d] - w.end[d];
          return;
        }
        w.in[d] = o.output_shape.empty() ? w.out[d] * w.stride[d] : o.output_shape[i];
        const std::int64_t total = std::max<std::int64_t>(full - w.in[d], 0);
        w.pad[d] = o.auto_pad == 1 ? total / 2 : total - total / 2;
      });
}

}  // namespace emitted
