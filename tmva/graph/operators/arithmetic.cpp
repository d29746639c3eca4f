// Arithmetic of two broadcast arrays. Integers wrap around where they overflow.
#include <cmath>
#include <functional>

#include "tmva/graph/operators/elementwise.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Integers are computed as unsigned ones, whose overflow is defined.
template <class T, class F>
T Wrapped(T x, T y, F f) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(f(static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(y)));
  else
    return f(x, y);
}

struct Divide {
  static constexpr bool kDivides = true;
  template <class T>
  T operator()(T x, T y) const {
    if constexpr (std::is_integral_v<T> && std::is_signed_v<T>)
      if (y == -1) return Wrapped(T(0), x, std::minus<>());  // the smallest integer has no negative
    return static_cast<T>(x / y);
  }
};

struct Modulo {
  static constexpr bool kDivides = true;
  explicit Modulo(const NodeView& node) : truncates(node.Int("fmod", 0) != 0) {}
  template <class T>
  T operator()(T x, T y) const {
    if constexpr (std::is_floating_point_v<T>) {
      const T rest = std::fmod(x, y);
      if (truncates || std::isnan(rest)) return rest;
      if (rest == 0) return std::copysign(rest, y);
      return (rest < 0) == (y < 0) ? rest : rest + y;
    } else {
      if constexpr (std::is_signed_v<T>)
        if (y == -1) return T(0);
      const T rest = static_cast<T>(x % y);
      return truncates || rest == 0 || (rest < 0) == (y < 0) ? rest : static_cast<T>(rest + y);
    }
  }
  bool truncates;
};

template <class T, class Exponent>
T Power(T x, Exponent y) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::pow(x, static_cast<T>(y));
  } else if constexpr (std::is_floating_point_v<Exponent>) {
    return ConvertTo<T>(std::pow(static_cast<double>(x), static_cast<double>(y)));
  } else {
    if constexpr (std::is_signed_v<Exponent>)
      if (y < 0) return ConvertTo<T>(std::pow(static_cast<double>(x), static_cast<double>(y)));
    auto rest = static_cast<std::uint64_t>(y), square = static_cast<std::uint64_t>(x);
    std::uint64_t power = 1;
    for (; rest > 0; rest >>= 1, square *= square)
      if (rest & 1U) power *= square;
    return static_cast<T>(power);
  }
}

/// The exponent may have another type than the result.
class Pow : public Operator {
 public:
  explicit Pow(const NodeView& node) : Operator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &base = *inputs[0], &exponent = *inputs[1];
    const Shape shape = BroadcastShape(inputs, where_);
    using Bases = Types<float, double, std::int32_t, std::int64_t>;
    const bool known = Dispatch(Bases(), base.Type(), [&]<class T>(T) {
      const bool known_exponent = Dispatch(Numbers(), exponent.Type(), [&]<class E>(E) {
        outputs[0].Reset(base.Type(), shape);
        const auto map = [&](auto f) {
          MapBroadcast(shape, base.GetShape(), base.Get<T>().data(), exponent.GetShape(),
                       exponent.Get<E>().data(), outputs[0].Get<T>().data(), f);
        };
        if (exponent.Size() == 1 && exponent.Get<E>()[0] == E(2))  // much quicker, as is the next
          map([](T x, E) { return Wrapped(x, x, std::multiplies<>()); });
        else if (exponent.Size() == 1 && exponent.Get<E>()[0] == E(3))
          map([](T x, E) {
            return Wrapped(Wrapped(x, x, std::multiplies<>()), x, std::multiplies<>());
          });
        else
          map([](T x, E y) { return Power(x, y); });
      });
      if (!known_exponent) UnsupportedType(exponent.Type());
    });
    if (!known) UnsupportedType(base.Type());
  }
};

/// slope * x where x is negative; the slope is broadcast to x.
class PRelu : public Operator {
 public:
  explicit PRelu(const NodeView& node) : Operator(node) {
    node.CheckInputs(2, 2);
    node.CheckOutputs(1, 1);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Array &x = *inputs[0], &slope = *inputs[1];
    if (x.Type() != slope.Type())
      Fail("the slope is of type " + TypeName(slope.Type()) + ", expected " + TypeName(x.Type()));
    if (BroadcastShape(inputs, where_) != x.GetShape())
      Fail("the slope of shape " + ShapeText(slope.GetShape()) + " does not broadcast to " +
           ShapeText(x.GetShape()));
    using List = Types<float, double, std::int32_t, std::int64_t, std::uint32_t, std::uint64_t>;
    const bool known = Dispatch(List(), x.Type(), [&]<class T>(T) {
      outputs[0].Reset(x.Type(), x.GetShape());
      MapBroadcast(x.GetShape(), x.GetShape(), x.Get<T>().data(), slope.GetShape(),
                   slope.Get<T>().data(), outputs[0].Get<T>().data(), [](T value, T factor) {
                     return value < T(0) ? Wrapped(value, factor, std::multiplies<>()) : value;
                   });
    });
    if (!known) UnsupportedType(x.Type());
  }
};

}  // namespace

void RegisterArithmetic(OperatorRegistry& registry) {
  AddFunction<Binary, Numbers>(registry, "Add", 7,
                               [](auto x, auto y) { return Wrapped(x, y, std::plus<>()); });
  AddFunction<Binary, Numbers>(registry, "Sub", 7,
                               [](auto x, auto y) { return Wrapped(x, y, std::minus<>()); });
  AddFunction<Binary, Numbers>(registry, "Mul", 7,
                               [](auto x, auto y) { return Wrapped(x, y, std::multiplies<>()); });
  AddFunction<Binary, Numbers>(registry, "Div", 7, Divide());
  AddWithAttributes<Binary, Numbers, Modulo>(registry, "Mod", 10);
  AddAlsoHalf<Pow>(registry, "Pow", 7);
  AddAlsoHalf<PRelu>(registry, "PRelu", 7);
}

}  // namespace TMVA::inline standalone::onnx
