// Places of elements from arrays of indices.
#include "tmva/graph/operators/indices.h"

#include <algorithm>

namespace TMVA::inline standalone::onnx {

std::size_t IndexOperator::Index(std::int64_t index, std::int64_t size) const {
  if (index < -size || index >= size)
    Fail("index " + std::to_string(index) + " is not there: the axis has " + std::to_string(size) +
         " elements");
  return static_cast<std::size_t>(index < 0 ? index + size : index);
}

std::vector<std::size_t> IndexOperator::Indices(const Array& indices, std::int64_t size) const {
  const auto numbers = Integers(indices, "indices");
  std::vector<std::size_t> checked(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) checked[i] = Index(numbers[i], size);
  return checked;
}

std::vector<std::size_t> IndexOperator::ElementPlaces(const Shape& shape, const Array& indices,
                                                      std::size_t axis) const {
  const Shape& at = indices.GetShape();
  bool fits = at.size() == shape.size();
  for (std::size_t d = 0; fits && d < shape.size(); ++d) fits = d == axis || at[d] <= shape[d];
  if (!fits)
    Fail("indices of shape " + ShapeText(at) + " do not fit an array of shape " + ShapeText(shape));
  const auto numbers = Indices(indices, shape[axis]);
  const Shape strides = RowMajorStrides(shape);
  std::vector<std::size_t> places(numbers.size());
  Shape index(at.size());
  for (std::size_t i = 0; i < places.size(); ++i, NextIndex(at, index)) {
    std::int64_t place = static_cast<std::int64_t>(numbers[i]) * strides[axis];
    for (std::size_t d = 0; d < index.size(); ++d) place += d == axis ? 0 : index[d] * strides[d];
    places[i] = static_cast<std::size_t>(place);
  }
  return places;
}

IndexOperator::Blocks IndexOperator::BlockPlaces(const Shape& shape, const Array& indices,
                                                 std::size_t batch_dims) const {
  const Shape& at = indices.GetShape();
  const auto misfit = [&] {
    Fail("indices of shape " + ShapeText(at) + " do not fit an array of shape " + ShapeText(shape));
  };
  if (at.empty() || batch_dims >= at.size() || batch_dims >= shape.size() ||
      !std::equal(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(batch_dims), shape.begin()))
    misfit();
  if (at.back() < 1 || at.back() > static_cast<std::int64_t>(shape.size() - batch_dims)) misfit();
  const auto tuple = static_cast<std::size_t>(at.back()), first_kept = batch_dims + tuple;
  Blocks blocks;
  blocks.shape.assign(shape.begin() + static_cast<std::ptrdiff_t>(first_kept), shape.end());
  blocks.size = NumElements(blocks.shape);
  const std::size_t count = Extent(at, 0, at.size() - 1), batches = Extent(at, 0, batch_dims);
  if (count == 0) return blocks;
  const auto numbers = Integers(indices, "indices");
  const std::size_t batch = Extent(shape, batch_dims, shape.size());
  const Shape strides = RowMajorStrides(shape);
  blocks.places.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t place = i / (count / batches) * batch;
    for (std::size_t k = 0; k < tuple; ++k)
      place += Index(numbers[i * tuple + k], shape[batch_dims + k]) *
               static_cast<std::size_t>(strides[batch_dims + k]);
    blocks.places[i] = place;
  }
  return blocks;
}

}  // namespace TMVA::inline standalone::onnx
