// Products of matrices with AVX2.
#include "tmva/graph/operators/product_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kVectorBytes = 32, kRows = 6;
constexpr bool kHalf = false;

#include "tmva/graph/operators/product_loops.h"

}  // namespace

ProductKernel<float> FloatProductAvx2() { return {&Product<float>, 16, 8}; }
ProductKernel<double> DoubleProductAvx2() { return {&Product<double>, 8, 4}; }

}  // namespace TMVA::inline standalone::onnx
