// Products of row-major matrices: one place that all operators use.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include <Eigen/Core>

namespace TMVA::inline standalone::onnx {

template <class T>
using Matrix = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
template <class T>
using ConstMatrix =
    Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// A factor of a product: `elements` hold the matrix, or its transpose.
template <class T>
struct Factor {
  const T* elements;
  bool transposed = false;
};

/// c (m x n) = a (m x k) b (k x n), or c += a b.
template <class T>
void Multiply(Factor<T> a, Factor<T> b, T* c, std::int64_t m, std::int64_t n, std::int64_t k,
              bool add = false) {
  if (m == 0 || n == 0) return;
  if (!add) std::fill_n(c, m * n, T{0});
  if (k == 0) return;
  if constexpr (std::is_floating_point_v<T>) {
    Matrix<T> out(c, m, n);
    const auto product = [&](const auto& left, const auto& right) {
      out.noalias() += left * right;
    };
    const auto with_left = [&](const auto& left) {
      if (b.transposed)
        product(left, ConstMatrix<T>(b.elements, n, k).transpose());
      else
        product(left, ConstMatrix<T>(b.elements, k, n));
    };
    if (a.transposed)
      with_left(ConstMatrix<T>(a.elements, k, m).transpose());
    else
      with_left(ConstMatrix<T>(a.elements, m, k));
  } else {
    // Whole numbers wrap around, as they do in every other implementation.
    using U = std::make_unsigned_t<T>;
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t l = 0; l < k; ++l) {
        const auto x = static_cast<U>(a.elements[a.transposed ? l * m + i : i * k + l]);
        for (std::int64_t j = 0; j < n; ++j) {
          const auto y = static_cast<U>(b.elements[b.transposed ? j * k + l : l * n + j]);
          c[i * n + j] = static_cast<T>(static_cast<U>(c[i * n + j]) + x * y);
        }
      }
  }
}

}  // namespace TMVA::inline standalone::onnx
