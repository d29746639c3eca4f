// Products of matrices with AVX-512.
#include "tmva/graph/operators/product_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kVectorBytes = 64, kRows = 12;
constexpr bool kHalf = true;

#include "tmva/graph/operators/product_loops.h"

}  // namespace

ProductKernel<float> FloatProductAvx512() { return {&Product<float>, 32, 8}; }
ProductKernel<double> DoubleProductAvx512() { return {&Product<double>, 16, 4}; }

}  // namespace TMVA::inline standalone::onnx
