// Operators that change shapes or repeat elements.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

template <class T>
Tensor<T> Identity(const Tensor<T>& x) {
  return x;
}

template <class T>
Tensor<std::int64_t> ShapeOf(const Tensor<T>& x, std::int64_t start, std::int64_t end) {
  const auto rank = static_cast<std::int64_t>(x.Rank());
  const auto clamped = [rank](std::int64_t i) {
    return std::min(std::max<std::int64_t>(i < 0 ? i + rank : i, 0), rank);
  };
  const std::int64_t from = clamped(start), to = std::max(clamped(end), from);
  return List({x.shape.begin() + from, x.shape.begin() + to});
}
template <class T>
Tensor<std::int64_t> SizeOf(const Tensor<T>& x) {
  return {{}, {x.NumElements()}};
}

template <class T, class I>
Tensor<T> Reshape(const Tensor<T>& x, const Tensor<I>& to, bool allow_zero) {
  Shape shape = Integers(to);
  std::int64_t known = 1;
  std::size_t unknown = shape.size();
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 0 && !allow_zero) shape[d] = x.shape.at(d);
    if (shape[d] == -1)
      unknown = d;
    else
      known *= shape[d];
  }
  if (unknown < shape.size()) shape[unknown] = known == 0 ? 0 : x.NumElements() / known;
  return {shape, x.data};
}

template <class T>
Tensor<T> Flatten(const Tensor<T>& x, std::int64_t axis) {
  const std::size_t at =
      axis == static_cast<std::int64_t>(x.Rank()) ? x.Rank() : Axis(axis, x.Rank());
  return {{Extent(x.shape, 0, at), Extent(x.shape, at, x.Rank())}, x.data};
}

template <class T, class I>
Tensor<T> Squeeze(const Tensor<T>& x, const Tensor<I>& axes) {
  std::vector<bool> goes(x.Rank());
  for (std::size_t d = 0; d < x.Rank(); ++d) goes[d] = !axes.IsGiven() && x.shape[d] == 1;
  for (const auto axis : axes.data) goes[Axis(axis, x.Rank())] = true;
  Shape shape;
  for (std::size_t d = 0; d < x.Rank(); ++d)
    if (!goes[d]) shape.push_back(x.shape[d]);
  return {shape, x.data};
}
template <class T>
Tensor<T> Squeeze(const Tensor<T>& x) {
  return Squeeze(x, Tensor<std::int64_t>());
}

template <class T, class I>
Tensor<T> Unsqueeze(const Tensor<T>& x, const Tensor<I>& axes) {
  Shape shape(x.Rank() + axes.data.size(), -1);
  for (const auto axis : axes.data) shape[Axis(axis, shape.size())] = 1;
  auto next = x.shape.begin();
  for (auto& d : shape)
    if (d < 0) d = *next++;
  return {shape, x.data};
}

template <class T>
Tensor<T> Transpose(const Tensor<T>& x, std::vector<std::int64_t> order) {
  if (order.empty())
    for (std::size_t d = x.Rank(); d-- > 0;) order.push_back(static_cast<std::int64_t>(d));
  const Shape own = Strides(x.shape);
  Shape shape, strides;
  for (const auto axis : order) {
    shape.push_back(x.shape[Axis(axis, x.Rank())]);
    strides.push_back(own[Axis(axis, x.Rank())]);
  }
  return View(x, shape, strides);
}

template <class T, class... Ts>
Tensor<T> Concat(std::int64_t axis, const Tensor<T>& first, const Ts&... rest) {
  const std::vector<const Tensor<T>*> all{&first, &rest...};
  const std::size_t at = Axis(axis, first.Rank());
  Shape shape = first.shape;
  shape[at] = 0;
  for (const auto* x : all) shape[at] += x->shape.at(at);
  Tensor<T> y(shape);
  T* to = y.data.data();
  for (std::int64_t o = 0; o < Extent(shape, 0, at); ++o)
    for (const auto* x : all) {
      const std::int64_t n = Extent(x->shape, at, shape.size());
      to = std::copy_n(x->data.data() + o * n, n, to);
    }
  return y;
}

template <class T, class I>
Tensor<T> Tile(const Tensor<T>& x, const Tensor<I>& repeats) {
  const Shape own = Strides(x.shape);
  Shape box, strides, shape;
  for (std::size_t d = 0; d < x.Rank(); ++d) {
    box.insert(box.end(), {repeats.data.at(d), x.shape[d]});
    strides.insert(strides.end(), {0, own[d]});
    shape.push_back(repeats.data[d] * x.shape[d]);
  }
  return {shape, View(x, box, strides).data};
}

template <class T, class I>
Tensor<T> ConstantOfShape(const Tensor<I>& shape, const Tensor<T>& value) {
  Tensor<T> y(Integers(shape));
  std::fill(y.data.begin(), y.data.end(), value.data.at(0));
  return y;
}

template <class T>
Tensor<T> Range(const Tensor<T>& start, const Tensor<T>& limit, const Tensor<T>& delta) {
  const T from = start.data.at(0), step = delta.data.at(0);
  if (step == 0) Fail("Range: delta is 0");
  const double count =
      std::ceil((static_cast<double>(limit.data.at(0)) - static_cast<double>(from)) /
                static_cast<double>(step));
  Tensor<T> y({count > 0 ? static_cast<std::int64_t>(count) : 0});
  for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] = from + static_cast<T>(i) * step;
  return y;
}

}  // namespace emitted
