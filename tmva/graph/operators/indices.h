// Arrays of indices, checked, as places of elements: what gathering and scattering have in common.
#pragma once

#include <vector>

#include "tmva/graph/operators/layout.h"

namespace TMVA::inline standalone::onnx {

class IndexOperator : public LayoutOperator {
 public:
  using LayoutOperator::LayoutOperator;

 protected:
  /// Indices below `size`, negative ones counted from the end.
  std::vector<std::size_t> Indices(const Array& indices, std::int64_t size) const;
  /// For each element of `indices` the place in an array of `shape` of the element at the same
  /// position, but with the index along `axis`.
  std::vector<std::size_t> ElementPlaces(const Shape& shape, const Array& indices,
                                         std::size_t axis) const;

  /// Blocks of an array, one for each index tuple.
  struct Blocks {
    std::vector<std::size_t> places;  ///< of the first elements
    std::size_t size = 0;
    Shape shape;
  };
  /// The last axis of `indices` goes over index tuples; the first `batch_dims` axes are those of
  /// the array.
  Blocks BlockPlaces(const Shape& shape, const Array& indices, std::size_t batch_dims) const;

 private:
  std::size_t Index(std::int64_t index, std::int64_t size) const;
};

}  // namespace TMVA::inline standalone::onnx
