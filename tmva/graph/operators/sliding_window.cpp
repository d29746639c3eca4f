// Filters that slide over an image.
#include "tmva/graph/operators/sliding_window.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include <TMVA/Error.h>

#include "tmva/graph/operators/convolution_kernels.h"
#include "tmva/graph/operators/processor.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <class T>
const ConvolutionKernel<T>& Kernel() {
  static const ConvolutionKernel<T> kernel = [] {
    if constexpr (std::is_same_v<T, float>)
      return ForThisProcessor(FloatConvolutionPlain(), FloatConvolutionAvx2(),
                              FloatConvolutionAvx512());
    else
      return ForThisProcessor(DoubleConvolutionPlain(), DoubleConvolutionAvx2(),
                              DoubleConvolutionAvx512());
  }();
  return kernel;
}

/// A window of one element at every place: all lines are one.
bool IsPointwise(const Window& w) {
  return Window::Product(w.kernel) == 1 && Window::Product(w.stride) == 1 && w.in == w.out &&
         w.begin == Window::Sizes{} && w.end == Window::Sizes{};
}

/// Lines are short: a call for each would take longer than the copy.
template <class T>
inline void CopyLine(const T* from, std::int64_t count, T* to) {
  constexpr std::int64_t kAtOnce = 8;
  const T* const end = from + count;
  for (; end - from >= kAtOnce; from += kAtOnce, to += kAtOnce)
    std::memcpy(to, from, kAtOnce * sizeof(T));
  while (from != end) *to++ = *from++;
}

}  // namespace

template <class T>
Filters<T>::Filters(std::span<const T> weights, const Shape& shape, std::int64_t groups) {
  const std::int64_t channels = shape[0] / groups;
  std::int64_t k = 1;
  for (std::size_t d = 1; d < shape.size(); ++d) k *= shape[d];
  size_ = channels * k;
  packed_.resize(weights.size());
  T* to = packed_.data();
  for (std::int64_t group = 0; group < groups; ++group) {
    const T* from = weights.data() + group * size_;
    for (std::int64_t channel = 0; channel < channels;) {
      const std::int64_t block = ChannelBlock(channels - channel);
      for (std::int64_t l = 0; l < k; ++l)
        for (std::int64_t r = 0; r < block; ++r) *to++ = from[(channel + r) * k + l];
      channel += block;
    }
  }
}

template <class T>
SlidingWindow<T>::SlidingWindow(const Window& window, const Shape& weights, const Shape& input)
    : w_(window),
      depth_(weights[1]),
      area_(Window::Product(window.in)),
      weights_(weights),
      input_(input),
      output_{input[0], weights[0]} {
  output_.insert(output_.end(), w_.out.end() - static_cast<std::ptrdiff_t>(input.size() - 2),
                 w_.out.end());
  if (IsPointwise(w_)) w_.in = w_.out = {1, 1, Window::Product(w_.in)};
  Choose();
  const std::int64_t taps_end =
      (w_.out[2] - 1) * w_.stride[2] + (w_.kernel[2] - 1) * w_.dilation[2] + 1;
  copies_ = w_.begin != Window::Sizes{} || w_.end != Window::Sizes{} || w_.stride[2] != 1 ||
            count_ < lanes_ || taps_end > w_.in[2];
  if (copies_) {
    // Read beyond the last place of a line: the vector's other elements.
    const std::int64_t width = std::max(w_.begin[2] + w_.in[2], taps_end) + lanes_ * w_.stride[2];
    const std::int64_t height =
        std::max(w_.begin[1] + w_.in[1],
                 (w_.out[1] - 1) * w_.stride[1] + (w_.kernel[1] - 1) * w_.dilation[1] + 1);
    const std::int64_t layers =
        std::max(w_.begin[0] + w_.in[0],
                 (w_.out[0] - 1) * w_.stride[0] + (w_.kernel[0] - 1) * w_.dilation[0] + 1);
    phase_ = (width + w_.stride[2] - 1) / w_.stride[2];
    line_ = phase_ * w_.stride[2];
    const std::size_t elements = NumElements({depth_, layers, height, line_});
    if (constexpr std::size_t kAlways = 1 << 24;
        elements > kAlways + 64 * NumElements({depth_, Window::Product(w_.in)}))
      throw ModelError("the padding of an image of " +
                       ShapeText({depth_, w_.in[0], w_.in[1], w_.in[2]}) + " needs " +
                       std::to_string(elements) + " elements");
    padded_.assign(elements, T{0});
    slice_ = line_ * height;
    plane_ = slice_ * layers;
  } else {
    phase_ = line_ = w_.in[2];
    slice_ = line_ * w_.in[1];
    plane_ = slice_ * w_.in[0];
  }
  for (std::int64_t c = 0; c < depth_; ++c)
    for (std::int64_t z = 0; z < w_.kernel[0]; ++z)
      for (std::int64_t y = 0; y < w_.kernel[1]; ++y)
        for (std::int64_t x = 0; x < w_.kernel[2]; ++x)
          offsets_.push_back(c * plane_ + z * w_.dilation[0] * slice_ + y * w_.dilation[1] * line_ +
                             InLine(x * w_.dilation[2]));
  for (std::int64_t z = 0; z < w_.out[0]; ++z)
    for (std::int64_t y = 0; y < w_.out[1]; ++y)
      for (std::int64_t x = 0; x < w_.out[2]; x += lanes_) {
        // The last vector of a line goes back over what the one before it did.
        const std::int64_t at = std::min(x, std::max<std::int64_t>(w_.out[2] - lanes_, 0));
        places_.push_back(z * w_.stride[0] * slice_ + y * w_.stride[1] * line_ + at);
        targets_.push_back((z * w_.out[1] + y) * w_.out[2] + at);
      }
}

/// The vectors that waste least on a line.
template <class T>
void SlidingWindow<T>::Choose() {
  const auto& kernel = Kernel<T>();
  long best = 0;
  for (long bytes = kernel.largest; bytes >= kernel.smallest; bytes /= 2) {
    const long lanes = bytes / static_cast<long>(sizeof(T)),
               used = (w_.out[2] + lanes - 1) / lanes * lanes;
    if (bytes_ != 0 && used >= best) continue;
    best = used;
    bytes_ = bytes;
    lanes_ = lanes;
  }
  count_ = std::min<long>(lanes_, w_.out[2]);
}

template <class T>
void SlidingWindow<T>::Copy(const T* image) {
  const std::int64_t width = w_.in[2], stride = w_.stride[2];
  T* const first = padded_.data() + w_.begin[0] * slice_ + w_.begin[1] * line_;
  for (std::int64_t c = 0; c < depth_; ++c)
    for (std::int64_t z = 0; z < w_.in[0]; ++z) {
      T* line = first + c * plane_ + z * slice_;
      for (std::int64_t y = 0; y < w_.in[1]; ++y, image += width, line += line_)
        if (stride == 1)
          CopyLine(image, width, line + w_.begin[2]);
        else
          for (std::int64_t x = 0; x < width; ++x) line[InLine(x + w_.begin[2])] = image[x];
    }
}

template <class T>
void SlidingWindow<T>::Run(const T* image, const Layer& layer) {
  if (copies_) Copy(image);
  Kernel<T>().run(
      {copies_ ? padded_.data() : image, offsets_.data(), places_.data(), targets_.data(),
       static_cast<long>(places_.size()), count_, layer.filters, layer.bias, layer.relu, layer.out,
       Window::Product(w_.out), layer.channels, static_cast<long>(offsets_.size())},
      bytes_);
}

template class Filters<float>;
template class Filters<double>;
template class SlidingWindow<float>;
template class SlidingWindow<double>;

}  // namespace TMVA::inline standalone::onnx
