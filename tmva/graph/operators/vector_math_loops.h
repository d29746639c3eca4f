// Loops over the functions of vector_math_functions.h, local to the file that includes them.
#pragma once

#include "tmva/graph/operators/vector_math.h"
#include "tmva/graph/operators/vector_math_functions.h"

namespace TMVA::inline standalone::onnx {
namespace {

template <auto kFunction>
void LoopOver(const float* x, float* y, long n, float a, float b) {
  for (long i = 0; i < n; ++i) y[i] = kFunction(x[i], a, b);
}

/// f over all numbers, in lanes side by side; x may be longer than n is large.
template <class F>
inline float Reduce(const float* x, long n, float start, F f) {
  using V16 = float __attribute__((vector_size(64)));
  using V8 = float __attribute__((vector_size(32)));
  using V4 = float __attribute__((vector_size(16)));
  long i = 0;
  if (n >= 16) {
    V16 lanes, next;
    __builtin_memcpy(&lanes, x, sizeof lanes);
    for (i = 16; i + 16 <= n; i += 16) {
      __builtin_memcpy(&next, x + i, sizeof next);
      lanes = f(lanes, next);
    }
    const V8 eight = f(__builtin_shufflevector(lanes, lanes, 0, 1, 2, 3, 4, 5, 6, 7),
                       __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15));
    const V4 four = f(__builtin_shufflevector(eight, eight, 0, 1, 2, 3),
                      __builtin_shufflevector(eight, eight, 4, 5, 6, 7));
    start = f(f(f(four[0], four[1]), f(four[2], four[3])), start);
  }
  for (; i < n; ++i) start = f(start, x[i]);
  return start;
}

inline float LargestOf(const float* x, long n) {
  return Reduce(x, n, -__builtin_inff(), [](auto a, auto b) { return a > b ? a : b; });
}
inline float SmallestOf(const float* x, long n) {
  return Reduce(x, n, __builtin_inff(), [](auto a, auto b) { return a < b ? a : b; });
}
inline float SumOf(const float* x, long n) {
  return Reduce(x, n, 0.0F, [](auto a, auto b) { return a + b; });
}

/// Sums of blocks, which are short enough for floats, are added as doubles.
inline double SumLoop(const float* x, long n) {
  constexpr long kBlock = 128;
  double sum = 0;
  for (long i = 0; i < n; i += kBlock) sum += SumOf(x + i, n - i < kBlock ? n - i : kBlock);
  return sum;
}

/// Several short rows at once, so that their exponentials are one long loop.
inline void SoftmaxLoop(const float* x, float* y, long rows, long n) {
  const long most = n < 1024 ? 1024 / n : 1;
  for (long r = 0; r < rows; r += most) {
    const long count = rows - r < most ? rows - r : most;
    const float* from = x + r * n;
    float* to = y + r * n;
    for (long k = 0; k < count; ++k) {
      const float top = LargestOf(from + k * n, n);
      for (long i = k * n; i < (k + 1) * n; ++i) to[i] = from[i] - top;
    }
    for (long i = 0; i < count * n; ++i) to[i] = Exp(to[i]);
    for (long k = 0; k < count; ++k) {
      const float factor = 1.0F / SumOf(to + k * n, n);
      for (long i = k * n; i < (k + 1) * n; ++i) to[i] *= factor;
    }
  }
}

inline VectorLoops LoopsOfThisFile() {
  // In the order of VectorFunction.
  return {{&LoopOver<[](float x, float, float) { return Exp(x); }>,
           &LoopOver<[](float x, float, float) { return Log(x); }>,
           &LoopOver<[](float x, float, float) { return __builtin_sqrtf(x); }>,
           &LoopOver<[](float x, float, float) { return Sine(x, 0); }>,
           &LoopOver<[](float x, float, float) { return Sine(x, 1); }>,
           &LoopOver<[](float x, float, float) { return Tanh(x); }>,
           &LoopOver<[](float x, float, float) { return Sigmoid(x); }>,
           &LoopOver<[](float x, float, float) { return Erf(x); }>,
           &LoopOver<[](float x, float, float) { return Gelu(x); }>,
           &LoopOver<[](float x, float, float) { return GeluTanh(x); }>,
           &LoopOver<[](float x, float, float) { return Softplus(x); }>,
           &LoopOver<[](float x, float, float) { return x * Tanh(Softplus(x)); }>,
           &LoopOver<[](float x, float a, float) { return x < 0.0F ? a * Expm1(x) : x; }>,
           &LoopOver<[](float x, float a, float b) { return b * (x < 0.0F ? a * Expm1(x) : x); }>,
           &LoopOver<[](float x, float a, float) { return x < 0.0F ? a * Expm1(x / a) : x; }>,
           &LoopOver<[](float x, float a, float) { return x * Sigmoid(a * x); }>},
          &SoftmaxLoop,
          &SumLoop,
          &LargestOf,
          &SmallestOf};
}

}  // namespace
}  // namespace TMVA::inline standalone::onnx
