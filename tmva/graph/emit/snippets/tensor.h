// Tensor: a shape and row-major elements.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace emitted {

using Shape = std::vector<std::int64_t>;
using Bool = std::uint8_t;  // 0 or 1: vectors of bool have no elements to point at

[[noreturn]] inline void Fail(const std::string& what) { throw std::invalid_argument(what); }

inline std::int64_t Extent(const Shape& shape, std::size_t from, std::size_t to) {
  std::int64_t size = 1;
  for (std::size_t d = from; d < to; ++d) size *= shape[d];
  return size;
}
inline std::int64_t Size(const Shape& shape) { return Extent(shape, 0, shape.size()); }

template <class T>
struct Tensor {
  Tensor() = default;  // an input that is left out
  explicit Tensor(Shape of) : shape(std::move(of)), data(static_cast<std::size_t>(Size(shape))) {}
  Tensor(Shape of, std::vector<T> elements) : shape(std::move(of)), data(std::move(elements)) {
    for (const auto d : shape)
      if (d < 0) Fail("a dimension is negative");
    if (static_cast<std::int64_t>(data.size()) != Size(shape))
      Fail("a tensor has " + std::to_string(data.size()) + " elements, but its shape asks for " +
           std::to_string(Size(shape)));
  }
  bool IsGiven() const { return !shape.empty() || !data.empty(); }
  std::size_t Rank() const { return shape.size(); }
  std::int64_t NumElements() const { return static_cast<std::int64_t>(data.size()); }

  Shape shape;
  std::vector<T> data;
};

inline Tensor<std::int64_t> List(std::vector<std::int64_t> values) {
  Shape shape{static_cast<std::int64_t>(values.size())};
  return {std::move(shape), std::move(values)};
}

/// -1 stands for any size.
template <class T>
void CheckInput(const Tensor<T>& x, const std::string& name, const Shape& shape) {
  bool fits = x.Rank() == shape.size();
  for (std::size_t d = 0; fits && d < shape.size(); ++d)
    fits = shape[d] < 0 || shape[d] == x.shape[d];
  if (!fits) Fail("input '" + name + "' has another shape than the model's");
}

/// An axis, counted from the end where it is negative.
inline std::size_t Axis(std::int64_t axis, std::size_t rank) {
  const auto n = static_cast<std::int64_t>(rank);
  if (axis < -n || axis >= n)
    Fail("axis " + std::to_string(axis) + " of " + std::to_string(n) + " dimensions");
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}

/// Whole numbers of a tensor.
template <class I>
std::vector<std::int64_t> Integers(const Tensor<I>& t) {
  return {t.data.begin(), t.data.end()};
}

inline Shape Strides(const Shape& shape) {
  Shape strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * shape[d];
  return strides;
}

/// Advances an index within `shape`; false after the last one.
inline bool Next(const Shape& shape, Shape& index) {
  for (std::size_t d = shape.size(); d-- > 0;) {
    if (++index[d] < shape[d]) return true;
    index[d] = 0;
  }
  return false;
}

/// y[index] = x[offset + sum of index * strides].
template <class T>
Tensor<T> View(const Tensor<T>& x, Shape shape, const Shape& strides, std::int64_t offset = 0) {
  Tensor<T> y(std::move(shape));
  if (y.data.empty()) return y;
  if (y.shape.empty()) {
    y.data[0] = x.data[static_cast<std::size_t>(offset)];
    return y;
  }
  const std::size_t last = y.shape.size() - 1;
  const Shape outer(y.shape.begin(), y.shape.end() - 1);
  Shape index(last, 0);
  T* to = y.data.data();
  do {
    std::int64_t from = offset;
    for (std::size_t d = 0; d < last; ++d) from += index[d] * strides[d];
    for (std::int64_t i = 0; i < y.shape[last]; ++i, from += strides[last])
      *to++ = x.data[static_cast<std::size_t>(from)];
  } while (Next(outer, index));
  return y;
}

}  // namespace emitted
