// Axes given by a model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {

/// The axis counted from the front; negative ones count from the back. ModelError, with `where` in
/// front, when there is none.
std::size_t AxisOf(std::int64_t axis, std::size_t rank, const std::string& where);
/// For each dimension, is it among the axes? ModelError also for an axis given twice.
std::vector<bool> AxisMask(const std::vector<std::int64_t>& axes, std::size_t rank,
                           const std::string& where);
/// The whole numbers of an input of one dimension at most (axes, a number of elements); ModelError
/// for other types and shapes.
std::vector<std::int64_t> IntegersOf(const Array& array, const std::string& name,
                                     const std::string& where);
/// As IntegersOf, for one number.
std::int64_t IntegerOf(const Array& array, const std::string& name, const std::string& where);

/// A shape seen from one axis: element (o, i, k) is at (o * size + i) * inner + k.
struct AxisView {
  AxisView(const Shape& shape, std::size_t axis);
  std::size_t outer = 1, size = 1, inner = 1;
};

}  // namespace TMVA::inline standalone::onnx
