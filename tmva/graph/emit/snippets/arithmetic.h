// Arithmetic and comparisons.
#pragma once

#include "tmva/graph/emit/snippets/broadcast.h"

namespace emitted {

template <class T>
Tensor<T> Add(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<T>(a, b, [](T x, T y) { return x + y; });
}
template <class T>
Tensor<T> Sub(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<T>(a, b, [](T x, T y) { return x - y; });
}
template <class T>
Tensor<T> Mul(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<T>(a, b, [](T x, T y) { return x * y; });
}
template <class T>
Tensor<T> Div(const Tensor<T>& a, const Tensor<T>& b) {
  if (!std::is_floating_point<T>::value)
    for (const T y : b.data)
      if (y == 0) Fail("an integer is divided by 0");
  return Map<T>(a, b, [](T x, T y) { return x / y; });
}
template <class T>
Tensor<T> Mod(const Tensor<T>& a, const Tensor<T>& b, bool truncates) {
  return Map<T>(a, b, [truncates](T x, T y) {
    T rest;
    if constexpr (std::is_floating_point<T>::value) {
      rest = std::fmod(x, y);
    } else {
      if (y == 0) Fail("an integer is divided by 0");
      rest = static_cast<T>(y == T(-1) ? 0 : x % y);
    }
    return truncates || rest == 0 || (rest < 0) == (y < 0) ? rest : static_cast<T>(rest + y);
  });
}
template <class T, class E>
Tensor<T> Pow(const Tensor<T>& a, const Tensor<E>& b) {
  return Map<T>(a, b, [](T x, E y) { return y == E(2) ? x * x : std::pow(x, static_cast<T>(y)); });
}
template <class T>
Tensor<T> PRelu(const Tensor<T>& x, const Tensor<T>& slope) {
  return Map<T>(x, slope, [](T v, T s) { return v < 0 ? v * s : v; });
}

/// NaN wins.
template <class T>
Tensor<T> Max(const Tensor<T>& a) {
  return a;
}
template <class T, class... Ts>
Tensor<T> Max(const Tensor<T>& a, const Tensor<T>& b, const Ts&... rest) {
  return Max(Map<T>(a, b, [](T x, T y) { return x > y || x != x ? x : y; }), rest...);
}
template <class T>
Tensor<T> Min(const Tensor<T>& a) {
  return a;
}
template <class T, class... Ts>
Tensor<T> Min(const Tensor<T>& a, const Tensor<T>& b, const Ts&... rest) {
  return Min(Map<T>(a, b, [](T x, T y) { return x < y || x != x ? x : y; }), rest...);
}
template <class T, class... Ts>
Tensor<T> Sum(const Tensor<T>& a, const Ts&... rest) {
  Tensor<T> sum = a;
  ((sum = Add(sum, rest)), ...);
  return sum;
}
template <class T, class... Ts>
Tensor<T> Mean(const Tensor<T>& a, const Ts&... rest) {
  return Map<T>(Sum(a, rest...), [](T x) { return x / static_cast<T>(1 + sizeof...(Ts)); });
}

template <class T>
Tensor<Bool> Equal(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<Bool>(a, b, [](T x, T y) { return x == y; });
}
template <class T>
Tensor<Bool> Less(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<Bool>(a, b, [](T x, T y) { return x < y; });
}
template <class T>
Tensor<Bool> LessOrEqual(const Tensor<T>& a, const Tensor<T>& b) {
  return Map<Bool>(a, b, [](T x, T y) { return x <= y; });
}
template <class T>
Tensor<Bool> Greater(const Tensor<T>& a, const Tensor<T>& b) {
  return Less(b, a);
}
template <class T>
Tensor<Bool> GreaterOrEqual(const Tensor<T>& a, const Tensor<T>& b) {
  return LessOrEqual(b, a);
}
inline Tensor<Bool> And(const Tensor<Bool>& a, const Tensor<Bool>& b) {
  return Map<Bool>(a, b, [](Bool x, Bool y) { return x && y; });
}
inline Tensor<Bool> Or(const Tensor<Bool>& a, const Tensor<Bool>& b) {
  return Map<Bool>(a, b, [](Bool x, Bool y) { return x || y; });
}
inline Tensor<Bool> Xor(const Tensor<Bool>& a, const Tensor<Bool>& b) {
  return Map<Bool>(a, b, [](Bool x, Bool y) { return x != y; });
}
inline Tensor<Bool> Not(const Tensor<Bool>& a) {
  return Map<Bool>(a, [](Bool x) { return !x; });
}

}  // namespace emitted
