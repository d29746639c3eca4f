// Gemm and MatMul.
#pragma once

#include "tmva/graph/emit/snippets/broadcast.h"

namespace emitted {

/// c (m x n) += a (m x k) b (k x n), four rows of b at a time; the inner loop is one of vectors.
template <class T>
void Multiply(const T* a, const T* b, T* c, std::int64_t m, std::int64_t n, std::int64_t k) {
  for (std::int64_t i = 0; i < m; ++i, a += k, c += n) {
    std::int64_t l = 0;
    for (; l + 4 <= k; l += 4) {
      const T a0 = a[l], a1 = a[l + 1], a2 = a[l + 2], a3 = a[l + 3];
      const T *b0 = b + l * n, *b1 = b0 + n, *b2 = b1 + n, *b3 = b2 + n;
      for (std::int64_t j = 0; j < n; ++j)
        c[j] += a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
    }
    for (; l < k; ++l)
      for (std::int64_t j = 0; j < n; ++j) c[j] += a[l] * b[l * n + j];
  }
}

template <class T>
Tensor<T> Transposed(const Tensor<T>& x) {
  if (x.Rank() != 2) Fail("a matrix is expected");
  return View(x, {x.shape[1], x.shape[0]}, {1, x.shape[1]});
}

template <class T>
Tensor<T> Gemm(const Tensor<T>& a, const Tensor<T>& b, const Tensor<T>& c, float alpha, float beta,
               bool transpose_a, bool transpose_b) {
  if (transpose_a) return Gemm(Transposed(a), b, c, alpha, beta, false, transpose_b);
  if (transpose_b) return Gemm(a, Transposed(b), c, alpha, beta, false, false);
  if (a.Rank() != 2 || b.Rank() != 2 || a.shape[1] != b.shape[0]) Fail("Gemm: shapes do not fit");
  Tensor<T> y({a.shape[0], b.shape[1]});
  Multiply(a.data.data(), b.data.data(), y.data.data(), a.shape[0], b.shape[1], a.shape[1]);
  if (alpha != 1)
    for (T& x : y.data) x *= static_cast<T>(alpha);
  if (!c.IsGiven() || beta == 0) return y;
  return Map<T>(y, c, [beta](T x, T z) { return x + static_cast<T>(beta) * z; });
}

template <class T>
Tensor<T> MatMul(const Tensor<T>& first, const Tensor<T>& second) {
  Shape u = first.shape, v = second.shape;
  if (u.empty() || v.empty()) Fail("MatMul: a scalar is no matrix");
  if (u.size() == 1) u.insert(u.begin(), 1);
  if (v.size() == 1) v.push_back(1);
  const std::int64_t m = u[u.size() - 2], k = u.back(), n = v.back();
  if (v[v.size() - 2] != k) Fail("MatMul: shapes do not fit");
  u.resize(u.size() - 2);
  v.resize(v.size() - 2);
  const Shape stack = BroadcastShape(u, v), p = BroadcastStrides(u, stack),
              q = BroadcastStrides(v, stack);
  Shape shape = stack;
  if (first.Rank() > 1) shape.push_back(m);
  if (second.Rank() > 1) shape.push_back(n);
  Tensor<T> y(shape);
  if (y.data.empty()) return y;
  Shape index(stack.size(), 0);
  T* to = y.data.data();
  do {
    std::int64_t a = 0, b = 0;
    for (std::size_t d = 0; d < stack.size(); ++d) {
      a += index[d] * p[d];
      b += index[d] * q[d];
    }
    Multiply(first.data.data() + a * m * k, second.data.data() + b * k * n, to, m, n, k);
    to += m * n;
  } while (Next(stack, index));
  return y;
}

}  // namespace emitted
