// SVMRegressor and SVMClassifier of ai.onnx.ml.
#pragma once

#include "tmva/graph/emit/snippets/scores.h"

namespace emitted {

/// kernel: 0 LINEAR, 1 POLY, 2 RBF, 3 SIGMOID.
struct Machine {
  Tensor<float> coefficients, rho, vectors, prob_a, prob_b;
  Tensor<std::int64_t> per_class;
  int kernel;
  float gamma, offset, degree;

  std::vector<float> Kernels(const float* row, std::int64_t number, std::int64_t columns) const {
    std::vector<float> values;
    for (std::int64_t s = 0; s < number; ++s) {
      const float* vector = vectors.data.data() + s * columns;
      float sum = 0;
      for (std::int64_t c = 0; c < columns; ++c)
        sum += kernel == 2 ? (row[c] - vector[c]) * (row[c] - vector[c]) : row[c] * vector[c];
      values.push_back(kernel == 0   ? sum
                       : kernel == 1 ? std::pow(gamma * sum + offset, degree)
                       : kernel == 2 ? std::exp(-gamma * sum)
                                     : std::tanh(gamma * sum + offset));
    }
    return values;
  }
};

template <class T>
Tensor<float> SVMRegressor(const Machine& m, const Tensor<T>& x, bool one_class,
                           PostTransform transform) {
  const std::int64_t number = m.coefficients.NumElements(),
                     columns = m.vectors.NumElements() / number;
  const Tensor<float> rows = Samples(x, columns);
  Tensor<float> y({rows.shape[0], 1});
  for (std::int64_t i = 0; i < rows.shape[0]; ++i) {
    const auto kernels = m.Kernels(rows.data.data() + i * rows.shape[1], number, columns);
    float sum = m.rho.data.at(0);
    for (std::size_t s = 0; s < kernels.size(); ++s) sum += m.coefficients.data[s] * kernels[s];
    float& score = y.data[static_cast<std::size_t>(i)];
    score = one_class ? (sum > 0 ? 1.0F : -1.0F) : sum;
    if (!one_class) Transform(transform, &score, 1);
  }
  return y;
}

/// Probabilities of classes from those of pairs (Wu, Lin and Weng 2004, method 2).
inline std::vector<double> Couple(const std::vector<std::vector<double>>& pairs) {
  const std::size_t n = pairs.size();
  std::vector<std::vector<double>> q(n, std::vector<double>(n));
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t j = 0; j < n; ++j) {
      if (j == t) continue;
      q[t][t] += pairs[j][t] * pairs[j][t];
      q[t][j] = -pairs[j][t] * pairs[t][j];
    }
  std::vector<double> p(n, 1 / static_cast<double>(n)), qp(n);
  for (std::size_t step = 0; step < std::max<std::size_t>(100, n); ++step) {
    double pqp = 0, error = 0;
    for (std::size_t t = 0; t < n; ++t) {
      qp[t] = std::inner_product(p.begin(), p.end(), q[t].begin(), 0.0);
      pqp += p[t] * qp[t];
    }
    for (const double v : qp) error = std::max(error, std::fabs(v - pqp));
    if (error < 0.005 / static_cast<double>(n)) break;
    for (std::size_t t = 0; t < n; ++t) {
      const double change = (pqp - qp[t]) / q[t][t], scale = 1 + change;
      p[t] += change;
      pqp = (pqp + change * (change * q[t][t] + 2 * qp[t])) / scale / scale;
      for (std::size_t j = 0; j < n; ++j) {
        qp[j] = (qp[j] + change * q[t][j]) / scale;
        p[j] /= scale;
      }
    }
  }
  return p;
}

template <class T, class L>
Classified<L> SVMClassifier(const Machine& m, const Tensor<T>& x, const std::vector<L>& labels,
                            PostTransform transform) {
  const std::size_t n = labels.size();
  std::vector<std::int64_t> first(1, 0);
  for (const auto count : m.per_class.data) first.push_back(first.back() + count);
  const std::int64_t total = first.back(), columns = m.vectors.NumElements() / total;
  const Tensor<float> rows = Samples(x, columns);
  const bool likely = !m.prob_a.data.empty();
  const std::size_t width = n == 2 || likely ? n : m.rho.data.size();
  Classified<L> y{Tensor<L>({rows.shape[0]}),
                  Tensor<float>({rows.shape[0], static_cast<std::int64_t>(width)})};
  for (std::int64_t e = 0; e < rows.shape[0]; ++e) {
    const auto kernels = m.Kernels(rows.data.data() + e * rows.shape[1], total, columns);
    const auto sum = [&](std::size_t of, std::size_t line) {
      double s = 0;
      for (auto v = static_cast<std::size_t>(first[of]);
           v < static_cast<std::size_t>(first[of + 1]); ++v)
        s += m.coefficients.data[line * kernels.size() + v] * kernels[v];
      return s;
    };
    std::vector<float> scores;
    std::vector<int> wins(n);
    std::vector<std::vector<double>> pairs(n, std::vector<double>(n));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) {
        const std::size_t k = scores.size();
        scores.push_back(static_cast<float>(sum(i, j - 1) + sum(j, i) + m.rho.data.at(k)));
        ++wins[scores.back() > 0 ? i : j];
        if (!likely) continue;
        const double p =
            1 / (1 + std::exp(double{scores[k]} * m.prob_a.data.at(k) + m.prob_b.data.at(k)));
        pairs[i][j] = std::min(std::max(p, 1e-7), 1 - 1e-7);
        pairs[j][i] = 1 - pairs[i][j];
      }
    y.labels.data[static_cast<std::size_t>(e)] =
        labels[static_cast<std::size_t>(std::max_element(wins.begin(), wins.end()) - wins.begin())];
    float* out = y.scores.data.data() + static_cast<std::size_t>(e) * width;
    if (likely) {
      const auto p = Couple(pairs);
      std::copy(p.begin(), p.end(), out);
      Transform(transform, out, static_cast<std::int64_t>(n));
    } else if (n == 2) {
      TransformTwo(transform, scores[0], transform != PostTransform::kNone, out);
    } else {
      std::copy(scores.begin(), scores.end(), out);
      Transform(transform, out, static_cast<std::int64_t>(width));
    }
  }
  return y;
}

}  // namespace emitted
