// Broadcasting: arrays of several shapes read side by side.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {

/// The shape that all of them broadcast to; ModelError, with `where` in front, when there is none.
Shape BroadcastShape(std::span<const Array* const> arrays, const std::string& where);

/// One loop over an output of several dimensions. Strides are those of the arrays read, 0 where one
/// is repeated.
struct BroadcastDimension {
  static constexpr std::size_t kMostArrays = 3;
  std::size_t size = 1;
  std::array<std::size_t, kMostArrays> strides{};
};
/// The dimensions of `shape` with neighbours merged where all arrays allow it, so that equal shapes
/// and scalars become one long row, and a vector added to each row becomes two dimensions. The
/// shapes must broadcast to `shape`. At least one dimension; the strides of the last are 0 or 1.
std::vector<BroadcastDimension> MergeDimensions(const Shape& shape,
                                                std::span<const Shape* const> shapes);

/// N arrays read side by side, row by row of the output.
template <std::size_t N>
class BroadcastLoop {
  static_assert(N <= BroadcastDimension::kMostArrays);

 public:
  BroadcastLoop(const Shape& shape, const std::array<const Shape*, N>& shapes)
      : size_(NumElements(shape)) {
    if (size_ > 0) dimensions_ = MergeDimensions(shape, shapes);
  }

  /// Calls f(offset in the output, offsets in the arrays, length of the row, strides in the row).
  template <class F>
  void Rows(F&& f) const {
    if (size_ == 0) return;
    const auto& row = dimensions_.back();
    std::array<std::size_t, N> at{};
    std::vector<std::size_t> count(dimensions_.size() - 1);
    for (std::size_t out = 0; out < size_; out += row.size) {
      f(out, at, row.size, row.strides);
      for (std::size_t d = count.size(); d-- > 0;) {
        const auto& dimension = dimensions_[d];
        for (std::size_t k = 0; k < N; ++k) at[k] += dimension.strides[k];
        if (++count[d] < dimension.size) break;
        for (std::size_t k = 0; k < N; ++k) at[k] -= dimension.strides[k] * dimension.size;
        count[d] = 0;
      }
    }
  }

 private:
  std::size_t size_;
  std::vector<BroadcastDimension> dimensions_;
};

/// out = f(a, b), broadcast to `shape`. `out` may be `a` when that has this shape.
template <class A, class B, class Out, class F>
void MapBroadcast(const Shape& shape, const Shape& shape_a, const A* a, const Shape& shape_b,
                  const B* b, Out* out, const F& f) {
  BroadcastLoop<2>(shape, {&shape_a, &shape_b})
      .Rows([&](std::size_t at_out, const auto& at, std::size_t n, const auto& strides) {
        const A* x = a + at[0];
        const B* y = b + at[1];
        Out* z = out + at_out;
        if (strides[0] == 1 && strides[1] == 1) {
          for (std::size_t i = 0; i < n; ++i) z[i] = static_cast<Out>(f(x[i], y[i]));
        } else if (strides[0] == 1) {
          const B y0 = *y;
          for (std::size_t i = 0; i < n; ++i) z[i] = static_cast<Out>(f(x[i], y0));
        } else {
          const A x0 = *x;
          for (std::size_t i = 0; i < n; ++i) z[i] = static_cast<Out>(f(x0, y[i * strides[1]]));
        }
      });
}

}  // namespace TMVA::inline standalone::onnx
