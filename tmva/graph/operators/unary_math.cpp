// Functions of one number: rounding, roots, exponential, trigonometric and hyperbolic functions.
#include <cmath>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// -x; the smallest integer stays what it is.
template <class T>
T Negative(T x) {
  if constexpr (std::is_integral_v<T>) return static_cast<T>(0U - static_cast<std::uint64_t>(x));
  return -x;
}

struct IsInf {
  explicit IsInf(const NodeView& node)
      : negative(node.Int("detect_negative", 1) != 0),
        positive(node.Int("detect_positive", 1) != 0) {}
  template <class T>
  bool operator()(T x) const {
    return std::isinf(x) && (x > 0 ? positive : negative);
  }
  bool negative, positive;
};

void RegisterExact(OperatorRegistry& registry) {
  AddFunction<Unary, Numbers>(registry, "Abs", 6, [](auto x) {
    if constexpr (std::is_floating_point_v<decltype(x)>)
      return std::fabs(x);
    else
      return x < decltype(x)(0) ? Negative(x) : x;
  });
  AddFunction<Unary, Signed>(registry, "Neg", 6, [](auto x) { return Negative(x); });
  AddFunction<Unary, Numbers>(registry, "Sign", 9, [](auto x) {
    using T = decltype(x);
    return IsNan(x) ? x : static_cast<T>((x > T(0)) - (x < T(0)));
  });
  AddFunction<Unary, Floats>(registry, "Floor", 6, [](auto x) { return std::floor(x); });
  AddFunction<Unary, Floats>(registry, "Ceil", 6, [](auto x) { return std::ceil(x); });
  // To the nearest; halves to the even number, which is how processors round by default.
  AddFunction<Unary, Floats>(registry, "Round", 11, [](auto x) { return std::nearbyint(x); });
  AddFunction<Unary, Floats>(registry, "Reciprocal", 6, [](auto x) { return 1 / x; });
  AddFunction<Unary, Floats>(registry, "IsNaN", 9, [](auto x) { return std::isnan(x); });
  AddWithAttributes<Unary, Floats, IsInf>(registry, "IsInf", 10);
}

}  // namespace

void RegisterUnaryMath(OperatorRegistry& registry) {
  RegisterExact(registry);
  AddVector(registry, "Exp", 6, VectorFunction::kExp, [](double x) { return std::exp(x); });
  AddVector(registry, "Sqrt", 6, VectorFunction::kSqrt, [](double x) { return std::sqrt(x); });
  AddVector(registry, "Log", 6, VectorFunction::kLog, [](double x) { return std::log(x); });
  AddVector(registry, "Erf", 9, VectorFunction::kErf, [](double x) { return std::erf(x); });
  AddVector(registry, "Sin", 7, VectorFunction::kSin, [](double x) { return std::sin(x); });
  AddVector(registry, "Cos", 7, VectorFunction::kCos, [](double x) { return std::cos(x); });
  AddFunction<Unary, Floats>(registry, "Tan", 7, [](auto x) { return std::tan(x); });
  AddFunction<Unary, Floats>(registry, "Asin", 7, [](auto x) { return std::asin(x); });
  AddFunction<Unary, Floats>(registry, "Acos", 7, [](auto x) { return std::acos(x); });
  AddFunction<Unary, Floats>(registry, "Atan", 7, [](auto x) { return std::atan(x); });
  AddFunction<Unary, Floats>(registry, "Sinh", 9, [](auto x) { return std::sinh(x); });
  AddFunction<Unary, Floats>(registry, "Cosh", 9, [](auto x) { return std::cosh(x); });
  AddFunction<Unary, Floats>(registry, "Asinh", 9, [](auto x) { return std::asinh(x); });
  AddFunction<Unary, Floats>(registry, "Acosh", 9, [](auto x) { return std::acosh(x); });
  AddFunction<Unary, Floats>(registry, "Atanh", 9, [](auto x) { return std::atanh(x); });
}

}  // namespace TMVA::inline standalone::onnx
