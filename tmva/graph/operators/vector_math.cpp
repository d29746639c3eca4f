// Functions of many numbers: the code for this processor is chosen here.
#include "tmva/graph/operators/vector_math.h"

#include <algorithm>
#include <cmath>

#include "tmva/graph/operators/vector_math_loops.h"

namespace TMVA::inline standalone::onnx {
namespace {

VectorLoops Choose() {
#ifdef TMVA_VECTOR_MATH
  if (__builtin_cpu_supports("avx512f")) return Avx512Loops();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Avx2Loops();
#endif
  return LoopsOfThisFile();
}

const VectorLoops& LoopsOfThisProcessor() {
  static const VectorLoops loops = Choose();
  return loops;
}

}  // namespace

void Apply(VectorFunction function, const float* x, float* y, long n, float a, float b) {
  LoopsOfThisProcessor().functions[static_cast<std::size_t>(function)](x, y, n, a, b);
  const bool sine = function == VectorFunction::kSin, cosine = function == VectorFunction::kCos;
  if (!sine && !cosine) return;
  // Angles beyond what the loops reduce come out as NaN.
  for (long i = 0; i < n; ++i)
    if (std::fabs(x[i]) > kMostAngle) y[i] = sine ? std::sin(x[i]) : std::cos(x[i]);
}

void SoftmaxRows(const float* x, float* y, long rows, long n) {
  LoopsOfThisProcessor().softmax(x, y, rows, n);
}

double SumOfFloats(const float* x, long n) { return LoopsOfThisProcessor().sum(x, n); }
float LargestOfFloats(const float* x, long n) { return LoopsOfThisProcessor().largest(x, n); }
float SmallestOfFloats(const float* x, long n) { return LoopsOfThisProcessor().smallest(x, n); }

void SoftmaxRows(const double* x, double* y, long rows, long n) {
  for (long r = 0; r < rows; ++r, x += n, y += n) {
    const double top = *std::max_element(x, x + n);
    double sum = 0;
    for (long i = 0; i < n; ++i) sum += y[i] = std::exp(x[i] - top);
    for (long i = 0; i < n; ++i) y[i] /= sum;
  }
}

void ExpOf(double* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = std::exp(x[i]);
}
void TanhOf(double* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = std::tanh(x[i]);
}
void SigmoidOf(double* x, long n) {
  for (long i = 0; i < n; ++i) x[i] = 1 / (1 + std::exp(-x[i]));
}

}  // namespace TMVA::inline standalone::onnx
