// Functions of one element.
#pragma once

#include "tmva/graph/emit/snippets/broadcast.h"

namespace emitted {

template <class T>
Tensor<T> Abs(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return x < 0 ? -x : x; });
}
template <class T>
Tensor<T> Neg(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return -x; });
}
template <class T>
Tensor<T> Sign(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return static_cast<T>((x > 0) - (x < 0)); });
}
template <class T>
Tensor<T> Floor(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::floor(x); });
}
template <class T>
Tensor<T> Ceil(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::ceil(x); });
}
template <class T>
Tensor<T> Round(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::nearbyint(x); });
}
template <class T>
Tensor<T> Reciprocal(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return 1 / x; });
}
template <class T>
Tensor<T> Sqrt(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::sqrt(x); });
}
template <class T>
Tensor<T> Exp(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::exp(x); });
}
template <class T>
Tensor<T> Log(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::log(x); });
}
template <class T>
Tensor<T> Erf(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::erf(x); });
}
template <class T>
Tensor<T> Sin(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::sin(x); });
}
template <class T>
Tensor<T> Cos(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::cos(x); });
}
template <class T>
Tensor<T> Tan(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::tan(x); });
}
template <class T>
Tensor<T> Asin(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::asin(x); });
}
template <class T>
Tensor<T> Acos(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::acos(x); });
}
template <class T>
Tensor<T> Atan(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::atan(x); });
}
template <class T>
Tensor<T> Sinh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::sinh(x); });
}
template <class T>
Tensor<T> Cosh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::cosh(x); });
}
template <class T>
Tensor<T> Asinh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::asinh(x); });
}
template <class T>
Tensor<T> Acosh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::acosh(x); });
}
template <class T>
Tensor<T> Atanh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::atanh(x); });
}
template <class T>
Tensor<T> Relu(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return x < 0 ? T(0) : x; });
}
template <class T>
Tensor<T> Sigmoid(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return 1 / (1 + std::exp(-x)); });
}
template <class T>
Tensor<T> Tanh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return std::tanh(x); });
}
template <class T>
Tensor<T> Softplus(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return (x < 0 ? 0 : x) + std::log1p(std::exp(-std::fabs(x))); });
}
template <class T>
Tensor<T> Softsign(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return x / (1 + std::fabs(x)); });
}
template <class T>
Tensor<T> HardSwish(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return x * std::min(std::max(x * T(1.0 / 6) + T(0.5), T(0)), T(1)); });
}
template <class T>
Tensor<T> Mish(const Tensor<T>& t) {
  return Map<T>(
      t, [](T x) { return x * std::tanh((x < 0 ? 0 : x) + std::log1p(std::exp(-std::fabs(x)))); });
}
template <class T>
Tensor<T> Gelu(const Tensor<T>& t) {
  return Map<T>(t, [](T x) { return T(0.5) * x * std::erfc(x * T(-0.7071067811865476)); });
}
template <class T>
Tensor<T> GeluTanh(const Tensor<T>& t) {
  return Map<T>(t, [](T x) {
    return T(0.5) * x * (1 + std::tanh(T(0.7978845608028654) * (x + T(0.044715) * x * x * x)));
  });
}

template <class T>
Tensor<T> LeakyRelu(const Tensor<T>& t, float a0) {
  return Map<T>(t, [a = static_cast<T>(a0)](T x) { return x < 0 ? a * x : x; });
}
template <class T>
Tensor<T> ThresholdedRelu(const Tensor<T>& t, float a0) {
  return Map<T>(t, [a = static_cast<T>(a0)](T x) { return x <= a ? T(0) : x; });
}
template <class T>
Tensor<T> Elu(const Tensor<T>& t, float a0) {
  return Map<T>(t, [a = static_cast<T>(a0)](T x) { return x < 0 ? a * std::expm1(x) : x; });
}
template <class T>
Tensor<T> Celu(const Tensor<T>& t, float a0) {
  return Map<T>(t, [a = static_cast<T>(a0)](T x) { return x < 0 ? a * std::expm1(x / a) : x; });
}
template <class T>
Tensor<T> Selu(const Tensor<T>& t, float a0, float b0) {
  return Map<T>(t, [a = static_cast<T>(a0), b = static_cast<T>(b0)](T x) {
    return b * (x < 0 ? a * std::expm1(x) : x);
  });
}
template <class T>
Tensor<T> HardSigmoid(const Tensor<T>& t, float a0, float b0) {
  return Map<T>(t, [a = static_cast<T>(a0), b = static_cast<T>(b0)](T x) {
    return std::min(std::max(a * x + b, T(0)), T(1));
  });
}
template <class T>
Tensor<T> Swish(const Tensor<T>& t, float a0) {
  return Map<T>(t, [a = static_cast<T>(a0)](T x) { return x / (1 + std::exp(-a * x)); });
}

template <class T>
Tensor<T> Clip(const Tensor<T>& t, const Tensor<T>& low, const Tensor<T>& high) {
  const T least = low.IsGiven() ? low.data.at(0) : std::numeric_limits<T>::lowest();
  const T most = high.IsGiven() ? high.data.at(0) : std::numeric_limits<T>::max();
  const bool from_below = low.IsGiven(), from_above = high.IsGiven();
  return Map<T>(t, [=](T x) {
    if (from_below && x < least) x = least;
    return from_above && x > most ? most : x;
  });
}
template <class T>
Tensor<Bool> IsNaN(const Tensor<T>& t) {
  return Map<Bool>(t, [](T x) { return x != x; });
}
template <class T>
Tensor<Bool> IsInf(const Tensor<T>& t, bool negative, bool positive) {
  return Map<Bool>(t, [=](T x) { return std::isinf(x) && (x > 0 ? positive : negative); });
}

/// Saturates, and NaN becomes 0, where the numbers are whole.
template <class R, class T>
Tensor<R> Cast(const Tensor<T>& t) {
  return Map<R>(t, [](T x) {
    if constexpr (std::is_floating_point<T>::value && std::is_integral<R>::value) {
      const T above = std::ldexp(T(1), std::numeric_limits<R>::digits);
      if (x >= above) return std::numeric_limits<R>::max();
      if (x <= static_cast<T>(std::numeric_limits<R>::min())) return std::numeric_limits<R>::min();
      return x != x ? R(0) : static_cast<R>(x);
    } else {
      return static_cast<R>(x);
    }
  });
}
template <class T>
Tensor<Bool> CastToBool(const Tensor<T>& t) {
  return Map<Bool>(t, [](T x) { return x != 0; });
}

}  // namespace emitted
