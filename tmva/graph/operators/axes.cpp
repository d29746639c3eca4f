// Axes given by a model.
#include "tmva/graph/operators/axes.h"

#include <TMVA/Error.h>

namespace TMVA::inline standalone::onnx {

std::size_t AxisOf(std::int64_t axis, std::size_t rank, const std::string& where) {
  const auto n = static_cast<std::int64_t>(rank);
  if (axis < -n || axis >= n)
    throw ModelError(where + ": axis " + std::to_string(axis) + " is not there: the input has " +
                     std::to_string(rank) + " dimensions");
  return static_cast<std::size_t>(axis < 0 ? axis + n : axis);
}

std::vector<bool> AxisMask(const std::vector<std::int64_t>& axes, std::size_t rank,
                           const std::string& where) {
  std::vector<bool> mask(rank);
  for (const auto given : axes) {
    const std::size_t axis = AxisOf(given, rank, where);
    if (mask[axis]) throw ModelError(where + ": axis " + std::to_string(given) + " is given twice");
    mask[axis] = true;
  }
  return mask;
}

std::vector<std::int64_t> IntegersOf(const Array& array, const std::string& name,
                                     const std::string& where) {
  if ((array.Type() != DataType::kInt64 && array.Type() != DataType::kInt32) || array.Rank() > 1)
    throw ModelError(where + ": '" + name + "' is of type " + TypeName(array.Type()) +
                     " and shape " + ShapeText(array.GetShape()) + ", expected a list of int64");
  return array.Integers();
}

std::int64_t IntegerOf(const Array& array, const std::string& name, const std::string& where) {
  const auto values = IntegersOf(array, name, where);
  if (values.size() != 1)
    throw ModelError(where + ": '" + name + "' has " + std::to_string(values.size()) +
                     " elements, expected 1");
  return values[0];
}

AxisView::AxisView(const Shape& shape, std::size_t axis) {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    auto& part = d < axis ? outer : d == axis ? size : inner;
    part *= static_cast<std::size_t>(shape[d]);
  }
}

}  // namespace TMVA::inline standalone::onnx
