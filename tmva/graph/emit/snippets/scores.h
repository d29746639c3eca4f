// Scores of models of ai.onnx.ml, and labels of classes.
#pragma once

#include "tmva/graph/emit/snippets/tensor.h"

namespace emitted {

enum class PostTransform { kNone, kSoftmax, kLogistic, kSoftmaxZero, kProbit };

template <class L>
struct Classified {
  Tensor<L> labels;
  Tensor<float> scores;
};

/// Rows of floats.
template <class T>
Tensor<float> Samples(const Tensor<T>& x, std::int64_t columns) {
  Tensor<float> rows({x.Rank() > 1 ? x.shape[0] : 1, x.shape.empty() ? 0 : x.shape.back()});
  if (x.Rank() < 1 || x.Rank() > 2 || rows.shape[1] < columns)
    Fail("expected rows of " + std::to_string(columns) + " numbers");
  std::copy(x.data.begin(), x.data.end(), rows.data.begin());
  return rows;
}

inline float Logistic(float x) {
  const float p = 1 / (1 + std::exp(-std::fabs(x)));
  return x < 0 ? 1 - p : p;
}

inline void Transform(PostTransform transform, float* scores, std::int64_t n) {
  if (transform == PostTransform::kLogistic) std::transform(scores, scores + n, scores, Logistic);
  if (transform == PostTransform::kProbit)
    std::transform(scores, scores + n, scores, [](float p) {
      const float x = 2 * p - 1, log = std::log((1 - x) * (1 + x));
      const float v = 2 / (3.14159265F * 0.147F) + 0.5F * log;
      const float root = std::sqrt(std::sqrt(v * v - log / 0.147F) - v);
      return 1.41421356F * (x < 0 ? -root : root);
    });
  if (transform != PostTransform::kSoftmax && transform != PostTransform::kSoftmaxZero) return;
  const bool zero = transform == PostTransform::kSoftmaxZero;
  const float most = *std::max_element(scores, scores + n);
  float sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    float& score = scores[i];
    score = zero && std::fabs(score) <= 1e-7F ? score * std::exp(-most) : std::exp(score - most);
    sum += score;
  }
  for (std::int64_t i = 0; i < n; ++i) scores[i] /= sum != 0 ? sum : 1;
}

/// The scores of two classes of a single one, that of the second.
inline void TransformTwo(PostTransform transform, float score, bool complement, float* two) {
  const bool logistic = transform == PostTransform::kLogistic;
  two[0] = logistic ? Logistic(-score) : complement ? 1 - score : -score;
  two[1] = logistic ? Logistic(score) : score;
}

}  // namespace emitted
