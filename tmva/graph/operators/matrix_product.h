// Products of row-major matrices: one place that all operators use.
#pragma once

#include <cstdint>
#include <memory>

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
void Multiply(Factor<T> a, Factor<T> b, Result<T> c, std::int64_t m, std::int64_t n,
              std::int64_t k);

/// A matrix (k x n) of float or double in the order in which products read it: panels of as many
/// columns as two vectors of this processor hold.
template <class T>
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(Factor<T> b, std::int64_t k, std::int64_t n) { Pack(b, k, n); }
  /// Memory is used again.
  void Pack(Factor<T> b, std::int64_t k, std::int64_t n);

  bool IsEmpty() const { return panels_ == nullptr; }
  std::int64_t Rows() const { return k_; }
  std::int64_t Columns() const { return n_; }
  const T* Panels() const { return panels_.get(); }

 private:
  struct Free {
    void operator()(T* memory) const;
  };
  std::unique_ptr<T[], Free> panels_;
  std::int64_t k_ = 0, n_ = 0, capacity_ = 0;
};

/// What a product starts with and ends with.
template <class T>
struct Finish {
  const T* bias = nullptr;  ///< a number a column
  bool relu = false;
};

/// c (m rows, `b`'s columns) = a b + bias, at most then max(c, 0). An element of c does not depend
/// on m, bit by bit.
template <class T>
void Multiply(Factor<T> a, const PackedMatrix<T>& b, Result<T> c, std::int64_t m,
              Finish<T> finish = {});

}  // namespace TMVA::inline standalone::onnx
