// Regression: deviations of each target, mutual information, and their histograms.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/evaluation/deviations.h"
#include "tmva/evaluation/figures.h"
#include "tmva/evaluation/sorted_responses.h"

namespace TMVA::inline standalone {
namespace {

struct Sums {
  double weight = 0, bias = 0, deviation = 0, square = 0;
  void Add(double d, double w) {
    weight += w;
    bias += w * d;
    deviation += w * std::abs(d);
    square += w * d * d;
  }
  double Bias() const { return weight > 0 ? bias / weight : kNoFigure; }
  double Deviation() const { return weight > 0 ? deviation / weight : kNoFigure; }
  double Rms() const {
    return weight > 0 ? std::sqrt(std::max(0.0, square / weight - Bias() * Bias())) : kNoFigure;
  }
};

/// Correlation of regression and truth, both passes with weights.
double Correlation(const Deviations& events) {
  double weight = 0, x_mean = 0, y_mean = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    weight += events.Weight(i);
    x_mean += events.Weight(i) * events.Response(i);
    y_mean += events.Weight(i) * events.True(i);
  }
  if (!(weight > 0)) return kNoFigure;
  x_mean /= weight, y_mean /= weight;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double x = events.Response(i) - x_mean, y = events.True(i) - y_mean, w = events.Weight(i);
    xx += w * x * x, yy += w * y * y, xy += w * x * y;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : kNoFigure;
}

RegressionFigures FiguresOf(const Deviations& events) {
  Sums all;
  double min = std::numeric_limits<double>::infinity(), max = -min;
  for (std::size_t i = 0; i < events.size(); ++i) {
    all.Add(events[i], events.Weight(i));
    min = std::min({min, events.Response(i), events.True(i)});
    max = std::max({max, events.Response(i), events.True(i)});
  }
  RegressionFigures figures;
  figures.bias = all.Bias();
  figures.deviation = all.Deviation();
  figures.rms = all.Rms();
  if (!(all.weight > 0)) return figures;

  const bool has_range = min < max;
  if (!has_range) max = min + 1;
  Histogram2 joint("", "", 150, min, max, 100, min, max), joint_truncated = joint;
  Sums truncated;
  const double low = figures.bias - 2 * figures.rms, high = figures.bias + 2 * figures.rms;
  for (std::size_t i = 0; i < events.size(); ++i) {
    joint.Fill(events.Response(i), events.True(i), events.Weight(i));
    if (!(events[i] >= low && events[i] <= high)) continue;
    truncated.Add(events[i], events.Weight(i));
    joint_truncated.Fill(events.Response(i), events.True(i), events.Weight(i));
  }
  figures.bias_truncated = truncated.Bias();
  figures.deviation_truncated = truncated.Deviation();
  figures.rms_truncated = truncated.Rms();
  if (has_range) {
    figures.mutual_information = MutualInformation(joint);
    figures.mutual_information_truncated = MutualInformation(joint_truncated);
    figures.correlation = Correlation(events);
  }
  return figures;
}

/// Squared deviations up to `limit`, in 500 bins.
Histogram1 SquaredDeviations(const Deviations& events, const std::string& name, double limit) {
  constexpr int kBins = 500;
  double min = std::numeric_limits<double>::infinity(), max = -min;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const double square = events[i] * events[i];
    if (square > limit) continue;
    min = std::min(min, square), max = std::max(max, square);
  }
  if (!(min <= max)) min = max = 0;
  const auto [low, high] = Widened(min, max, kBins);
  auto histogram = WeightedHistogram(name, name, kBins, low, high, true);
  histogram.x_title = "Quadratic Deviation";
  histogram.y_title = "Weighted Entries";
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events[i] * events[i] <= limit) histogram.Fill(events[i] * events[i], events.Weight(i));
  return histogram;
}

/// Where the histogram reaches the fraction `q` of its content.
double Quantile(const Histogram1& histogram, double q) {
  double total = 0, sum = 0;
  for (int bin = 1; bin <= histogram.nbins; ++bin)
    total += histogram.contents[static_cast<std::size_t>(bin)];
  for (int bin = 1; bin <= histogram.nbins; ++bin) {
    const double content = histogram.contents[static_cast<std::size_t>(bin)];
    if (content > 0 && sum + content >= q * total) {
      const double width = (histogram.xmax - histogram.xmin) / histogram.nbins;
      return histogram.xmin + (bin - 1 + (q * total - sum) / content) * width;
    }
    sum += content;
  }
  return histogram.xmax;
}

void AddSquaredDeviations(const Deviations& events, const std::string& prefix, std::size_t target,
                          std::vector<Histogram1>& histograms) {
  const auto suffix = "_target_" + std::to_string(target) + "_";
  histograms.push_back(SquaredDeviations(events, prefix + "_Quadr_Deviation" + suffix,
                                         std::numeric_limits<double>::infinity()));
  const double limit = Quantile(histograms.back(), 0.9);
  histograms.push_back(SquaredDeviations(events, prefix + "_Quadr_Dev_best90perc" + suffix, limit));
}

void EvaluateSample(const DataSetInfo& info, const SampleTruth& truth,
                    std::span<const float> responses, const std::string& prefix,
                    std::vector<RegressionFigures>& figures, MethodEvaluation& result) {
  const std::size_t targets = info.targets.size();
  if (responses.empty() || CountNotFinite(responses) > 0) {
    figures.assign(targets, {});
    return;
  }
  for (std::size_t k = 0; k < targets; ++k) {
    const Deviations events{truth, responses, targets, k};
    figures.push_back(FiguresOf(events));
    AddSquaredDeviations(events, prefix, k, result.histograms);
    for (std::size_t i = 0; i < targets; ++i) {
      const Deviations of_axis{truth, responses, targets, i};
      auto histogram = DeviationHistogram(info, prefix + "_reg_tgt" + std::to_string(i),
                                          info.targets[i], of_axis.TrueRange(), events);
      for (std::size_t e = 0; e < events.size(); ++e)
        histogram.Fill(of_axis.True(e), events[e], events.Weight(e));
      result.histograms_2d.push_back(std::move(histogram));
    }
  }
}

}  // namespace

void EvaluateRegression(const DataSetInfo& info, const SampleTruth& test,
                        const SampleTruth& training, const MethodResponses& responses,
                        MethodEvaluation& result) {
  const std::string name = "MVA_" + responses.title;
  EvaluateSample(info, test, responses.test, name + "test", result.target_test, result);
  EvaluateSample(info, training, responses.training, name + "train", result.target_training,
                 result);
}

}  // namespace TMVA::inline standalone
