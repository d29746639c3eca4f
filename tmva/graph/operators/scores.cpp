// Rows, transforms of scores and labels.
#include "tmva/graph/operators/scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace TMVA::inline standalone::onnx {
namespace {

float Logistic(float x) {
  const float p = 1 / (1 + std::exp(-std::abs(x)));
  return x < 0 ? 1 - p : p;
}

/// The quantile of the normal distribution by the approximation of the inverse error function that
/// the operators are defined with.
float Probit(float p) {
  constexpr float kA = 0.147F;
  const float x = 2 * p - 1, log = std::log((1 - x) * (1 + x));
  const float v = 2 / (std::numbers::pi_v<float> * kA) + 0.5F * log;
  const float root = std::sqrt(std::sqrt(v * v - log / kA) - v);
  return std::numbers::sqrt2_v<float> * (x < 0 ? -root : root);
}

/// Scores of 0 stay 0 when `zero`.
void Softmax(std::span<float> scores, bool zero) {
  constexpr float kZero = 1e-7F;
  const float most = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& score : scores) {
    score = zero && std::abs(score) <= kZero ? score * std::exp(-most) : std::exp(score - most);
    sum += score;
  }
  for (float& score : scores) score /= sum != 0 ? sum : 1;
}

}  // namespace

Samples::Samples(const Array& array) : shape(array.GetShape()) {
  if (shape.empty() || shape.size() > 2) return;
  columns = static_cast<std::size_t>(shape.back());
  size = shape.size() == 2 ? static_cast<std::size_t>(shape[0]) : 1;
  if (array.IsFloat()) {
    data = array.Get<float>().data();
    return;
  }
  is_number = Dispatch(Numbers(), array.Type(), [&]<class T>(T) {
    for (const T x : array.Get<T>()) converted_.push_back(static_cast<float>(x));
  });
  data = converted_.data();
}

ScoreOperator::ScoreOperator(const NodeView& node) : LayoutOperator(node) {
  constexpr std::array<const char*, 5> kNames = {"NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO",
                                                 "PROBIT"};
  std::size_t number = 0;
  if (const auto* given = node.Get().Find("post_transform");
      given && given->type == AttributeType::kInt) {
    if (given->i < 0 || given->i >= static_cast<std::int64_t>(kNames.size()))
      Fail("post_transform " + std::to_string(given->i) + " is unknown");
    number = static_cast<std::size_t>(given->i);
  } else {
    const auto name = node.String("post_transform", "NONE");
    number =
        static_cast<std::size_t>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
    if (number == kNames.size()) Fail("post_transform '" + name + "' is unknown");
  }
  transform_ = static_cast<PostTransform>(number);
}

Samples ScoreOperator::Read(const Array& array) const {
  Samples samples(array);
  if (samples.shape.empty() || samples.shape.size() > 2)
    Fail("expects an input [N, C], got shape " + ShapeText(samples.shape));
  if (!samples.is_number) UnsupportedType(array.Type());
  if (array.Size() == 0 && samples.size > 0) Fail("has an input without columns");
  return samples;
}

void ScoreOperator::CheckColumns(const Samples& samples, std::size_t expected) const {
  if (samples.columns != expected)
    Fail("the input has " + std::to_string(samples.columns) + " columns, expected " +
         std::to_string(expected));
}

void ScoreOperator::Transform(PostTransform transform, std::span<float> scores) {
  switch (transform) {
    case PostTransform::kNone:
      break;
    case PostTransform::kSoftmax:
      Softmax(scores, false);
      break;
    case PostTransform::kSoftmaxZero:
      Softmax(scores, true);
      break;
    case PostTransform::kLogistic:
      std::transform(scores.begin(), scores.end(), scores.begin(), Logistic);
      break;
    case PostTransform::kProbit:
      std::transform(scores.begin(), scores.end(), scores.begin(), Probit);
      break;
  }
}

void ScoreOperator::TransformTwo(float score, bool complement, std::span<float> two) const {
  two[0] = complement ? 1 - score : -score;
  two[1] = score;
  if (transform_ != PostTransform::kLogistic) return;
  two[0] = Logistic(-score);
  two[1] = Logistic(score);
}

void ScoreOperator::CheckSingleScore(const NodeView& node) const {
  if (transform_ != PostTransform::kNone && transform_ != PostTransform::kProbit)
    node.Unsupported("a post_transform of a single score other than PROBIT");
}

ClassLabels::ClassLabels(const NodeView& node, const char* ints, const char* strings)
    : ints_(node.Ints(ints)), strings_(node.Strings(strings)) {
  if (ints_.empty() == strings_.empty())
    node.Fail("has to have either " + std::string(ints) + " or " + strings);
}

void ClassLabels::Write(const std::vector<std::size_t>& classes, Array& out) const {
  const Shape shape = {static_cast<std::int64_t>(classes.size())};
  if (strings_.empty()) {
    out.Reset(DataType::kInt64, shape);
    const auto labels = out.Get<std::int64_t>();
    for (std::size_t i = 0; i < classes.size(); ++i) labels[i] = ints_[classes[i]];
  } else {
    out.Reset(DataType::kString, shape);
    for (std::size_t i = 0; i < classes.size(); ++i) out.Strings()[i] = strings_[classes[i]];
  }
}

}  // namespace TMVA::inline standalone::onnx
