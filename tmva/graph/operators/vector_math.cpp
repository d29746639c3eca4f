// Functions of many numbers: the code for this processor is chosen here.
#include "tmva/graph/operators/vector_math.h"

#include <cmath>

#include "tmva/graph/operators/vector_math_loops.h"

namespace TMVA::inline standalone::onnx {
namespace {

struct Loops {
  void (*exp)(float*, long);
  void (*tanh)(float*, long);
  void (*sigmoid)(float*, long);
};

Loops Choose() {
#ifdef TMVA_VECTOR_MATH
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {&ExpAvx2, &TanhAvx2, &SigmoidAvx2};
#endif
  return {&ExpLoop, &TanhLoop, &SigmoidLoop};
}

const Loops& LoopsOfThisProcessor() {
  static const Loops loops = Choose();
  return loops;
}

}  // namespace

void ExpOf(float* x, long n) { LoopsOfThisProcessor().exp(x, n); }
void TanhOf(float* x, long n) { LoopsOfThisProcessor().tanh(x, n); }
void SigmoidOf(float* x, long n) { LoopsOfThisProcessor().sigmoid(x, n); }

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
