// TreeEnsembleClassifier, TreeEnsembleRegressor and TreeEnsemble of ai.onnx.ml as operators of a
// graph.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>

#include "tmva/graph/operators/machine_learning.h"
#include "tmva/graph/operators/scores.h"
#include "tmva/trees/formats/onnx_walker.h"
#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone::onnx {
namespace {

constexpr std::int64_t kMostOutputs = 1 << 16;

enum class Aggregate : std::uint8_t { kAverage, kSum, kMin, kMax };

/// Sums over floats are those of Forest; all else is walked node by node.
class ForestOperator : public ScoreOperator {
 protected:
  ForestOperator(const NodeView& node, const OnnxForest& nodes, std::size_t num_outputs,
                 Aggregate aggregate)
      : ScoreOperator(node),
        aggregate_(aggregate),
        num_outputs_(num_outputs),
        walker_(nodes, OnnxAttributes(node.Get(), where_)) {
    node.CheckInputs(1, 1);
    const OnnxAttributes attributes(node.Get(), where_);
    int last = 0;
    bool is_plain = aggregate == Aggregate::kSum || aggregate == Aggregate::kAverage;
    for (const auto& n : nodes.nodes) {
      last = std::max(last, n.feature);
      for (const auto& [target, weight] : n.answers)
        attributes.Index("targets", target, num_outputs);
      const bool equality =
          n.comparison == Comparison::kEqual || n.comparison == Comparison::kNotEqual;
      is_plain =
          is_plain && (n.is_leaf || n.is_membership || !equality ||
                       (n.value >= 0 && n.value <= kMaxCategory && n.value == std::floor(n.value)));
    }
    num_inputs_ = static_cast<std::size_t>(last) + 1;
    base_ = attributes.Numbers("base_values");
    if (is_plain) MakeForest(nodes, attributes);
  }

  /// base_values, of one number an output where they are given.
  void SetBase() {
    if (base_.empty()) base_.assign(num_outputs_, 0);
    if (base_.size() != num_outputs_)
      Fail("base_values has " + std::to_string(base_.size()) + " numbers, expected " +
           std::to_string(num_outputs_));
  }
  std::size_t NumOutputs() const { return num_outputs_; }

  /// scores[i * outputs + k]; base_values are added.
  std::vector<double> Scores(const Samples& samples, const Array& in) const {
    if (samples.columns < num_inputs_)
      Fail("the input has " + std::to_string(samples.columns) +
           " columns, but the forest asks for " + std::to_string(num_inputs_));
    const std::size_t n = num_outputs_;
    std::vector<double> scores(samples.size * n);
    if (in.Type() == DataType::kDouble)
      Walk(in.Get<double>(), samples.columns, scores);
    else if (forest_)
      forest_->Sum({samples.data, samples.columns, samples.size}, scores);
    else
      Walk(std::span(samples.data, samples.size * samples.columns), samples.columns, scores);
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += base_[i % n];
    return scores;
  }

 private:
  void MakeForest(const OnnxForest& nodes, const OnnxAttributes& attributes) {
    TreeEnsemble ensemble;
    ensemble.num_inputs = num_inputs_;
    ensemble.num_outputs = num_outputs_;
    AddTrees(nodes, attributes, num_inputs_, num_outputs_, ensemble.trees, ensemble.output_of_tree);
    if (aggregate_ == Aggregate::kAverage)
      for (auto& tree : ensemble.trees) tree.weight = 1 / static_cast<double>(nodes.roots.size());
    ensemble.base.assign(num_outputs_, 0);
    CheckEnsemble(ensemble, where_);
    forest_.emplace(ensemble.trees, num_inputs_, LeafAnswer::kResponse, true, num_outputs_,
                    ensemble.output_of_tree);
  }

  template <class T>
  void Walk(std::span<const T> rows, std::size_t columns, std::span<double> scores) const {
    const std::size_t n = num_outputs_;
    std::vector<bool> has_answer(scores.size());
    for (std::size_t i = 0; i * n < scores.size(); ++i)
      for (std::size_t t = 0; t < walker_.NumTrees(); ++t)
        for (const auto& [target, weight] :
             walker_.Answers(t, rows.subspan(i * columns, columns))) {
          const std::size_t at = i * n + static_cast<std::size_t>(target);
          double& score = scores[at];
          if (!has_answer[at])
            score = weight;
          else if (aggregate_ == Aggregate::kMin)
            score = std::min(score, weight);
          else if (aggregate_ == Aggregate::kMax)
            score = std::max(score, weight);
          else
            score += weight;
          has_answer[at] = true;
        }
    if (aggregate_ == Aggregate::kAverage)
      for (double& score : scores) score /= static_cast<double>(walker_.NumTrees());
  }

  Aggregate aggregate_;
  std::size_t num_outputs_, num_inputs_ = 0;
  OnnxWalker walker_;
  std::optional<Forest> forest_;
  std::vector<double> base_;
};

OnnxForest ReadForest(const NodeView& node, const char* prefix) {
  const std::string where = node.Where();
  const OnnxAttributes attributes(node.Get(), where);
  return prefix ? ReadClassicForest(attributes, prefix) : ReadModernForest(attributes);
}

class ForestRegressorOperator : public ForestOperator {
 public:
  bool IsRowwise() const override { return true; }
  explicit ForestRegressorOperator(const NodeView& node)
      : ForestOperator(node, ReadForest(node, IsModern(node) ? nullptr : "target_"),
                       NumTargets(node), AggregateOf(node)),
        keeps_double_(IsModern(node)) {
    node.CheckOutputs(1, 1);
    SetBase();
    if (NumOutputs() == 1) CheckSingleScore(node);
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    const auto scores = Scores(samples, *inputs[0]);
    std::vector<float> transformed(scores.begin(), scores.end());
    const std::size_t n = NumOutputs();
    for (std::size_t i = 0; i < samples.size; ++i)
      Transform(transform_, std::span(transformed).subspan(i * n, n));
    const bool is_double = keeps_double_ && inputs[0]->Type() == DataType::kDouble;
    Reset(outputs[0], is_double ? DataType::kDouble : DataType::kFloat,
          {static_cast<std::int64_t>(samples.size), static_cast<std::int64_t>(n)});
    if (is_double && transform_ == PostTransform::kNone)
      std::copy(scores.begin(), scores.end(), outputs[0].Get<double>().begin());
    else if (is_double)
      std::copy(transformed.begin(), transformed.end(), outputs[0].Get<double>().begin());
    else
      std::copy(transformed.begin(), transformed.end(), outputs[0].Get<float>().begin());
  }

 private:
  static bool IsModern(const NodeView& node) { return node.Get().op_type == "TreeEnsemble"; }
  static std::size_t NumTargets(const NodeView& node) {
    const std::int64_t targets = node.Int("n_targets", 1);
    if (targets < 1 || targets > kMostOutputs) node.Fail("n_targets is " + std::to_string(targets));
    return static_cast<std::size_t>(targets);
  }
  static Aggregate AggregateOf(const NodeView& node) {
    constexpr std::array<const char*, 4> kNames = {"AVERAGE", "SUM", "MIN", "MAX"};
    std::int64_t number = 0;
    if (IsModern(node)) {
      number = node.Int("aggregate_function", 1);
    } else {
      const auto name = node.String("aggregate_function", "SUM");
      number = std::find(kNames.begin(), kNames.end(), name) - kNames.begin();
    }
    if (number < 0 || number > 3) node.Fail("aggregate_function is none of AVERAGE, SUM, MIN, MAX");
    return static_cast<Aggregate>(number);
  }

  bool keeps_double_;
};

/// Two classes may have a single score, that of the second class; or scores of which only those of
/// the second class are there.
class ForestClassifierOperator : public ForestOperator {
 public:
  explicit ForestClassifierOperator(const NodeView& node)
      : ForestOperator(node, ReadForest(node, "class_"), NumScores(node), Aggregate::kSum),
        labels_(node, "classlabels_int64s", "classlabels_strings"),
        one_id_(HasOneId(node)) {
    node.CheckOutputs(2, 2);
    const std::size_t scores = NumScores(node);
    SetBase();
    if (scores < labels_.Size() && transform_ == PostTransform::kProbit)
      node.Unsupported("post_transform PROBIT of a single score");
    const auto weights = OnnxAttributes(node.Get(), where_).Numbers("class_weights");
    all_positive_ = std::all_of(weights.begin(), weights.end(), [](double w) { return w >= 0; });
  }

  void Run(Inputs inputs, Outputs outputs) const override {
    const Samples samples = Read(*inputs[0]);
    const auto scores = Scores(samples, *inputs[0]);
    const std::size_t n = labels_.Size(), given = NumOutputs();
    Reset(outputs[1], DataType::kFloat,
          {static_cast<std::int64_t>(samples.size), static_cast<std::int64_t>(n)});
    std::vector<std::size_t> classes(samples.size);
    for (std::size_t i = 0; i < samples.size; ++i) {
      const auto of = std::span(scores).subspan(i * given, given);
      const auto out = outputs[1].Get<float>().subspan(i * n, n);
      std::copy(of.begin(), of.end(), out.begin());
      if (n == 2 && one_id_)  // a probability, or else the logarithm of odds
        classes[i] = out[given - 1] > (all_positive_ ? 0.5F : 0.0F);
      else
        classes[i] = static_cast<std::size_t>(std::max_element(of.begin(), of.end()) - of.begin());
      if (given < n)
        TransformTwo(out[0], all_positive_, out);
      else
        Transform(transform_, out);
    }
    labels_.Write(classes, outputs[0]);
  }

 private:
  static bool HasOneId(const NodeView& node) {
    const auto ids = node.Ints("class_ids");
    return std::adjacent_find(ids.begin(), ids.end(), std::not_equal_to<>()) == ids.end();
  }
  static std::size_t NumScores(const NodeView& node) {
    const std::size_t classes =
        ClassLabels(node, "classlabels_int64s", "classlabels_strings").Size();
    if (classes > kMostOutputs) node.Fail("has " + std::to_string(classes) + " classes");
    const auto ids = node.Ints("class_ids");
    return classes == 2 && HasOneId(node) && !ids.empty() && ids[0] == 0 ? 1 : classes;
  }

  ClassLabels labels_;
  bool one_id_, all_positive_ = false;
};

}  // namespace

void RegisterForests(OperatorRegistry& registry) {
  registry.Add<ForestClassifierOperator>("TreeEnsembleClassifier", 1, kMachineLearning);
  registry.Add<ForestRegressorOperator>("TreeEnsembleRegressor", 1, kMachineLearning);
  registry.Add<ForestRegressorOperator>("TreeEnsemble", 5, kMachineLearning);
}

}  // namespace TMVA::inline standalone::onnx
