// Filters that slide over an image: what Conv does for one image and one group of channels.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ranges>
#include <span>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/graph/operators/window.h"

namespace TMVA::inline standalone::onnx {

/// The weights of a convolution (channels x depth x kernel, in groups) in the order in which they
/// are read.
template <class T>
class Filters {
 public:
  Filters() = default;
  Filters(std::span<const T> weights, const Shape& shape, std::int64_t groups);
  const T* Of(std::int64_t group) const { return packed_.data() + group * size_; }

 private:
  std::vector<T> packed_;
  std::int64_t size_ = 0;  ///< of a group
};

template <class T>
class SlidingWindow {
 public:
  /// For these shapes, whose window it is.
  SlidingWindow(const Window& window, const Shape& weights, const Shape& input);
  /// The number of images does not matter.
  bool IsFor(const Shape& weights, const Shape& input) const {
    return weights_ == weights &&
           std::ranges::equal(input_ | std::views::drop(1), input | std::views::drop(1));
  }
  /// Of so many images.
  Shape Output(std::int64_t images) const {
    Shape shape = output_;
    shape[0] = images;
    return shape;
  }
  /// Elements of a channel of the input and of the output.
  std::int64_t Area() const { return area_; }
  std::int64_t Plane() const { return Window::Product(w_.out); }

  struct Layer {
    const T* filters;  ///< of a group
    const T* bias;     ///< a number a channel, or null
    bool relu;
    T* out;  ///< channels x places
    std::int64_t channels;
  };
  /// `image`: depth x the input's elements.
  void Run(const T* image, const Layer& layer);

 private:
  void Choose();
  void Copy(const T* image);
  /// Place of an element of the padded image, along the last dimension, in its line.
  std::int64_t InLine(std::int64_t x) const { return x % w_.stride[2] * phase_ + x / w_.stride[2]; }

  Window w_;
  std::int64_t depth_, area_;
  Shape weights_, input_, output_;
  bool copies_ = true;
  long bytes_ = 0, lanes_ = 0, count_ = 0;
  /// Sizes of the padded copy. Lines are in as many pieces as the stride: neighbours in the result
  /// are neighbours here.
  std::int64_t phase_ = 0, line_ = 0, slice_ = 0, plane_ = 0;
  std::vector<long> offsets_, places_, targets_;
  std::vector<T> padded_;
};

}  // namespace TMVA::inline standalone::onnx
