// How numbers are reduced to one: each reducer has the state it starts from, steps from number to
// number, joins two states, and says what a state stands for.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tmva/graph/operators/types.h"
#include "tmva/graph/operators/vector_math.h"

namespace TMVA::inline standalone::onnx {

/// Sums of floats are of doubles; integers wrap around.
template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<T>, double, std::uint64_t>;

template <class T>
double RealOf(Wide<T> sum) {
  if constexpr (std::is_signed_v<T> && std::is_integral_v<T>)
    return static_cast<double>(static_cast<std::int64_t>(sum));
  return static_cast<double>(sum);
}

template <class T>
struct Adding {
  using State = Wide<T>;
  static constexpr State kStart = 0;
  static State Join(State a, State b) { return a + b; }
};

template <class T>
struct SumOf : Adding<T> {
  static Wide<T> Step(Wide<T> sum, T x) { return sum + static_cast<Wide<T>>(x); }
  static double Row(const float* x, long n) { return SumOfFloats(x, n); }
  static T Result(Wide<T> sum, std::size_t) { return static_cast<T>(sum); }
};

template <class T>
struct MeanOf : SumOf<T> {
  static T Result(Wide<T> sum, std::size_t n) {
    return ConvertTo<T>(RealOf<T>(sum) / static_cast<double>(n));
  }
};

template <class T>
struct LogSumOf : SumOf<T> {
  static T Result(Wide<T> sum, std::size_t) { return ConvertTo<T>(std::log(RealOf<T>(sum))); }
};

template <class T>
struct SumSquareOf : Adding<T> {
  static Wide<T> Step(Wide<T> sum, T x) {
    return sum + static_cast<Wide<T>>(x) * static_cast<Wide<T>>(x);
  }
  static T Result(Wide<T> sum, std::size_t) { return static_cast<T>(sum); }
};

template <class T>
struct L1Of : Adding<T> {
  static Wide<T> Step(Wide<T> sum, T x) {
    if constexpr (std::is_floating_point_v<T>) return sum + std::fabs(static_cast<Wide<T>>(x));
    return x < T(0) ? sum - static_cast<Wide<T>>(x) : sum + static_cast<Wide<T>>(x);
  }
  static T Result(Wide<T> sum, std::size_t) { return static_cast<T>(sum); }
};

template <class T>
struct L2Of : SumSquareOf<T> {
  static T Result(Wide<T> sum, std::size_t) { return ConvertTo<T>(std::sqrt(RealOf<T>(sum))); }
};

template <class T>
struct ProductOf {
  using State = Wide<T>;
  static constexpr State kStart = 1;
  static State Step(State product, T x) { return product * static_cast<State>(x); }
  static State Join(State a, State b) { return a * b; }
  static T Result(State product, std::size_t) { return static_cast<T>(product); }
};

/// States of one type each lie side by side, which those of bool in a vector would not.
template <class T>
using Extreme = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

/// Only NaN and infinities of both signs make a sum NaN.
inline bool AnyNan(const float* x, long n) {
  return std::isnan(SumOfFloats(x, n)) &&
         std::any_of(x, x + n, [](float value) { return std::isnan(value); });
}

template <class T>
struct LargestOf {
  using State = Extreme<T>;
  static constexpr State kStart = Lowest<T>();
  static State Step(State most, State x) { return x > most || IsNan(x) ? x : most; }
  static float Row(const float* x, long n) { return AnyNan(x, n) ? NAN : LargestOfFloats(x, n); }
  static State Join(State a, State b) { return Step(a, b); }
  static T Result(State most, std::size_t) { return static_cast<T>(most); }
};

template <class T>
struct SmallestOf {
  using State = Extreme<T>;
  static constexpr State kStart = Highest<T>();
  static State Step(State least, State x) { return x < least || IsNan(x) ? x : least; }
  static float Row(const float* x, long n) { return AnyNan(x, n) ? NAN : SmallestOfFloats(x, n); }
  static State Join(State a, State b) { return Step(a, b); }
  static T Result(State least, std::size_t) { return static_cast<T>(least); }
};

/// log(sum of e^x), relative to the largest x, so that nothing overflows.
template <class T>
struct LogSumExpOf {
  struct State {
    double most, sum;
  };
  static constexpr State kStart{-std::numeric_limits<double>::infinity(), 0};
  static State Step(State state, T value) { return Join(state, {static_cast<double>(value), 1}); }
  static State Join(State a, State b) {
    if (a.most < b.most) return Join(b, a);
    if (a.most == b.most) return {a.most, a.sum + b.sum};  // both may be infinite
    return {a.most, a.sum + b.sum * std::exp(b.most - a.most)};
  }
  static T Result(State state, std::size_t) {
    return ConvertTo<T>(state.most + std::log(state.sum));
  }
};

}  // namespace TMVA::inline standalone::onnx
