// Convolutions with AVX2.
#include "tmva/graph/operators/convolution_kernels.h"

#include <utility>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kLargest = 32;

#include "tmva/graph/operators/convolution_loops.h"

}  // namespace

ConvolutionKernel<float> FloatConvolutionAvx2() { return {&Convolve<float>, kLargest, 16}; }
ConvolutionKernel<double> DoubleConvolutionAvx2() { return {&Convolve<double>, kLargest, 16}; }
MaximumOfSquares MaximumOfSquaresAvx2() { return &MaximaOfSquares; }

}  // namespace TMVA::inline standalone::onnx
