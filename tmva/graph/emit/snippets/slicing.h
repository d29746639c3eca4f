// Slice, Split and Pad.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

template <class T, class I>
Tensor<T> Slice(const Tensor<T>& x, const Tensor<I>& starts, const Tensor<I>& ends,
                const Tensor<I>& axes, const Tensor<I>& steps) {
  const Shape own = Strides(x.shape);
  Shape shape = x.shape, strides = own;
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < starts.data.size(); ++i) {
    const std::size_t d = axes.IsGiven() ? Axis(axes.data.at(i), x.Rank()) : i;
    const std::int64_t size = x.shape.at(d), step = steps.IsGiven() ? steps.data.at(i) : 1;
    if (step == 0) Fail("Slice: a step is 0");
    const auto place = [&](std::int64_t at) {
      if (at < 0) at += size;
      return step > 0 ? std::min(std::max<std::int64_t>(at, 0), size)
                      : std::min(std::max<std::int64_t>(at, -1), size - 1);
    };
    const std::int64_t begin = place(starts.data[i]);
    // An end before the first element, counted from the end, stays before it.
    const std::int64_t end = step < 0 && ends.data.at(i) < -size ? -1 : place(ends.data.at(i));
    const std::int64_t count =
        step > 0 ? (end - begin + step - 1) / step : (begin - end - step - 1) / -step;
    shape[d] = std::max<std::int64_t>(count, 0);
    strides[d] = own[d] * step;
    offset += begin * own[d];
  }
  return View(x, shape, strides, offset);
}
template <class T, class I>
Tensor<T> Slice(const Tensor<T>& x, const Tensor<I>& starts, const Tensor<I>& ends) {
  return Slice(x, starts, ends, Tensor<I>(), Tensor<I>());
}

/// The parts; without sizes all but the last are equal.
template <std::size_t N, class T>
std::array<Tensor<T>, N> Split(const Tensor<T>& x, const Tensor<std::int64_t>& sizes,
                               std::int64_t axis) {
  const std::size_t d = Axis(axis, x.Rank());
  const std::int64_t size = x.shape[d], each = (size + static_cast<std::int64_t>(N) - 1) /
                                               static_cast<std::int64_t>(N);
  const Shape own = Strides(x.shape);
  std::array<Tensor<T>, N> parts;
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < N; ++i) {
    Shape shape = x.shape;
    shape[d] = sizes.IsGiven() ? sizes.data.at(i)
                               : std::max<std::int64_t>(std::min(each, size - begin), 0);
    if (begin + shape[d] > size) Fail("Split: parts are larger than the input");
    parts[i] = View(x, shape, own, begin * own[d]);
    begin += shape[d];
  }
  return parts;
}

/// mode: 0 constant, 1 reflect, 2 edge, 3 wrap.
template <class T, class I>
Tensor<T> Pad(const Tensor<T>& x, const Tensor<I>& pads, const Tensor<T>& value,
              const Tensor<std::int64_t>& axes, int mode) {
  std::vector<std::int64_t> begin(x.Rank(), 0), end(x.Rank(), 0);
  const std::size_t n = pads.data.size() / 2;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t d = axes.IsGiven() ? Axis(axes.data.at(i), x.Rank()) : i;
    begin.at(d) = pads.data[i];
    end.at(d) = pads.data[n + i];
  }
  Shape shape = x.shape;
  for (std::size_t d = 0; d < x.Rank(); ++d) shape[d] += begin[d] + end[d];
  Tensor<T> y(shape);
  const T fill = value.IsGiven() ? value.data.at(0) : T(0);
  const Shape own = Strides(x.shape);
  Shape index(shape.size(), 0);
  for (T& element : y.data) {
    std::int64_t from = 0;
    bool inside = true;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      const std::int64_t size = x.shape[d], period = 2 * (size - 1);
      std::int64_t at = index[d] - begin[d];
      if (at < 0 || at >= size) {
        if (mode == 1) at = period == 0 ? 0 : std::abs(at) % period;
        if (mode == 1 && at >= size) at = period - at;
        if (mode == 2) at = at < 0 ? 0 : size - 1;
        if (mode == 3) at = ((at % size) + size) % size;
        inside = inside && mode != 0;
      }
      from += at * own[d];
    }
    element = inside ? x.data.at(static_cast<std::size_t>(from)) : fill;
    Next(shape, index);
  }
  return y;
}

}  // namespace emitted
