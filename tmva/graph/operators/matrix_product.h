// Products of row-major matrices: one place that all operators use.
#pragma once

#include <cstdint>

namespace TMVA::inline standalone::onnx {

/// A factor of a product: `elements` hold the matrix, or its transpose.
template <class T>
struct Factor {
  const T* elements;
  bool transposed = false;
  std::int64_t stride = 0;  ///< elements from row to row, as they are held; 0: no gap
};

/// The result: replaced, or added to.
template <class T>
struct Result {
  T* elements;
  bool add = false;
  std::int64_t stride = 0;
};

/// c (m x n) = a (m x k) b (k x n). T: float, double, 32 and 64-bit integers, which wrap around.
template <class T>
void Multiply(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n, std::int64_t k);

}  // namespace TMVA::inline standalone::onnx
