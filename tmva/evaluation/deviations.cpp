// Regression deviations against variables and targets.
#include "tmva/evaluation/deviations.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/evaluation/sorted_responses.h"

namespace TMVA::inline standalone {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <class Value>
std::pair<double, double> RangeOf(std::size_t size, Value value) {
  double min = kInfinity, max = -kInfinity;
  for (std::size_t i = 0; i < size; ++i) {
    min = std::min(min, value(i));
    max = std::max(max, value(i));
  }
  if (size == 0) return {0, 0};
  return {min, max};
}

}  // namespace

std::pair<double, double> Deviations::TrueRange() const {
  return RangeOf(size(), [this](std::size_t i) { return True(i); });
}

std::pair<double, double> Deviations::Range() const {
  return RangeOf(size(), [this](std::size_t i) { return (*this)[i]; });
}

std::pair<double, double> Widened(double min, double max, int bins) {
  double margin = 1.01 * std::abs(max - min) / (bins - 1);
  // A single value still gets an axis.
  if (!(margin > 1e-12 * std::max(std::abs(min), std::abs(max))))
    margin = std::max(1e-5, 1e-6 * std::abs(max));
  return {min - margin, max + margin};
}

Histogram2 DeviationHistogram(const DataSetInfo& info, const std::string& prefix,
                              const VariableInfo& x, std::pair<double, double> x_range,
                              const Deviations& deviations) {
  constexpr int kBins = 50;
  const auto [x_low, x_high] = Widened(x_range.first, x_range.second, kBins);
  const auto y_range = deviations.Range();
  const auto [y_low, y_high] = Widened(y_range.first, y_range.second, kBins);
  const auto name = prefix + "_rtgt" + std::to_string(deviations.target);
  const auto& target = info.targets[deviations.target].title;
  Histogram2 histogram(name, name, kBins, x_low, x_high, kBins, y_low, y_high);
  histogram.x_title = x.title;
  histogram.y_title = target + "_{regression} - " + target + "_{true}";
  return histogram;
}

void AddRegressionDeviations(MethodEvaluation& evaluation, const DataSet& data,
                             Types::ETreeType sample, const SampleTruth& truth,
                             const MethodResponses& responses) {
  const auto& values = sample == Types::kTraining ? responses.training : responses.test;
  const DataSetInfo& info = data.Info();
  if (values.empty() || CountNotFinite(values) > 0) return;
  CheckResponses(truth, values, info.targets.size());

  const std::size_t variables = info.variables.size(), targets = info.targets.size();
  std::vector<double> min(variables, kInfinity), max(variables, -kInfinity);
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) {
    const float* row = batch.variables.GetData();
    for (std::int64_t e = 0; e < batch.size; ++e)
      for (std::size_t v = 0; v < variables; ++v, ++row) {
        min[v] = std::min(min[v], double{*row});
        max[v] = std::max(max[v], double{*row});
      }
  });

  std::vector<Histogram2> histograms;
  const auto prefix =
      "MVA_" + evaluation.title + (sample == Types::kTraining ? "train" : "test") + "_reg_var";
  for (std::size_t v = 0; v < variables; ++v)
    for (std::size_t k = 0; k < targets; ++k)
      histograms.push_back(DeviationHistogram(info, prefix + std::to_string(v), info.variables[v],
                                              {min[v], max[v]}, {truth, values, targets, k}));
  std::size_t event = 0;
  data.ForEach(options, [&](const EventBatch& batch) {
    if (event + static_cast<std::size_t>(batch.size) > truth.size())
      throw DataError("evaluation of method '" + evaluation.title + "': the sample has grown");
    const float* row = batch.variables.GetData();
    for (std::int64_t e = 0; e < batch.size; ++e, ++event)
      for (std::size_t v = 0; v < variables; ++v, ++row)
        for (std::size_t k = 0; k < targets; ++k)
          histograms[v * targets + k].Fill(*row, Deviations{truth, values, targets, k}[event],
                                           truth.weights[event]);
  });
  for (auto& histogram : histograms) evaluation.histograms_2d.push_back(std::move(histogram));
}

}  // namespace TMVA::inline standalone
