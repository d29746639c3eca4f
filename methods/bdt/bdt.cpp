// MethodBDT: training and application.
#include "methods/bdt/bdt.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "methods/bdt/boost_monitor.h"

namespace TMVA::inline standalone {
namespace {

/// Events whose sums fit on the stack.
constexpr std::size_t kStackSums = 1024;

}  // namespace

MethodBDT::MethodBDT(const MethodContext& context)
    : info_(context.info), log_(context.log), options_(context.info), title_(context.title) {}

void MethodBDT::DeclareOptions(OptionSet& options) { options_.Declare(options); }

void MethodBDT::Configure(const OptionSet& options) {
  ResolveOptions(options_, options, info_, log_);
  accepts_missing_ = options_.CanQuantise();
}

void MethodBDT::Train(TrainingContext& context) {
  accepts_missing_ = info_.allow_missing;
  TrainingEvents events = ReadTrainingEvents(context.data, options_, context.log, context.threads);
  const std::size_t classes = info_.classes.size();
  regression_trees_ = options_.Is("Grad") || info_.analysis == Types::kRegression;
  {
    ForestTraining training(events, options_, context, title_);
    if (!options_.Is("Grad"))
      TrainAdaptive(training);
    else if (info_.analysis == Types::kRegression)
      TrainGradientRegression(training);
    else
      TrainGradient(training, info_.analysis == Types::kMulticlass ? classes : 2);
    trained_ = std::move(training.forest);
  }
  if (trained_.trees.empty())
    throw ModelError("BDT '" + title_ + "': training was stopped before the first tree");
  preselection_ = std::move(events.preselection);
  BuildForest();
  if (options_.boost_monitor && combination_ != Combination::kMedian)
    monitor_ = Monitor(context.data);
}

/// The loss that is monitored: what gradient boosting lowers; the misclassified events of the
/// others.
std::vector<Graph> MethodBDT::Monitor(const DataSet& data) const {
  const auto signal = static_cast<std::uint32_t>(info_.SignalClass());
  const bool yes_no = ChooseAnswer() == LeafAnswer::kType;
  const double start = trained_.trees.front().weight;
  const ScoreLoss score_loss = combination_ == Combination::kSoftmax ? MulticlassLoss()
                               : combination_ == Combination::kGradient
                                   ? BinaryLoss(static_cast<std::uint8_t>(signal))
                                   : RegressionScoreLoss(options_.regression_loss);
  const StageLoss loss = [=, this](std::span<const double> sums, double weight, std::uint32_t cls,
                                   float target) {
    const auto own = static_cast<std::uint8_t>(cls);
    switch (combination_) {
      case Combination::kGradient:
      case Combination::kSoftmax:
        return score_loss(sums, own, 0);
      case Combination::kGradientRegression: {
        const double score = sums[0] + start;
        return score_loss({&score, 1}, own, target);
      }
      default:
        break;
    }
    const double answer = weight != 0 ? sums[0] / weight : 0;
    if (info_.analysis == Types::kRegression) return std::abs(answer - static_cast<double>(target));
    return (answer > (yes_no ? 0 : 0.5)) == (cls == signal) ? 0.0 : 1.0;
  };
  const std::size_t outputs = combination_ == Combination::kSoftmax ? info_.classes.size() : 1;
  return MonitorBoosting(data,
                         {trained_.trees, info_.variables.size(), outputs, ChooseAnswer(),
                          combination_ == Combination::kMean},
                         loss);
}

void MethodBDT::BuildForest() {
  combination_ = ChooseCombination();
  forest_ = Forest(trained_.trees, info_.variables.size(), ChooseAnswer(),
                   combination_ == Combination::kMean,
                   combination_ == Combination::kSoftmax ? info_.classes.size() : 1);
  sum_of_weights_ = 0;
  for (const auto& tree : trained_.trees) sum_of_weights_ += tree.weight;
}

LeafAnswer MethodBDT::ChooseAnswer() const {
  if (regression_trees_) return LeafAnswer::kResponse;
  return options_.yes_no_leaf ? LeafAnswer::kType : LeafAnswer::kPurity;
}

MethodBDT::Combination MethodBDT::ChooseCombination() const {
  if (info_.analysis == Types::kMulticlass) return Combination::kSoftmax;
  const bool regression = info_.analysis == Types::kRegression;
  if (options_.Is("Grad"))
    return regression ? Combination::kGradientRegression : Combination::kGradient;
  return options_.Is("AdaBoostR2") ? Combination::kMedian : Combination::kMean;
}

/// The mean of the third of the trees around the weighted median of their answers.
double MethodBDT::MedianAnswer(const float* variables) const {
  struct Answer {
    float value;
    std::uint32_t tree;
  };
  constexpr std::size_t kStackTrees = 4096;
  std::array<Answer, kStackTrees> on_stack;
  std::array<float, kStackTrees> values_on_stack;
  std::vector<Answer> on_heap;
  std::vector<float> values_on_heap;
  const std::size_t n = forest_.NumTrees();
  if (n > kStackTrees) on_heap.resize(n), values_on_heap.resize(n);
  Answer* const answers = n > kStackTrees ? on_heap.data() : on_stack.data();
  float* const values = n > kStackTrees ? values_on_heap.data() : values_on_stack.data();
  forest_.Answers(variables, std::span(values, n));
  for (std::size_t t = 0; t < n; ++t) answers[t] = {values[t], static_cast<std::uint32_t>(t)};
  std::sort(answers, answers + n, [](const Answer& a, const Answer& b) {
    return a.value < b.value || (a.value == b.value && a.tree < b.tree);
  });
  std::size_t middle = 0;
  for (double sum = 0; middle < n && sum <= sum_of_weights_ / 2; ++middle)
    sum += trained_.trees[answers[middle].tree].weight;
  const double third = static_cast<double>(n / 6), at = static_cast<double>(middle);
  const auto begin = static_cast<std::size_t>(std::max(0.0, std::trunc(at - third - 0.5)));
  const auto end = std::min(n, static_cast<std::size_t>(at + third + 0.5));
  double sum = 0;
  for (std::size_t i = begin; i < end; ++i) sum += static_cast<double>(answers[i].value);
  return end > begin ? sum / static_cast<double>(end - begin) : 0;
}

/// Turns sums (one a row; one a row and class for several classes) into responses.
void MethodBDT::Combine(const Rows& rows, std::span<double> sums) const {
  const std::size_t classes = info_.classes.size();
  for (std::size_t i = 0; i < rows.size; ++i) {
    switch (combination_) {
      case Combination::kGradient:
        sums[i] = 2 / (1 + std::exp(-2 * sums[i])) - 1;
        break;
      case Combination::kGradientRegression:
        sums[i] += trained_.trees.front().weight;
        break;
      case Combination::kMean:
        sums[i] = sum_of_weights_ > std::numeric_limits<double>::epsilon()
                      ? sums[i] / sum_of_weights_
                      : 0;
        break;
      case Combination::kSoftmax: {
        double* const scores = sums.data() + i * classes;
        const double largest = *std::max_element(scores, scores + classes);
        double sum = 0;
        for (std::size_t k = 0; k < classes; ++k) sum += scores[k] = std::exp(scores[k] - largest);
        for (std::size_t k = 0; k < classes; ++k) scores[k] /= sum;
        break;
      }
      case Combination::kMedian:
        break;
    }
  }
  if (preselection_.Empty() || info_.analysis != Types::kClassification) return;
  for (std::size_t i = 0; i < rows.size; ++i)
    if (const double decided = preselection_.Decide(rows.data + i * rows.row_stride); decided != 0)
      sums[i] = decided;
}

void MethodBDT::Evaluate(const EventBlock& events, ResponseBlock& response) const {
  const std::size_t n = events.variables.GetShape()[0], outputs = response.value.GetShape()[1];
  const auto& strides = events.variables.GetStrides();
  // The walks need the variables of an event side by side.
  RTensor<const float> variables = events.variables;
  if (strides[1] != 1 && events.variables.GetShape()[1] > 1) variables = events.variables.Copy();
  std::array<double, kStackSums> on_stack;
  std::vector<double> on_heap;
  const std::size_t step = std::max<std::size_t>(1, kStackSums / outputs);
  if (outputs > kStackSums) on_heap.resize(outputs);
  for (std::size_t begin = 0; begin < n; begin += step) {
    const Rows rows{variables.GetData() + begin * variables.GetStrides()[0],
                    variables.GetStrides()[0], std::min(step, n - begin)};
    const std::span<double> sums(on_heap.empty() ? on_stack.data() : on_heap.data(),
                                 rows.size * outputs);
    if (combination_ == Combination::kMedian) {
      for (std::size_t i = 0; i < rows.size; ++i)
        sums[i] = MedianAnswer(rows.data + i * rows.row_stride);
    } else {
      forest_.Sum(rows, sums);
      Combine(rows, sums);
    }
    for (std::size_t i = 0; i < rows.size; ++i)
      for (std::size_t k = 0; k < outputs; ++k)
        response.value(begin + i, k) = sums[i * outputs + k];
  }
}

std::optional<Ranking> MethodBDT::VariableRanking() const {
  if (trained_.importance.empty()) return std::nullopt;
  std::vector<double> importance(info_.variables.size(), 0.0);
  for (std::size_t t = 0; t < trained_.trees.size(); ++t) {
    // All trees of gradient boosting count the same; the weight of the first one may be a start
    // value.
    const double weight = options_.Is("Grad") ? 1 : trained_.trees[t].weight;
    for (std::size_t v = 0; v < importance.size(); ++v)
      importance[v] += weight * trained_.importance[t][v];
  }
  double sum = 0;
  for (const double j : importance) sum += std::sqrt(j);
  Ranking ranking{"Variable Importance", {}};
  for (std::size_t v = 0; v < info_.variables.size(); ++v)
    ranking.entries.emplace_back(info_.variables[v].label,
                                 sum > 0 ? std::sqrt(importance[v]) / sum : 0);
  std::stable_sort(ranking.entries.begin(), ranking.entries.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return ranking;
}

}  // namespace TMVA::inline standalone

TMVA_METHOD(BDT, TMVA::MethodBDT, "Boosted decision trees",
            TMVA::Classification | TMVA::Regression | TMVA::Multiclass)
