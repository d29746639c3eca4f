// Patches: what a sliding window sees, as columns of a matrix.
#pragma once

#include <algorithm>
#include <vector>

#include "tmva/graph/operators/window.h"

namespace TMVA::inline standalone::onnx {

/// A row for each channel and tap of the kernel, a column for each place of the window. Made block
/// by block of places, so that memory stays small and near whatever the sizes are.
template <class T>
class Patches {
 public:
  Patches(const Window& window, std::int64_t channels)
      : w_(window), channels_(channels), rows_(channels * Window::Product(window.kernel)) {
    const std::int64_t places = Window::Product(window.out);
    block_ =
        std::min(std::max<std::int64_t>(kElements / rows_, 16), std::max<std::int64_t>(places, 1));
    if (block_ > w_.out[2]) block_ -= block_ % w_.out[2];  // whole lines
    if (!AreTheInput()) columns_.resize(static_cast<std::size_t>(rows_ * block_));
  }

  /// A window of one element at every place: the input is its own matrix of patches.
  bool AreTheInput() const {
    return Window::Product(w_.kernel) == 1 && Window::Product(w_.stride) == 1 && w_.in == w_.out &&
           Window::Product(w_.begin) == 0 && w_.begin == Window::Sizes{} && w_.end == w_.begin;
  }
  std::int64_t Block() const { return block_; }
  T* Columns() { return columns_.data(); }

  /// The columns of the places from `begin` on.
  const T* Gather(const T* image, std::int64_t begin, std::int64_t count) {
    Visit(begin, count, [&](std::int64_t pixel, T* line, std::int64_t n, std::int64_t step) {
      if (pixel < 0) {
        std::fill_n(line, n, T{0});
      } else if (step == 1) {
        std::copy_n(image + pixel, n, line);
      } else {
        for (std::int64_t i = 0; i < n; ++i) line[i] = image[pixel + i * step];
      }
    });
    return columns_.data();
  }

  /// Adds the columns to the places of the image they come from.
  void Scatter(T* image, std::int64_t begin, std::int64_t count) {
    Visit(begin, count, [&](std::int64_t pixel, const T* line, std::int64_t n, std::int64_t step) {
      if (pixel < 0) return;
      for (std::int64_t i = 0; i < n; ++i) image[pixel + i * step] += line[i];
    });
  }

 private:
  static constexpr std::int64_t kElements = 1 << 16;

  /// Of a line of places, those that fall on the input: from `first` on, before `last`.
  struct Range {
    std::int64_t first, last;
  };
  Range Inside(std::int64_t at, std::int64_t n) const {
    const auto before = [&](std::int64_t limit) {
      const std::int64_t s = w_.stride[2], room = limit - at;
      return std::clamp<std::int64_t>(room <= 0 ? 0 : s == 1 ? room : (room + s - 1) / s, 0, n);
    };
    return {before(0), before(w_.in[2])};
  }

  /// Cuts the columns into lines: n elements at `line`, which are the pixels `pixel`,
  /// `pixel` + `step`, ...; or padding, where `pixel` is -1.
  template <class F>
  void Visit(std::int64_t begin, std::int64_t count, F&& f) {
    T* line = columns_.data();
    const std::int64_t area = Window::Product(w_.in), width = w_.out[2], step = w_.stride[2];
    for (std::int64_t c = 0; c < channels_; ++c)
      for (std::int64_t k0 = 0; k0 < w_.kernel[0]; ++k0)
        for (std::int64_t k1 = 0; k1 < w_.kernel[1]; ++k1)
          for (std::int64_t k2 = 0; k2 < w_.kernel[2]; ++k2) {
            const std::int64_t shift = k2 * w_.dilation[2] - w_.begin[2];
            const Range whole = Inside(shift, width);
            std::int64_t o2 = begin % width, o1 = begin / width % w_.out[1],
                         o0 = begin / width / w_.out[1];
            for (std::int64_t left = count; left > 0;) {
              const std::int64_t n = std::min(width - o2, left);
              const std::int64_t i0 = o0 * w_.stride[0] + k0 * w_.dilation[0] - w_.begin[0];
              const std::int64_t i1 = o1 * w_.stride[1] + k1 * w_.dilation[1] - w_.begin[1];
              const std::int64_t at = o2 * step + shift;
              Range inside = n == width ? whole : Inside(at, n);
              if (i0 < 0 || i0 >= w_.in[0] || i1 < 0 || i1 >= w_.in[1]) inside = {n, n};
              if (inside.first > 0) f(std::int64_t{-1}, line, inside.first, step);
              if (inside.last > inside.first)
                f(c * area + (i0 * w_.in[1] + i1) * w_.in[2] + at + inside.first * step,
                  line + inside.first, inside.last - inside.first, step);
              if (inside.last < n) f(std::int64_t{-1}, line + inside.last, n - inside.last, step);
              line += n;
              left -= n;
              o2 = 0;
              if (++o1 == w_.out[1]) {
                o1 = 0;
                ++o0;
              }
            }
          }
  }

  Window w_;
  std::int64_t channels_, rows_, block_;
  std::vector<T> columns_;
};

}  // namespace TMVA::inline standalone::onnx
