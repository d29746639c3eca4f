// FloatOperator: what operators on floating-point numbers share.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"
#include "tmva/graph/operators/axes.h"
#include "tmva/graph/operators/half.h"

namespace TMVA::inline standalone::onnx {

/// Calls Op::Compute<T>(inputs, outputs) with T = float or double, by the type of input 0; float16
/// is computed in float, unless Op has ComputeHalf(inputs, outputs).
template <class Op>
class FloatOperator : public Operator {
 public:
  using Operator::Operator;

  void Run(Inputs inputs, Outputs outputs) const final {
    const auto& op = static_cast<const Op&>(*this);
    switch (inputs[0]->Type()) {
      case DataType::kFloat:
        return op.template Compute<float>(inputs, outputs);
      case DataType::kDouble:
        return op.template Compute<double>(inputs, outputs);
      case DataType::kFloat16:
        if constexpr (requires { op.ComputeHalf(inputs, outputs); })
          return op.ComputeHalf(inputs, outputs);
        return RunInFloat(inputs, outputs,
                          [&](Inputs in, Outputs out) { op.template Compute<float>(in, out); });
      default:
        UnsupportedType(inputs[0]->Type());
    }
  }

 protected:
  static bool Given(Inputs inputs, std::size_t i) {
    return i < inputs.size() && inputs[i] != nullptr;
  }

  /// The elements of input i; it must be of the type.
  template <class T>
  std::span<const T> Elements(Inputs inputs, std::size_t i) const {
    if (inputs[i]->Type() != TypeOf<T>::value)
      Fail("input " + std::to_string(i) + " is of type " + TypeName(inputs[i]->Type()) +
           ", expected " + TypeName(TypeOf<T>::value));
    return inputs[i]->template Get<T>();
  }

  /// As Elements; the shape must be this one.
  template <class T>
  std::span<const T> Elements(Inputs inputs, std::size_t i, const Shape& shape) const {
    if (inputs[i]->GetShape() != shape)
      Fail("input " + std::to_string(i) + " has shape " + ShapeText(inputs[i]->GetShape()) +
           ", expected " + ShapeText(shape));
    return Elements<T>(inputs, i);
  }

  /// An axis counted from the end when it is negative; it must be one of `rank`.
  std::size_t Axis(std::int64_t axis, std::size_t rank) const { return AxisOf(axis, rank, where_); }
};

}  // namespace TMVA::inline standalone::onnx
