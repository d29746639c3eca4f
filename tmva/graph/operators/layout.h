// What operators need that move elements and compute none: axes, strides, copies of any type.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/types.h"

namespace TMVA::inline standalone::onnx {

/// A dimension beyond this is refused before it is computed with.
inline constexpr std::int64_t kMostInDimension = std::int64_t{1} << 31;

/// An operator on shapes: checks of axes, of inputs and of computed dimensions.
class LayoutOperator : public Operator {
 public:
  using Operator::Operator;

 protected:
  /// The input, or null where it is left out.
  static const Array* Input(Inputs inputs, std::size_t i) {
    return i < inputs.size() ? inputs[i] : nullptr;
  }
  /// An axis of `rank`, counted from the end where it is negative.
  std::size_t Axis(std::int64_t axis, std::size_t rank) const;
  /// Axes, each once.
  SmallVector<std::size_t> Axes(std::span<const std::int64_t> axes, std::size_t rank) const;
  /// A list of whole numbers; `name` is the input's.
  Shape Integers(const Array& array, const char* name) const;
  /// A single whole number.
  std::int64_t Integer(const Array& array, const char* name) const;
  /// Dimensions that were computed from what the model says, checked.
  void Reset(Array& out, DataType type, const Shape& shape) const;
  void SameType(const Array& a, const Array& b) const;
};

/// Number of elements of shape[from, to).
std::size_t Extent(const Shape& shape, std::size_t from, std::size_t to);
/// Of row-major elements; all 0 when there is no element.
Shape RowMajorStrides(const Shape& shape);
/// Advances an index within `shape`; false after the last one.
bool NextIndex(const Shape& shape, Shape& index);

/// `count` adjacent elements; both arrays are of one type and hold them.
void CopyBlock(const Array& from, std::size_t at, Array& to, std::size_t to_at, std::size_t count);
/// Where elements lie: `strides` has one entry an axis.
struct Placement {
  std::int64_t offset = 0;
  Shape strides;
};
/// Elements of a box of `shape`.
void CopyBox(const Shape& shape, const Array& from, Placement source, Array& to, Placement target);
/// All elements become element `at` of `value`.
void FillWith(Array& out, const Array& value, std::size_t at = 0);
void FillWithZero(Array& out);

/// Calls f(span<const T>, span<T>) where T has the width of the elements (or is std::string).
template <class Function>
void VisitElements(const Array& in, Array& out, Function&& f) {
  const auto visit = [&]<std::size_t N>(std::integral_constant<std::size_t, N>) {
    using Element = std::array<std::byte, N>;
    f(std::span<const Element>(static_cast<const Element*>(in.Bytes()), in.Size()),
      std::span<Element>(static_cast<Element*>(out.MutableBytes()), out.Size()));
  };
  switch (ElementSize(in.Type())) {
    case 1:
      return visit(std::integral_constant<std::size_t, 1>());
    case 2:
      return visit(std::integral_constant<std::size_t, 2>());
    case 4:
      return visit(std::integral_constant<std::size_t, 4>());
    case 8:
      return visit(std::integral_constant<std::size_t, 8>());
    default:
      return f(std::span<const std::string>(in.Strings()), std::span<std::string>(out.Strings()));
  }
}

}  // namespace TMVA::inline standalone::onnx
