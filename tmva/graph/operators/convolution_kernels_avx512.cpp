// Convolutions with AVX-512.
#include "tmva/graph/operators/convolution_kernels.h"

#include <utility>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kLargest = 64;

#include "tmva/graph/operators/convolution_loops.h"

}  // namespace

ConvolutionKernel<float> FloatConvolutionAvx512() { return {&Convolve<float>, kLargest, 16}; }
ConvolutionKernel<double> DoubleConvolutionAvx512() { return {&Convolve<double>, kLargest, 16}; }
MaximumOfSquares MaximumOfSquaresAvx512() { return &MaximaOfSquares; }

}  // namespace TMVA::inline standalone::onnx
