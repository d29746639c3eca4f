// LinearRegressor and LinearClassifier of ai.onnx.ml.
#pragma once

#include "tmva/graph/emit/snippets/scores.h"

namespace emitted {

/// scores[i, k] = sum over c of x[i, c] * coefficients[k, c] + intercepts[k].
template <class T>
Tensor<float> LinearScores(const Tensor<T>& x, const Tensor<float>& coefficients,
                           const Tensor<float>& intercepts, std::int64_t n) {
  const std::int64_t columns = coefficients.NumElements() / n;
  const Tensor<float> rows = Samples(x, columns);
  Tensor<float> scores({rows.shape[0], n});
  for (std::int64_t i = 0; i < rows.shape[0]; ++i)
    for (std::int64_t k = 0; k < n; ++k) {
      float sum = 0;
      for (std::int64_t c = 0; c < columns; ++c)
        sum += rows.data[static_cast<std::size_t>(i * rows.shape[1] + c)] *
               coefficients.data[static_cast<std::size_t>(k * columns + c)];
      scores.data[static_cast<std::size_t>(i * n + k)] =
          sum + (intercepts.data.empty() ? 0 : intercepts.data.at(static_cast<std::size_t>(k)));
    }
  return scores;
}

template <class T>
Tensor<float> LinearRegressor(const Tensor<T>& x, const Tensor<float>& coefficients,
                              const Tensor<float>& intercepts, std::int64_t targets,
                              PostTransform transform) {
  Tensor<float> scores = LinearScores(x, coefficients, intercepts, targets);
  for (std::int64_t i = 0; i < scores.shape[0]; ++i)
    Transform(transform, scores.data.data() + i * targets, targets);
  return scores;
}

template <class T, class L>
Classified<L> LinearClassifier(const Tensor<T>& x, const Tensor<float>& coefficients,
                               const Tensor<float>& intercepts, const std::vector<L>& labels,
                               PostTransform transform) {
  const auto n = static_cast<std::int64_t>(labels.size());
  const std::int64_t given = n == 2 && intercepts.NumElements() == 1 ? 1 : n;
  const Tensor<float> raw = LinearScores(x, coefficients, intercepts, given);
  Classified<L> y{Tensor<L>({raw.shape[0]}), Tensor<float>({raw.shape[0], n})};
  for (std::int64_t i = 0; i < raw.shape[0]; ++i) {
    const float* from = raw.data.data() + i * given;
    float* to = y.scores.data.data() + i * n;
    std::size_t best = from[0] > 0 ? 1 : 0;
    if (given < n) {
      TransformTwo(transform, from[0], true, to);
    } else {
      best = static_cast<std::size_t>(std::max_element(from, from + n) - from);
      std::copy_n(from, n, to);
      Transform(transform, to, n);
    }
    y.labels.data[static_cast<std::size_t>(i)] = labels[best];
  }
  return y;
}

}  // namespace emitted
