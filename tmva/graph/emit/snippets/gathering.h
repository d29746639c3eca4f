// Elements chosen, or replaced, by index.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

inline std::int64_t Place(std::int64_t index, std::int64_t size) {
  if (index < -size || index >= size)
    Fail("index " + std::to_string(index) + " of " + std::to_string(size) + " elements");
  return index < 0 ? index + size : index;
}

template <class T, class I>
Tensor<T> Gather(const Tensor<T>& x, const Tensor<I>& indices, std::int64_t axis) {
  const std::size_t at = Axis(axis, x.Rank());
  Shape shape(x.shape.begin(), x.shape.begin() + static_cast<std::ptrdiff_t>(at));
  shape.insert(shape.end(), indices.shape.begin(), indices.shape.end());
  shape.insert(shape.end(), x.shape.begin() + static_cast<std::ptrdiff_t>(at) + 1, x.shape.end());
  Tensor<T> y(shape);
  const std::int64_t inner = Extent(x.shape, at + 1, x.Rank()), size = x.shape[at];
  T* to = y.data.data();
  for (std::int64_t o = 0; o < Extent(x.shape, 0, at); ++o)
    for (const I i : indices.data)
      to = std::copy_n(x.data.data() + (o * size + Place(i, size)) * inner, inner, to);
  return y;
}

/// f(element of indices, its place in `shape` with the index along the axis) for all.
template <class I, class F>
void ForPlaces(const Shape& shape, const Tensor<I>& indices, std::size_t axis, F f) {
  const Shape strides = Strides(shape);
  Shape index(indices.Rank(), 0);
  for (std::size_t i = 0; i < indices.data.size(); ++i, Next(indices.shape, index)) {
    std::int64_t place = 0;
    for (std::size_t d = 0; d < index.size(); ++d)
      place +=
          Place(d == axis ? static_cast<std::int64_t>(indices.data[i]) : index[d], shape.at(d)) *
          strides[d];
    f(i, static_cast<std::size_t>(place));
  }
}

template <class T, class I>
Tensor<T> GatherElements(const Tensor<T>& x, const Tensor<I>& indices, std::int64_t axis) {
  Tensor<T> y(indices.shape);
  ForPlaces(x.shape, indices, Axis(axis, x.Rank()),
            [&](std::size_t i, std::size_t place) { y.data[i] = x.data[place]; });
  return y;
}

/// reduction: 0 none, 1 add, 2 mul, 3 max, 4 min.
template <class T>
void Replace(T& old, T update, int reduction) {
  switch (reduction) {
    case 0:
      old = update;
      break;
    case 1:
      old += update;
      break;
    case 2:
      old *= update;
      break;
    case 3:
      old = std::max(old, update);
      break;
    default:
      old = std::min(old, update);
  }
}

template <class T, class I>
Tensor<T> ScatterElements(const Tensor<T>& x, const Tensor<I>& indices, const Tensor<T>& updates,
                          std::int64_t axis, int reduction) {
  Tensor<T> y = x;
  if (updates.shape != indices.shape)
    Fail("ScatterElements: indices and updates have other shapes");
  ForPlaces(x.shape, indices, Axis(axis, x.Rank()), [&](std::size_t i, std::size_t place) {
    Replace(y.data[place], updates.data[i], reduction);
  });
  return y;
}

/// f(tuple, first place, size) for the blocks that the tuples of the last axis of `indices` choose.
template <class F>
void ForBlocks(const Shape& shape, const Tensor<std::int64_t>& indices, std::size_t batch_dims,
               F f) {
  const auto tuple = static_cast<std::size_t>(indices.shape.at(indices.Rank() - 1));
  if (batch_dims + tuple > shape.size())
    Fail("an index has more numbers than there are dimensions");
  const Shape strides = Strides(shape);
  const std::int64_t count =
      tuple == 0 ? 0 : indices.NumElements() / static_cast<std::int64_t>(tuple);
  const std::int64_t batches = Extent(shape, 0, batch_dims),
                     size = Extent(shape, batch_dims + tuple, shape.size());
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t place =
        batches == 0 ? 0 : i / (count / batches) * Extent(shape, batch_dims, shape.size());
    for (std::size_t d = 0; d < tuple; ++d)
      place += Place(indices.data[static_cast<std::size_t>(i) * tuple + d], shape[batch_dims + d]) *
               strides[batch_dims + d];
    f(i, place, size);
  }
}

template <class T>
Tensor<T> GatherND(const Tensor<T>& x, const Tensor<std::int64_t>& indices,
                   std::size_t batch_dims) {
  Shape shape(indices.shape.begin(), indices.shape.end() - 1);
  shape.insert(shape.end(),
               x.shape.begin() + static_cast<std::ptrdiff_t>(batch_dims) + indices.shape.back(),
               x.shape.end());
  Tensor<T> y(shape);
  ForBlocks(x.shape, indices, batch_dims,
            [&](std::int64_t i, std::int64_t place, std::int64_t size) {
              std::copy_n(x.data.data() + place, size, y.data.data() + i * size);
            });
  return y;
}

template <class T>
Tensor<T> ScatterND(const Tensor<T>& x, const Tensor<std::int64_t>& indices,
                    const Tensor<T>& updates, int reduction) {
  Tensor<T> y = x;
  ForBlocks(x.shape, indices, 0, [&](std::int64_t i, std::int64_t place, std::int64_t size) {
    for (std::int64_t k = 0; k < size; ++k)
      Replace(y.data[static_cast<std::size_t>(place + k)],
              updates.data.at(static_cast<std::size_t>(i * size + k)), reduction);
  });
  return y;
}

/// Columns of the last axis (of ai.onnx.ml).
template <class T>
Tensor<T> ArrayFeatureExtractor(const Tensor<T>& x, const Tensor<std::int64_t>& columns) {
  Tensor<T> y = Gather(x, List(Integers(columns)), -1);
  if (y.Rank() == 1) y.shape.insert(y.shape.begin(), 1);
  return y;
}

}  // namespace emitted
