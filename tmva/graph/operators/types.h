// Lists of element types, and the choice among them at run time.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tmva/graph/array.h"

namespace TMVA::inline standalone::onnx {

template <class... Ts>
struct Types {};

using Floats = Types<float, double>;
using Signed = Types<float, double, std::int32_t, std::int64_t, std::int8_t, std::int16_t>;
using Integers = Types<std::int32_t, std::int64_t, std::int8_t, std::int16_t, std::uint8_t,
                       std::uint16_t, std::uint32_t, std::uint64_t>;
using Numbers = Types<float, double, std::int32_t, std::int64_t, std::int8_t, std::int16_t,
                      std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t>;
using NumbersAndBool = Types<float, double, std::int32_t, std::int64_t, std::int8_t, std::int16_t,
                             std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, bool>;
using Bools = Types<bool>;

/// Calls f(T()) for the T of the list that elements of this type have; false when there is none.
template <class... Ts, class F>
bool Dispatch(Types<Ts...>, DataType type, F&& f) {
  return ((TypeOf<Ts>::value == type && (f(Ts()), true)) || ...);
}

template <class T>
bool IsNan(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(x);
  return false;
}

/// No number is smaller (larger): infinity where there is one.
template <class T>
constexpr T Highest() {
  using Limits = std::numeric_limits<T>;
  return Limits::has_infinity ? Limits::infinity() : Limits::max();
}
template <class T>
constexpr T Lowest() {
  using Limits = std::numeric_limits<T>;
  return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
}

/// A conversion that is defined for every number: to integers it saturates, and NaN becomes 0.
template <class To, class From>
To ConvertTo(From x) {
  if constexpr (std::is_same_v<To, bool>) {
    return x != From(0);
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    using Limits = std::numeric_limits<To>;
    // The largest integer may be no floating-point number, but the power of two above it is one.
    const From above = std::ldexp(From(1), Limits::digits);
    if (x >= above) return Limits::max();
    if (x <= static_cast<From>(Limits::min())) return Limits::min();
    return std::isnan(x) ? To(0) : static_cast<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

}  // namespace TMVA::inline standalone::onnx
