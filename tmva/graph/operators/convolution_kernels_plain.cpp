// Convolutions with what every processor has.
#include "tmva/graph/operators/convolution_kernels.h"

#include <utility>

namespace TMVA::inline standalone::onnx {
namespace {

constexpr int kLargest = 16;

#include "tmva/graph/operators/convolution_loops.h"

}  // namespace

ConvolutionKernel<float> FloatConvolutionPlain() { return {&Convolve<float>, kLargest, 16}; }
ConvolutionKernel<double> DoubleConvolutionPlain() { return {&Convolve<double>, kLargest, 16}; }
MaximumOfSquares MaximumOfSquaresPlain() { return &MaximaOfSquares; }

}  // namespace TMVA::inline standalone::onnx
