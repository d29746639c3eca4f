// Functions of many floats at once, in the vector code that the processor has.
#pragma once

#include <cstddef>
#include <cstdint>

namespace TMVA::inline standalone::onnx {

/// Functions of x and of up to two parameters a and b. To about 2e-7 of the result.
enum class VectorFunction : std::uint8_t {
  kExp,
  kLog,
  kSqrt,
  kSin,
  kCos,
  kTanh,
  kSigmoid,
  kErf,
  kGelu,
  kGeluTanh,
  kSoftplus,
  kMish,
  kElu,
  kSelu,
  kCelu,
  kSwish,
  kCount
};

/// y[i] = f(x[i]) for i < n; x may be y, but for sine and cosine.
void Apply(VectorFunction function, const float* x, float* y, long n, float a = 0, float b = 0);
/// Softmax of each row of n numbers.
void SoftmaxRows(const float* x, float* y, long rows, long n);
void SoftmaxRows(const double* x, double* y, long rows, long n);

/// The sum of n numbers, to about 2e-7 of that of their sizes.
double SumOfFloats(const float* x, long n);
/// The extreme of n numbers; any when one is NaN; an infinity when there is none.
float LargestOfFloats(const float* x, long n);
float SmallestOfFloats(const float* x, long n);

/// x[i] = f(x[i]).
inline void ExpOf(float* x, long n) { Apply(VectorFunction::kExp, x, x, n); }
inline void TanhOf(float* x, long n) { Apply(VectorFunction::kTanh, x, x, n); }
inline void SigmoidOf(float* x, long n) { Apply(VectorFunction::kSigmoid, x, x, n); }
void ExpOf(double* x, long n);
void TanhOf(double* x, long n);
void SigmoidOf(double* x, long n);

/// The loops compiled for one instruction set.
struct VectorLoops {
  using Loop = void (*)(const float* x, float* y, long n, float a, float b);
  Loop functions[static_cast<std::size_t>(VectorFunction::kCount)];
  void (*softmax)(const float* x, float* y, long rows, long n);
  double (*sum)(const float* x, long n);
  float (*largest)(const float* x, long n);
  float (*smallest)(const float* x, long n);
};
VectorLoops Avx2Loops();
VectorLoops Avx512Loops();

}  // namespace TMVA::inline standalone::onnx
