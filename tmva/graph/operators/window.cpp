// Sizes and paddings of windows.
#include "tmva/graph/operators/window.h"

#include <algorithm>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 31;

Shape ReadSizes(const NodeView& node, const char* attribute, std::int64_t least) {
  Shape sizes = node.Ints(attribute);
  for (const auto size : sizes)
    if (size < least || size > kMost)
      node.Fail("attribute '" + std::string(attribute) + "' has the value " + std::to_string(size));
  return sizes;
}

std::int64_t CeilDivide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

WindowAttributes::WindowAttributes(const NodeView& node)
    : kernel_(ReadSizes(node, "kernel_shape", 1)),
      strides_(ReadSizes(node, "strides", 1)),
      dilations_(ReadSizes(node, "dilations", 1)),
      pads_(ReadSizes(node, "pads", 0)),
      output_padding_(ReadSizes(node, "output_padding", 0)),
      output_shape_(ReadSizes(node, "output_shape", 0)),
      auto_pad_(node.String("auto_pad", "NOTSET")),
      ceil_mode_(node.Int("ceil_mode", 0) != 0) {
  if (auto_pad_ != "NOTSET" && auto_pad_ != "SAME_UPPER" && auto_pad_ != "SAME_LOWER" &&
      auto_pad_ != "VALID")
    node.Fail("attribute 'auto_pad' is '" + auto_pad_ +
              "', expected NOTSET, SAME_UPPER, SAME_LOWER or VALID");
}

Window WindowAttributes::Start(const Shape& input, const Shape& kernel, const Failure& fail) const {
  Window w;
  if (input.size() < 3 || input.size() > 2 + Window::kDimensions)
    fail("the input has shape " + ShapeText(input) +
         ", expected 1 to 3 dimensions after two others");
  const std::size_t rank = input.size() - 2, lead = Window::kDimensions - rank;
  const auto check = [&](const char* name, const Shape& sizes, std::size_t expected) {
    if (!sizes.empty() && sizes.size() != expected)
      fail("attribute '" + std::string(name) + "' has " + std::to_string(sizes.size()) +
           " numbers, expected " + std::to_string(expected));
  };
  check("kernel_shape", kernel_, rank);
  check("strides", strides_, rank);
  check("dilations", dilations_, rank);
  check("pads", pads_, 2 * rank);
  check("output_padding", output_padding_, rank);
  check("output_shape", output_shape_, rank);
  if (kernel.size() != rank || (!kernel_.empty() && kernel != kernel_))
    fail("the kernel has shape " + ShapeText(kernel) + ", expected " +
         (kernel_.empty() ? std::to_string(rank) + " dimensions" : ShapeText(kernel_)));
  w.in.fill(1);
  w.out.fill(1);
  w.kernel.fill(1);
  w.stride.fill(1);
  w.dilation.fill(1);
  w.begin.fill(0);
  w.end.fill(0);
  for (std::size_t i = 0; i < rank; ++i) {
    w.in[lead + i] = input[i + 2];
    w.kernel[lead + i] = kernel[i];
    if (!strides_.empty()) w.stride[lead + i] = strides_[i];
    if (!dilations_.empty()) w.dilation[lead + i] = dilations_[i];
    if (!pads_.empty() && auto_pad_ == "NOTSET") {
      w.begin[lead + i] = pads_[i];
      w.end[lead + i] = pads_[rank + i];
    }
    if (input[i + 2] > kMost || kernel[i] < 1 || kernel[i] > kMost)
      fail("cannot slide a kernel of shape " + ShapeText(kernel) + " over an input of shape " +
           ShapeText(input));
  }
  return w;
}

Window WindowAttributes::For(const Shape& input, const Shape& kernel, const Failure& fail) const {
  Window w = Start(input, kernel, fail);
  for (std::size_t d = 0; d < Window::kDimensions; ++d) {
    const std::int64_t extent = (w.kernel[d] - 1) * w.dilation[d] + 1;
    if (auto_pad_.starts_with("SAME")) {
      w.out[d] = CeilDivide(w.in[d], w.stride[d]);
      const std::int64_t total =
          std::max<std::int64_t>((w.out[d] - 1) * w.stride[d] + extent - w.in[d], 0);
      w.begin[d] = auto_pad_ == "SAME_UPPER" ? total / 2 : total - total / 2;
      w.end[d] = total - w.begin[d];
      continue;
    }
    const std::int64_t room = w.in[d] + w.begin[d] + w.end[d] - extent;
    if (room < 0)
      fail("the kernel of shape " + ShapeText(kernel) +
           " is larger than the padded input of shape " + ShapeText(input));
    w.out[d] = (ceil_mode_ ? CeilDivide(room, w.stride[d]) : room / w.stride[d]) + 1;
    // A window that would begin behind the input is left out.
    if (ceil_mode_ && w.out[d] > 1 && (w.out[d] - 1) * w.stride[d] >= w.in[d] + w.begin[d])
      --w.out[d];
  }
  return w;
}

Window WindowAttributes::Transposed(const Shape& input, const Shape& kernel,
                                    const Failure& fail) const {
  Window w = Start(input, kernel, fail);
  const std::size_t lead = Window::kDimensions - kernel.size();
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const std::size_t d = lead + i;
    const std::int64_t extra = output_padding_.empty() ? 0 : output_padding_[i];
    const std::int64_t extent = (w.kernel[d] - 1) * w.dilation[d] + 1;
    const std::int64_t full = w.stride[d] * (w.in[d] - 1) + extra + extent;
    if (output_shape_.empty() && !auto_pad_.starts_with("SAME")) {
      w.out[d] = full - w.begin[d] - w.end[d];
      if (w.out[d] < 0) fail("pads are larger than the result");
      continue;
    }
    w.out[d] = output_shape_.empty() ? w.in[d] * w.stride[d] : output_shape_[i];
    const std::int64_t total = std::max<std::int64_t>(full - w.out[d], 0);
    w.begin[d] = auto_pad_ == "SAME_UPPER" ? total / 2 : total - total / 2;
    w.end[d] = total - w.begin[d];
  }
  return w;
}

std::vector<Window::Taps> Window::TapsOf(std::size_t d) const {
  std::vector<Taps> taps(static_cast<std::size_t>(out[d]));
  // Taps, of those that come every `dilation` from `start` on, before `limit`.
  const auto before = [&](std::int64_t limit, std::int64_t start) {
    return std::clamp<std::int64_t>(limit > start ? CeilDivide(limit - start, dilation[d]) : 0, 0,
                                    kernel[d]);
  };
  for (std::size_t o = 0; o < taps.size(); ++o) {
    const std::int64_t start = static_cast<std::int64_t>(o) * stride[d] - begin[d];
    const std::int64_t first = before(0, start);
    taps[o] = {first, before(in[d], start) - first, start + first * dilation[d],
               before(in[d] + end[d], start)};
  }
  return taps;
}

}  // namespace TMVA::inline standalone::onnx
