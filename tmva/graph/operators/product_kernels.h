// The inner loops of products of matrices, in vector code, compiled once for each instruction set.
// Only plain data cross: nothing of a file that is compiled for an instruction set may be used by
// the others.
#pragma once

namespace TMVA::inline standalone::onnx {

/// c = a b, started with a bias for each column (null: zeros) or added to what c holds; then max(c,
/// 0) if wanted. Every element is a sum over l in order, whatever m is: an event has the same bits
/// alone and in a batch.
template <class T>
struct ProductTask {
  const T* a;  ///< a[i, l] = a[i * a_row + l * a_column]
  long a_row, a_column;
  const T* panels;  ///< b, packed: see PackedMatrix
  const T* bias;
  bool add, relu;
  T* c;
  long c_row;
  long m, n, k;
};

template <class T>
struct ProductKernel {
  void (*run)(const ProductTask<T>&);
  long width;  ///< columns of a panel: two vectors
  long least;  ///< columns of the last panel: this, or a power of two times this
};

ProductKernel<float> FloatProductAvx512();
ProductKernel<double> DoubleProductAvx512();
ProductKernel<float> FloatProductAvx2();
ProductKernel<double> DoubleProductAvx2();
ProductKernel<float> FloatProductPlain();
ProductKernel<double> DoubleProductPlain();

/// A matrix of so few columns is held transposed, without panels.
constexpr long kDotColumns = 2;

/// Columns of the panel that holds the last `rest` columns. Static: each file gets code of its own
/// instructions.
static inline long LastWidth(long rest, long width, long least) {
  long last = least;
  while (last < rest) last *= 2;
  return last < width ? last : width;
}

}  // namespace TMVA::inline standalone::onnx
