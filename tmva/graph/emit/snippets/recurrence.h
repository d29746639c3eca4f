// RNN, LSTM and GRU.
#pragma once

#include "tmva/graph/emit/snippets/products.h"

namespace emitted {

/// An activation of a gate: its function and two parameters.
struct Gate {
  enum Function {
    kRelu,
    kTanh,
    kSigmoid,
    kAffine,
    kLeakyRelu,
    kThresholdedRelu,
    kScaledTanh,
    kHardSigmoid,
    kElu,
    kSoftsign,
    kSoftplus
  };
  Function function;
  float alpha, beta;

  template <class T>
  T operator()(T x) const {
    const T a = static_cast<T>(alpha), b = static_cast<T>(beta);
    switch (function) {
      case kRelu:
        return std::max(x, T(0));
      case kTanh:
        return std::tanh(x);
      case kSigmoid:
        return 1 / (1 + std::exp(-x));
      case kAffine:
        return a * x + b;
      case kLeakyRelu:
        return x < 0 ? a * x : x;
      case kThresholdedRelu:
        return x > a ? x : T(0);
      case kScaledTanh:
        return a * std::tanh(b * x);
      case kHardSigmoid:
        return std::min(std::max(a * x + b, T(0)), T(1));
      case kElu:
        return x < 0 ? a * std::expm1(x) : x;
      case kSoftsign:
        return x / (1 + std::fabs(x));
      default:
        return std::max(x, T(0)) + std::log1p(std::exp(-std::fabs(x)));
    }
  }
};

struct RecurrenceOptions {
  int kind = 0;  // 0 RNN, 1 LSTM, 2 GRU
  bool reverse = false, both = false, batch_first = false, linear_before_reset = false,
       input_forget = false;
  float clip = 0;
  std::vector<Gate> gates;
};

template <class T>
struct Recurrent {
  Tensor<T> y, h, c;
};

/// X, W, R, B, sequence_lens, initial_h, initial_c, P.
template <class T>
Recurrent<T> Recur(const Tensor<T>& x, const Tensor<T>& w, const Tensor<T>& r, const Tensor<T>& b,
                   const Tensor<std::int32_t>& lengths, const Tensor<T>& h0, const Tensor<T>& c0,
                   const Tensor<T>& peep, const RecurrenceOptions& o) {
  const std::int64_t steps = x.shape[o.batch_first ? 1 : 0], batch = x.shape[o.batch_first ? 0 : 1],
                     inputs = x.shape[2];
  const std::int64_t n = r.shape[2],
                     gates = o.kind == 0   ? 1
                             : o.kind == 1 ? 4
                                           : 3,
                     width = gates * n, directions = o.both ? 2 : 1;
  const Shape states = o.batch_first ? Shape{batch, directions, n} : Shape{directions, batch, n};
  Recurrent<T> out{Tensor<T>(o.batch_first ? Shape{batch, steps, directions, n}
                                           : Shape{steps, directions, batch, n}),
                   Tensor<T>(states), Tensor<T>(states)};
  const auto per_direction = o.gates.size() / static_cast<std::size_t>(directions);
  const auto clipped = [&o](T v) {
    return o.clip > 0 ? std::min(std::max(v, static_cast<T>(-o.clip)), static_cast<T>(o.clip)) : v;
  };
  for (std::int64_t d = 0; d < directions; ++d) {
    const Gate* f = o.gates.data() + static_cast<std::size_t>(d) * per_direction;
    const bool reverse = o.reverse || d == 1;
    // Transposed once: products of a row then run along rows.
    const Tensor<T> wt =
        Transposed(Tensor<T>({width, inputs}, {w.data.begin() + d * width * inputs,
                                               w.data.begin() + (d + 1) * width * inputs}));
    const Tensor<T> rt = Transposed(Tensor<T>(
        {width, n}, {r.data.begin() + d * width * n, r.data.begin() + (d + 1) * width * n}));
    const T* bias = b.IsGiven() ? b.data.data() + d * 2 * width : nullptr;
    const T* p = peep.IsGiven() ? peep.data.data() + d * 3 * n : nullptr;
    std::vector<T> g(static_cast<std::size_t>(width)), own(g.size()),
        rh(static_cast<std::size_t>(n)), product(g.size());
    for (std::int64_t e = 0; e < batch; ++e) {
      const std::int64_t state = (o.batch_first ? e * directions + d : d * batch + e) * n;
      T *h = out.h.data.data() + state, *c = out.c.data.data() + state;
      if (h0.IsGiven()) std::copy_n(h0.data.data() + state, n, h);
      if (c0.IsGiven()) std::copy_n(c0.data.data() + state, n, c);
      const std::int64_t length =
          lengths.IsGiven() ? lengths.data.at(static_cast<std::size_t>(e)) : steps;
      if (length < 0 || length > steps) Fail("a length of a sequence is out of range");
      for (std::int64_t s = 0; s < length; ++s) {
        const std::int64_t t = reverse ? length - 1 - s : s;
        std::fill(g.begin(), g.end(), T(0));
        std::fill(own.begin(), own.end(), T(0));
        Multiply(x.data.data() + (o.batch_first ? e * steps + t : t * batch + e) * inputs,
                 wt.data.data(), g.data(), 1, width, inputs);
        Multiply(h, rt.data.data(), own.data(), 1, width, n);
        for (std::int64_t i = 0; bias && i < width; ++i) {
          g[static_cast<std::size_t>(i)] += bias[i];
          own[static_cast<std::size_t>(i)] += bias[width + i];
        }
        T *u = g.data(), *v = own.data();
        if (o.kind == 0) {
          for (std::int64_t i = 0; i < n; ++i) h[i] = f[0](clipped(u[i] + v[i]));
        } else if (o.kind == 1) {
          for (std::int64_t i = 0; i < width; ++i) u[i] += v[i];
          for (std::int64_t i = 0; i < n; ++i) {
            const T in = f[0](clipped(u[i] + (p ? p[i] * c[i] : T(0))));
            const T forget = o.input_forget
                                 ? 1 - in
                                 : f[0](clipped(u[2 * n + i] + (p ? p[2 * n + i] * c[i] : T(0))));
            c[i] = forget * c[i] + in * f[1](clipped(u[3 * n + i]));
            h[i] = f[0](clipped(u[n + i] + (p ? p[n + i] * c[i] : T(0)))) * f[2](c[i]);
          }
        } else {
          for (std::int64_t i = 0; i < 2 * n; ++i) u[i] = f[0](clipped(u[i] + v[i]));
          if (!o.linear_before_reset) {
            for (std::int64_t i = 0; i < n; ++i) rh[static_cast<std::size_t>(i)] = u[n + i] * h[i];
            std::fill(product.begin(), product.end(), T(0));
            Multiply(rh.data(), rt.data.data(), product.data(), 1, width, n);
          }
          for (std::int64_t i = 0; i < n; ++i) {
            const T linear = o.linear_before_reset ? u[n + i] * v[2 * n + i]
                                                   : product[static_cast<std::size_t>(2 * n + i)] +
                                                         (bias ? bias[width + 2 * n + i] : T(0));
            h[i] = (1 - u[i]) * f[1](clipped(u[2 * n + i] + linear)) + u[i] * h[i];
          }
        }
        const std::int64_t place =
            o.batch_first ? (e * steps + t) * directions + d : (t * directions + d) * batch + e;
        std::copy_n(h, n, out.y.data.data() + place * n);
      }
    }
  }
  return out;
}

}  // namespace emitted
