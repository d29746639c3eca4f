// Reductions along axes, extremes and their places.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

/// f(state, element) over all elements that go into one of the result; finish(state, their number).
template <class S, class T, class F, class G>
Tensor<T> Reduce(const Tensor<T>& x, const Tensor<std::int64_t>& axes, bool keep, bool none_is_none,
                 S start, F f, G finish) {
  std::vector<bool> gone(x.Rank(), axes.data.empty() && !none_is_none);
  for (const auto axis : axes.data) gone[Axis(axis, x.Rank())] = true;
  Shape kept = x.shape, shape;
  for (std::size_t d = 0; d < x.Rank(); ++d) {
    if (gone[d]) kept[d] = 1;
    if (!gone[d] || keep) shape.push_back(kept[d]);
  }
  Shape strides = Strides(kept);
  for (std::size_t d = 0; d < x.Rank(); ++d)
    if (gone[d]) strides[d] = 0;
  std::vector<S> states(static_cast<std::size_t>(Size(kept)), start);
  Shape index(x.Rank(), 0);
  const std::int64_t row = x.Rank() == 0 ? 1 : x.shape.back(),
                     step = x.Rank() == 0 ? 0 : strides.back();
  const Shape outer(x.shape.begin(), x.shape.end() - (x.Rank() == 0 ? 0 : 1));
  if (!x.data.empty()) {
    const T* from = x.data.data();
    index.resize(outer.size());
    do {
      std::int64_t at = 0;
      for (std::size_t d = 0; d < outer.size(); ++d) at += index[d] * strides[d];
      S* state = states.data() + at;
      for (std::int64_t i = 0; i < row; ++i) state[i * step] = f(state[i * step], *from++);
    } while (Next(outer, index));
  }
  Tensor<T> y(shape);
  const double n =
      y.data.empty() ? 0 : static_cast<double>(x.data.size()) / static_cast<double>(y.data.size());
  for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] = static_cast<T>(finish(states[i], n));
  return y;
}

enum class Reduction { kSum, kMean, kMax, kMin, kProd, kSumSquare, kL1, kL2, kLogSum, kLogSumExp };

template <Reduction kWhat, class T>
Tensor<T> ReduceBy(const Tensor<T>& x, const Tensor<std::int64_t>& axes, bool keep,
                   bool none_is_none) {
  using S = std::conditional_t<std::is_floating_point<T>::value, double, std::int64_t>;
  const auto run = [&](S start, auto f, auto finish) {
    return Reduce(x, axes, keep, none_is_none, start, f, finish);
  };
  const auto plain = [](S s, double) { return s; };
  const auto add = [](S s, T v) { return s + static_cast<S>(v); };
  const auto add_square = [](S s, T v) { return s + static_cast<S>(v) * static_cast<S>(v); };
  const S lowest = std::numeric_limits<S>::has_infinity ? -std::numeric_limits<S>::infinity()
                                                        : std::numeric_limits<S>::lowest();
  const auto largest = [](S s, T v) { return v > s || v != v ? static_cast<S>(v) : s; };
  if constexpr (kWhat == Reduction::kSum) return run(0, add, plain);
  if constexpr (kWhat == Reduction::kMean)
    return run(0, add, [](S s, double n) { return static_cast<double>(s) / n; });
  if constexpr (kWhat == Reduction::kMax) return run(lowest, largest, plain);
  if constexpr (kWhat == Reduction::kMin)
    return run(
        std::numeric_limits<S>::has_infinity ? std::numeric_limits<S>::infinity()
                                             : std::numeric_limits<S>::max(),
        [](S s, T v) { return v < s || v != v ? static_cast<S>(v) : s; }, plain);
  if constexpr (kWhat == Reduction::kProd)
    return run(1, [](S s, T v) { return s * static_cast<S>(v); }, plain);
  if constexpr (kWhat == Reduction::kSumSquare) return run(0, add_square, plain);
  if constexpr (kWhat == Reduction::kL1)
    return run(0, [](S s, T v) { return s + static_cast<S>(v < 0 ? -v : v); }, plain);
  if constexpr (kWhat == Reduction::kL2)
    return run(0, add_square, [](S s, double) { return std::sqrt(static_cast<double>(s)); });
  if constexpr (kWhat == Reduction::kLogSum)
    return run(0, add, [](S s, double) { return std::log(static_cast<double>(s)); });
  if constexpr (kWhat == Reduction::kLogSumExp) {
    // Relative to the largest of all, so that nothing overflows.
    S most = lowest;
    for (const T v : x.data) most = std::max(most, static_cast<S>(v));
    return run(
        0, [most](S s, T v) { return s + std::exp(static_cast<S>(v) - most); },
        [most](S s, double) {
          return static_cast<double>(most) + std::log(static_cast<double>(s));
        });
  }
}

/// The K largest (smallest) along an axis, and their places; of equal ones the first.
template <class T, class I>
std::pair<Tensor<T>, Tensor<std::int64_t>> TopK(const Tensor<T>& x, const Tensor<I>& count,
                                                std::int64_t axis, bool largest) {
  const std::size_t d = Axis(axis, x.Rank());
  const std::int64_t n = x.shape[d], k = count.data.at(0), inner = Extent(x.shape, d + 1, x.Rank());
  if (k < 0 || k > n) Fail("TopK: K is " + std::to_string(k) + " of " + std::to_string(n));
  Shape shape = x.shape;
  shape[d] = k;
  std::pair<Tensor<T>, Tensor<std::int64_t>> top{Tensor<T>(shape), Tensor<std::int64_t>(shape)};
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  for (std::int64_t o = 0; o < Extent(x.shape, 0, d); ++o)
    for (std::int64_t i = 0; i < inner; ++i) {
      const T* line = x.data.data() + o * n * inner + i;
      std::iota(order.begin(), order.end(), std::int64_t{0});
      std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return largest ? line[a * inner] > line[b * inner] : line[a * inner] < line[b * inner];
      });
      for (std::int64_t j = 0; j < k; ++j) {
        const auto at = static_cast<std::size_t>((o * k + j) * inner + i);
        top.second.data[at] = order[static_cast<std::size_t>(j)];
        top.first.data[at] = line[order[static_cast<std::size_t>(j)] * inner];
      }
    }
  return top;
}

/// The place of the largest (smallest) along an axis: the first of equal ones, or the last.
template <class T>
Tensor<std::int64_t> ArgExtreme(const Tensor<T>& x, std::int64_t axis, bool keep, bool last,
                                bool largest) {
  const std::size_t d = Axis(axis, x.Rank());
  const std::int64_t n = x.shape[d], inner = Extent(x.shape, d + 1, x.Rank());
  Shape shape = x.shape;
  shape[d] = 1;
  if (!keep) shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(d));
  Tensor<std::int64_t> y(shape);
  for (std::size_t p = 0; p < y.data.size(); ++p) {
    const auto o = static_cast<std::int64_t>(p) / inner, i = static_cast<std::int64_t>(p) % inner;
    const T* line = x.data.data() + o * n * inner + i;
    std::int64_t best = 0;
    for (std::int64_t j = 1; j < n; ++j) {
      const T a = line[j * inner], b = line[best * inner];
      if ((largest ? a > b : a < b) || (last && a == b)) best = j;
    }
    y.data[p] = best;
  }
  return y;
}

template <class T, class I>
Tensor<T> CumSum(const Tensor<T>& x, const Tensor<I>& axis, bool exclusive, bool reverse) {
  const std::size_t d = Axis(axis.data.at(0), x.Rank());
  const std::int64_t n = x.shape[d], inner = Extent(x.shape, d + 1, x.Rank());
  Tensor<T> y(x.shape);
  for (std::int64_t o = 0; o < Extent(x.shape, 0, d); ++o)
    for (std::int64_t i = 0; i < inner; ++i) {
      T sum = 0;
      for (std::int64_t j = 0; j < n; ++j) {
        const auto at = static_cast<std::size_t>((o * n + (reverse ? n - 1 - j : j)) * inner + i);
        y.data[at] = exclusive ? sum : sum + x.data[at];
        sum += x.data[at];
      }
    }
  return y;
}

}  // namespace emitted
