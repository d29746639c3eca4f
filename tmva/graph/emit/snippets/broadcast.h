// Functions of elements, broadcast.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

inline Shape BroadcastShape(const Shape& a, const Shape& b) {
  Shape shape(std::max(a.size(), b.size()), 1);
  std::copy(a.rbegin(), a.rend(), shape.rbegin());
  for (std::size_t i = 1; i <= b.size(); ++i) {
    auto& size = shape[shape.size() - i];
    const auto other = b[b.size() - i];
    if (size == 1) size = other;
    if (other != 1 && other != size) Fail("shapes do not broadcast");
  }
  return shape;
}

/// Strides of x in an array of `shape`: 0 where it is repeated.
inline Shape BroadcastStrides(const Shape& x, const Shape& shape) {
  const Shape own = Strides(x);
  Shape strides(shape.size(), 0);
  for (std::size_t i = 1; i <= x.size(); ++i)
    if (x[x.size() - i] != 1) strides[shape.size() - i] = own[x.size() - i];
  return strides;
}

template <class R, class T, class F>
Tensor<R> Map(const Tensor<T>& x, F f) {
  Tensor<R> y(x.shape);
  for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] = static_cast<R>(f(x.data[i]));
  return y;
}

template <class R, class A, class B, class F>
Tensor<R> Map(const Tensor<A>& a, const Tensor<B>& b, F f) {
  Tensor<R> y(BroadcastShape(a.shape, b.shape));
  const A* p = a.data.data();
  const B* q = b.data.data();
  R* to = y.data.data();
  const auto row = [&](std::int64_t n, std::int64_t u, std::int64_t v) {
    if (u == 1 && v == 1)
      for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<R>(f(p[i], q[i]));
    else if (u == 1)
      for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<R>(f(p[i], q[0]));
    else if (v == 1)
      for (std::int64_t i = 0; i < n; ++i) to[i] = static_cast<R>(f(p[0], q[i]));
    else
      std::fill_n(to, n, static_cast<R>(f(p[0], q[0])));
    to += n;
  };
  if (y.data.empty()) return y;
  const bool scalar_a = a.data.size() == 1, scalar_b = b.data.size() == 1;
  if (a.shape == b.shape || scalar_a || scalar_b || y.shape.empty()) {
    row(y.NumElements(), scalar_a ? 0 : 1, scalar_b ? 0 : 1);
    return y;
  }
  const Shape u = BroadcastStrides(a.shape, y.shape), v = BroadcastStrides(b.shape, y.shape);
  const Shape outer(y.shape.begin(), y.shape.end() - 1);
  Shape index(outer.size(), 0);
  do {
    p = a.data.data();
    q = b.data.data();
    for (std::size_t d = 0; d < outer.size(); ++d) {
      p += index[d] * u[d];
      q += index[d] * v[d];
    }
    row(y.shape.back(), u.back(), v.back());
  } while (Next(outer, index));
  return y;
}

template <class T>
Tensor<T> Where(const Tensor<Bool>& condition, const Tensor<T>& x, const Tensor<T>& y) {
  const Shape shape = BroadcastShape(BroadcastShape(condition.shape, x.shape), y.shape);
  const auto full = [&shape](const auto& t) {
    return View(t, shape, BroadcastStrides(t.shape, shape));
  };
  const auto c = full(condition);
  auto a = full(x);
  const auto b = full(y);
  for (std::size_t i = 0; i < a.data.size(); ++i)
    if (!c.data[i]) a.data[i] = b.data[i];
  return a;
}

template <class T, class I>
Tensor<T> Expand(const Tensor<T>& x, const Tensor<I>& to) {
  const Shape shape = BroadcastShape(x.shape, Integers(to));
  return View(x, shape, BroadcastStrides(x.shape, shape));
}

}  // namespace emitted
