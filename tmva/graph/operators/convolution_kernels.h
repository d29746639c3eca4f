// The inner loops of convolutions, in vector code, compiled once for each instruction set. Only
// plain data cross.
#pragma once

namespace TMVA::inline standalone::onnx {

/// The channels of one image: out[c, place] = bias[c] + sum over l of weights[c, l] image[place +
/// offsets[l]]. A vector holds neighbouring places of a line.
template <class T>
struct ConvolutionTask {
  const T* image;
  const long* offsets;  ///< k of them
  const long* places;   ///< in the image, of the first element of each vector
  const long* targets;  ///< in the plane of a channel, likewise
  long vectors;
  long count;        ///< elements of each vector that are wanted
  const T* weights;  ///< channels in blocks, see ChannelBlock; within a block [l][channel]
  const T* bias;     ///< null: zeros
  bool relu;
  T* out;
  long plane, channels, k;
};

template <class T>
struct ConvolutionKernel {
  /// For vectors of that many bytes.
  void (*run)(const ConvolutionTask<T>&, long bytes);
  long largest, smallest;  ///< vectors, in bytes
};

ConvolutionKernel<float> FloatConvolutionAvx512();
ConvolutionKernel<double> DoubleConvolutionAvx512();
ConvolutionKernel<float> FloatConvolutionAvx2();
ConvolutionKernel<double> DoubleConvolutionAvx2();
ConvolutionKernel<float> FloatConvolutionPlain();
ConvolutionKernel<double> DoubleConvolutionPlain();

/// Channels whose sums fill the sixteen registers of AVX2; with those of AVX-512 two blocks are
/// done at once.
constexpr long kChannelBlock = 6;

/// Channels of the next block when so many are left; fours rather than a six and a two, whose few
/// sums would wait for each other. Static: each file gets code of its own instructions.
static inline long ChannelBlock(long left) {
  if (left >= kChannelBlock && left != kChannelBlock + 2) return kChannelBlock;
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/// The largest of every two by two elements of planes; NaN where one is NaN.
using MaximumOfSquares = void (*)(const float* in, long planes, long height, long width,
                                  float* out);

MaximumOfSquares MaximumOfSquaresAvx512();
MaximumOfSquares MaximumOfSquaresAvx2();
MaximumOfSquares MaximumOfSquaresPlain();

}  // namespace TMVA::inline standalone::onnx
