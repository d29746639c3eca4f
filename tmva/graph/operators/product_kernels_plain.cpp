// Products of matrices with what every processor has.
#include "tmva/graph/operators/product_kernels.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kVectorBytes = 16, kRows = 4;
constexpr bool kHalf = false;

#include "tmva/graph/operators/product_loops.h"

}  // namespace

ProductKernel<float> FloatProductPlain() { return {&Product<float>, 8, 4}; }
ProductKernel<double> DoubleProductPlain() { return {&Product<double>, 4, 2}; }

}  // namespace TMVA::inline standalone::onnx
