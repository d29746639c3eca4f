// LinearRegressor and LinearClassifier of ai.onnx.ml.
#include <algorithm>

#include "tmva/graph/operators/machine_learning.h"
#include "tmva/graph/operators/scores.h"

namespace TMVA::inline standalone::onnx {
namespace {

class LinearModel : public ScoreOperator {
 public:
  LinearModel(const NodeView& node, std::size_t num_outputs)
      : ScoreOperator(node),
        coefficients_(node.Floats("coefficients")),
        intercepts_(node.Floats("intercepts")) {
    node.CheckInputs(1, 1);
    if (num_outputs == 0) Fail("has no output");
    if (intercepts_.empty()) intercepts_.assign(num_outputs, 0);
    if (intercepts_.size() != num_outputs || coefficients_.empty() ||
        coefficients_.size() % num_outputs != 0)
      Fail("has " + std::to_string(coefficients_.size()) + " coefficients and " +
           std::to_string(intercepts_.size()) + " intercepts for " + std::to_string(num_outputs) +
           " outputs");
  }

 protected:
  std::size_t NumScores() const { return intercepts_.size(); }
  std::size_t NumColumns() const { return coefficients_.size() / intercepts_.size(); }
  void Scores(std::span<const float> row, std::span<float> scores) const {
    const float* weight = coefficients_.data();
    for (std::size_t k = 0; k < scores.size(); ++k) {
      float sum = 0;
      for (const float x : row) sum += x * *weight++;
      scores[k] = sum + intercepts_[k];
    }
  }

 private:
  std::vector<float> coefficients_, intercepts_;
};

std::size_t NumTargets(const NodeView& node) {
  const std::int64_t targets = node.Int("targets", 1);
  if (targets < 1 || targets > kMostInDimension) node.Fail("targets is " + std::to_string(targets));
  return static_cast<std::size_t>(targets);
}

class LinearRegressorOperator : public LinearModel {
 public:
  explicit LinearRegressorOperator(const NodeView& node) : LinearModel(node, NumTargets(node)) {
    node.CheckOutputs(1, 1);
    if (NumScores() == 1) CheckSingleScore(node);
  }
  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    CheckColumns(samples, NumColumns());
    const std::size_t n = NumScores();
    Reset(outputs[0], DataType::kFloat,
          {static_cast<std::int64_t>(samples.size), static_cast<std::int64_t>(n)});
    const auto out = outputs[0].Get<float>();
    for (std::size_t i = 0; i < samples.size; ++i) {
      Scores(samples.Row(i), out.subspan(i * n, n));
      Transform(transform_, out.subspan(i * n, n));
    }
  }
};

class LinearClassifierOperator : public LinearModel {
 public:
  explicit LinearClassifierOperator(const NodeView& node)
      : LinearClassifierOperator(node,
                                 ClassLabels(node, "classlabels_ints", "classlabels_strings")) {}
  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    CheckColumns(samples, NumColumns());
    const std::size_t n = labels_.Size();
    Reset(outputs[1], DataType::kFloat,
          {static_cast<std::int64_t>(samples.size), static_cast<std::int64_t>(n)});
    std::vector<std::size_t> classes(samples.size);
    for (std::size_t i = 0; i < samples.size; ++i) {
      const auto scores = outputs[1].Get<float>().subspan(i * n, n);
      Scores(samples.Row(i), scores.first(NumScores()));
      if (NumScores() < n) {
        classes[i] = scores[0] > 0;
        TransformTwo(scores[0], true, scores);
      } else {
        classes[i] = static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) -
                                              scores.begin());
        Transform(transform_, scores);
      }
    }
    labels_.Write(classes, outputs[0]);
  }

 private:
  LinearClassifierOperator(const NodeView& node, ClassLabels labels)
      : LinearModel(
            node, labels.Size() == 2 && node.Floats("intercepts").size() == 1 ? 1 : labels.Size()),
        labels_(std::move(labels)) {
    node.CheckOutputs(2, 2);
    if (NumScores() < labels_.Size() && transform_ == PostTransform::kProbit)
      node.Unsupported("post_transform PROBIT of a single score");
  }

  ClassLabels labels_;
};

}  // namespace

void RegisterLinearModels(OperatorRegistry& registry) {
  registry.Add<LinearRegressorOperator>("LinearRegressor", 1, kMachineLearning);
  registry.Add<LinearClassifierOperator>("LinearClassifier", 1, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
