// Functions of many numbers with AVX-512.
#include "tmva/graph/operators/vector_math.h"
#include "tmva/graph/operators/vector_math_loops.h"

namespace TMVA::inline standalone::onnx {

VectorLoops Avx512Loops() { return LoopsOfThisFile(); }

}  // namespace TMVA::inline standalone::onnx
