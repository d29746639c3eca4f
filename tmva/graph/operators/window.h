// Window: how a kernel slides over up to three spatial dimensions (Conv, pooling).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// Fewer dimensions than three are led by ones. All numbers are in [0, 2^31], so products of two of
/// them do not overflow.
struct Window {
  static constexpr std::size_t kDimensions = 3;
  using Sizes = std::array<std::int64_t, kDimensions>;

  Sizes in, out, kernel, stride, dilation, begin, end;

  bool operator==(const Window&) const = default;

  static std::int64_t Product(const Sizes& sizes) { return sizes[0] * sizes[1] * sizes[2]; }

  /// The taps of a kernel, along one dimension, that fall on the input.
  struct Taps {
    std::int64_t first_tap, count;  ///< of the kernel
    std::int64_t at;                ///< where the first one falls; the others follow by `dilation`
    std::int64_t padded_count;      ///< of those that fall on the input or its padding
  };
  /// For all outputs along a dimension.
  std::vector<Taps> TapsOf(std::size_t dimension) const;
};

/// The attributes kernel_shape, strides, dilations, pads, auto_pad, ceil_mode, checked.
class WindowAttributes {
 public:
  explicit WindowAttributes(const NodeView& node);

  bool HasKernel() const { return !kernel_.empty(); }
  const Shape& Kernel() const { return kernel_; }
  /// For an input of shape N x C x spatial dimensions. `kernel`: its spatial dimensions. Errors go
  /// to `fail`.
  using Failure = std::function<void(const std::string&)>;
  Window For(const Shape& input, const Shape& kernel, const Failure& fail) const;
  /// For a transposed convolution: `in` and `out` are as in its arguments and results.
  Window Transposed(const Shape& input, const Shape& kernel, const Failure& fail) const;

 private:
  Window Start(const Shape& input, const Shape& kernel, const Failure& fail) const;

  Shape kernel_, strides_, dilations_, pads_, output_padding_, output_shape_;
  std::string auto_pad_;
  bool ceil_mode_;
};

}  // namespace TMVA::inline standalone::onnx
