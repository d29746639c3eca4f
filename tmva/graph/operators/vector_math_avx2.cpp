// Functions of many numbers with AVX2.
#include "tmva/graph/operators/vector_math.h"
#include "tmva/graph/operators/vector_math_loops.h"

namespace TMVA::inline standalone::onnx {

void ExpAvx2(float* x, long n) { ExpLoop(x, n); }
void TanhAvx2(float* x, long n) { TanhLoop(x, n); }
void SigmoidAvx2(float* x, long n) { SigmoidLoop(x, n); }

}  // namespace TMVA::inline standalone::onnx
