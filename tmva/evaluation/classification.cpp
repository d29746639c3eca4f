// Two classes: response histograms, efficiencies, ROC integrals, separation and significance.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tmva/evaluation/figures.h"
#include "tmva/evaluation/linear_spline.h"
#include "tmva/evaluation/response_pdf.h"
#include "tmva/evaluation/roc.h"

namespace TMVA::inline standalone {
namespace {

constexpr int kOutputBins = 40, kFineBins = 10000, kRocBins = 100, kScanSteps = 1000;

/// One sample: signal is class `signal`, background every other.
struct Sample {
  const SampleTruth& truth;
  std::span<const float> responses;
  std::size_t signal;
  bool IsSignal(std::size_t i) const { return truth.classes[i] == signal; }
};

struct Moments {
  double weight = 0, mean = 0, rms = 0;
};

/// Weighted mean and RMS of the responses to signal [0] and background [1].
std::array<Moments, 2> MomentsOf(const Sample& sample) {
  std::array<Moments, 2> result;
  for (std::size_t i = 0; i < sample.truth.size(); ++i) {
    auto& m = result[sample.IsSignal(i) ? 0 : 1];
    m.weight += sample.truth.weights[i];
    m.mean += static_cast<double>(sample.truth.weights[i]) * sample.responses[i];
  }
  for (auto& m : result)
    if (m.weight > 0) m.mean /= m.weight;
  for (std::size_t i = 0; i < sample.truth.size(); ++i) {
    auto& m = result[sample.IsSignal(i) ? 0 : 1];
    const double d = sample.responses[i] - m.mean;
    m.rms += sample.truth.weights[i] * d * d;
  }
  for (auto& m : result) m.rms = m.weight > 0 ? std::sqrt(std::max(0.0, m.rms / m.weight)) : 0;
  return result;
}

/// The axis of all response histograms, and which side of a cut is signal-like.
struct Axis {
  double min, max;
  bool signal_above;
};

Axis AxisOf(const Sample& sample, const std::array<Moments, 2>& moments) {
  const auto [lowest, highest] =
      std::minmax_element(sample.responses.begin(), sample.responses.end());
  const auto& [s, b] = moments;
  const double low = std::min(s.mean - 10 * s.rms, b.mean - 10 * b.rms);
  const double high = std::max(s.mean + 10 * s.rms, b.mean + 10 * b.rms);
  // Responses that are large numbers and all alike must not make an axis without width.
  const double scale = std::max(std::abs(double{*lowest}), std::abs(double{*highest}));
  const double margin = std::max(1e-5, 1e-12 * scale);
  Axis axis{std::max(low, double{*lowest}), std::min(high, double{*highest}) + margin,
            s.mean > b.mean};
  // Negative weights can put a mean outside the data.
  if (!(axis.min < axis.max)) axis.min = *lowest, axis.max = *highest + margin;
  return axis;
}

struct Efficiencies {
  std::vector<double> signal, background;  ///< [kFineBins], of a cut at each bin
};

/// Turns weights by bin into efficiencies of cuts at the bins.
void Accumulate(std::vector<double>& bins, bool above) {
  if (above) std::reverse(bins.begin(), bins.end());
  double sum = 0, highest = 0;
  for (double& bin : bins) {
    sum += bin;
    bin = sum;
    highest = std::max(highest, sum);
  }
  if (above) std::reverse(bins.begin(), bins.end());
  if (highest > 0)
    for (double& bin : bins) bin /= highest;
}

Efficiencies EfficienciesOf(const Sample& sample, const Axis& axis) {
  Efficiencies result;
  result.signal.assign(kFineBins, 0.0);
  result.background.assign(kFineBins, 0.0);
  for (std::size_t i = 0; i < sample.truth.size(); ++i) {
    const double position = (sample.responses[i] - axis.min) / (axis.max - axis.min) * kFineBins;
    // Numbered from 0; a cut at a bin keeps that bin when signal lies above, the bins before it
    // when signal lies below.
    const double bin = std::floor(axis.signal_above ? std::max(position, 0.0) : position + 1);
    if (bin >= kFineBins) continue;
    auto& efficiency = sample.IsSignal(i) ? result.signal : result.background;
    efficiency[static_cast<std::size_t>(std::max(bin, 0.0))] += sample.truth.weights[i];
  }
  Accumulate(result.signal, axis.signal_above);
  Accumulate(result.background, axis.signal_above);
  return result;
}

/// Background efficiency at the centres of 100 bins of the signal efficiency.
std::vector<double> BackgroundVersusSignal(const Efficiencies& efficiencies, const Axis& axis) {
  const LinearSpline signal(axis.min, axis.max, efficiencies.signal);
  const LinearSpline background(axis.min, axis.max, efficiencies.background);
  std::vector<double> result(kRocBins);
  for (int i = 0; i < kRocBins; ++i)
    result[static_cast<std::size_t>(i)] = background(signal.Root((i + 0.5) / kRocBins));
  return result;
}

/// Area and efficiencies from the curve of 100 points.
void CurveFigures(const std::vector<double>& curve, double signal_weight,
                  ClassificationFigures& figures) {
  const LinearSpline spline(0, 1, curve);
  double area = 0, previous = 0, previous_signal = 0;
  for (int k = 0; k < kScanSteps; ++k) {
    const double signal = (k + 0.5) / kScanSteps, background = spline(signal);
    area += 1 - background;
    for (std::size_t p = 0; p < kWorkingPoints.size(); ++p) {
      const double wanted = kWorkingPoints[p];
      if (!std::isnan(figures.efficiency[p]) || (background - wanted) * (previous - wanted) > 0)
        continue;
      const double efficiency = 0.5 * (signal + previous_signal);
      figures.efficiency[p] = efficiency;
      figures.error[p] =
          signal_weight > 0 ? std::sqrt(efficiency * (1 - efficiency) / signal_weight) : kNoFigure;
    }
    previous = background;
    previous_signal = signal;
  }
  figures.efficiency_area = area / kScanSteps;
}

/// Signal and background responses, normalised to unit area.
void AddResponses(const Sample& sample, const Axis& axis, int bins, const std::string& name,
                  const std::string& suffix, std::vector<Histogram1>& histograms) {
  const std::string names[] = {name + "_S" + suffix, name + "_B" + suffix};
  Histogram1 filled[] = {WeightedHistogram(names[0], names[0], bins, axis.min, axis.max),
                         WeightedHistogram(names[1], names[1], bins, axis.min, axis.max)};
  for (std::size_t i = 0; i < sample.truth.size(); ++i)
    filled[sample.IsSignal(i) ? 0 : 1].Fill(sample.responses[i], sample.truth.weights[i]);
  for (auto& histogram : filled) {
    NormaliseArea(histogram);
    histograms.push_back(std::move(histogram));
  }
}

/// Responses passed through a function with values in [0, 1].
void AddMapped(const Sample& sample, const std::function<double(double)>& map,
               const std::string& name, std::vector<Histogram1>& histograms) {
  if (!map) return;
  const std::string names[] = {name + "_S", name + "_B"};
  Histogram1 filled[] = {WeightedHistogram(names[0], names[0], kOutputBins, 0, 1),
                         WeightedHistogram(names[1], names[1], kOutputBins, 0, 1)};
  // A value of exactly 1 belongs into the last bin.
  const double below_one = std::nextafter(1.0, 0.0);
  for (std::size_t i = 0; i < sample.truth.size(); ++i)
    filled[sample.IsSignal(i) ? 0 : 1].Fill(std::min(map(sample.responses[i]), below_one),
                                            sample.truth.weights[i]);
  for (auto& histogram : filled) {
    NormaliseArea(histogram);
    histograms.push_back(std::move(histogram));
  }
}

/// A histogram of values that were computed, not filled.
Histogram1 FromValues(const std::string& name, const std::string& title, double min, double max,
                      const std::vector<double>& values) {
  Histogram1 histogram(name, title, static_cast<int>(values.size()), min, max, false);
  std::copy(values.begin(), values.end(), histogram.contents.begin() + 1);
  histogram.entries = static_cast<double>(values.size());
  return histogram;
}

void AddEfficiencies(const Efficiencies& efficiencies, const Axis& axis, const std::string& title,
                     const std::string& prefix, std::vector<Histogram1>& histograms) {
  histograms.push_back(FromValues(title + prefix + "S", title + " (signal)", axis.min, axis.max,
                                  efficiencies.signal));
  histograms.push_back(FromValues(title + prefix + "B", title + " (background)", axis.min, axis.max,
                                  efficiencies.background));
}

void AddCurve(const std::vector<double>& curve, const std::string& name, bool training,
              bool with_inverse, std::vector<Histogram1>& histograms) {
  auto effective =
      FromValues(name + (training ? "_trainingEffBvsS" : "_effBvsS"), name, 0, 1, curve);
  effective.y_title = "Backgr eff";
  auto rejection = curve, inverse = curve;
  for (double& value : rejection) value = 1 - value;
  for (double& value : inverse)
    value = value > std::numeric_limits<double>::epsilon() ? 1 / value : 0;
  auto rejected =
      FromValues(name + (training ? "_trainingRejBvsS" : "_rejBvsS"), name, 0, 1, rejection);
  rejected.y_title = "Backgr rejection (1-eff)";
  auto inverted = FromValues(name + "_invBeffvsSeff", name, 0, 1, inverse);
  inverted.y_title = "Inverse backgr. eff (1/eff)";
  for (auto* histogram : {&effective, &rejected, &inverted}) {
    if (training)
      histogram->y_title.clear();
    else
      histogram->x_title = "Signal eff";
    if (histogram != &inverted || with_inverse) histograms.push_back(std::move(*histogram));
  }
}

double ExactRocIntegral(const Sample& sample) {
  std::vector<SortedEvent> events(sample.truth.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    events[i] = {sample.responses[i], sample.truth.weights[i], sample.IsSignal(i) ? 0U : 1U};
  Sort(events);
  RocFigures figures({});
  VisitRoc(events, 2, {0, 1}, [&](double s, double b) { figures.Add(s, b); });
  return figures.Area();
}

/// All that the test sample gives; the axis, when it has signal and background.
std::optional<Axis> EvaluateTest(const Sample& sample, const MethodResponses& responses,
                                 const std::string& name, MethodEvaluation& result) {
  const auto moments = MomentsOf(sample);
  const auto& [s, b] = moments;
  if (!(s.weight > 0) || !(b.weight > 0)) return std::nullopt;
  const Axis axis = AxisOf(sample, moments);
  AddResponses(sample, axis, kOutputBins, name, "", result.histograms);
  const ResponsePdf pdf_s(result.histograms[0]), pdf_b(result.histograms[1]);
  result.separation = Separation(pdf_s, pdf_b);
  const double width = std::hypot(s.rms, b.rms);
  result.significance = width > 0 ? std::abs(s.mean - b.mean) / width : kNoFigure;
  AddResponses(sample, axis, kFineBins, name, "_high", result.histograms);
  AddMapped(sample, responses.probability, name + "_Proba", result.histograms);
  AddMapped(sample, responses.rarity, name + "_Rarity", result.histograms);

  const auto efficiencies = EfficienciesOf(sample, axis);
  const auto curve = BackgroundVersusSignal(efficiencies, axis);
  result.test.roc_integral = ExactRocIntegral(sample);
  CurveFigures(curve, s.weight, result.test);
  AddEfficiencies(efficiencies, axis, name, "_eff", result.histograms);
  AddCurve(curve, name, false, true, result.histograms);

  std::vector<double> sum(kFineBins);
  for (std::size_t i = 0; i < sum.size(); ++i)
    sum[i] = efficiencies.signal[i] + efficiencies.background[i];
  result.reference_cut = LinearSpline(axis.min, axis.max, std::move(sum)).Root(1);
  return axis;
}

void EvaluateTraining(const Sample& sample, const std::optional<Axis>& test_axis,
                      const std::string& name, MethodEvaluation& result) {
  const auto moments = MomentsOf(sample);
  if (!(moments[0].weight > 0) || !(moments[1].weight > 0)) return;
  const Axis axis = test_axis ? *test_axis : AxisOf(sample, moments);
  AddResponses(sample, axis, kOutputBins, name + "_Train", "", result.histograms);
  const auto efficiencies = EfficienciesOf(sample, axis);
  const auto curve = BackgroundVersusSignal(efficiencies, axis);
  result.training.roc_integral = ExactRocIntegral(sample);
  CurveFigures(curve, moments[0].weight, result.training);
  AddEfficiencies(efficiencies, axis, name, "_trainingEff", result.histograms);
  AddCurve(curve, name, true, false, result.histograms);
}

double SignalWeight(const SampleTruth& truth, std::size_t signal) {
  double sum = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
    if (truth.classes[i] == signal) sum += truth.weights[i];
  return sum;
}

/// Cuts answers pass or fail: its figures come from the curve that it hands over.
void EvaluateCuts(const std::vector<double>& curve, const SampleTruth& truth, std::size_t signal,
                  bool training, const std::string& name, MethodEvaluation& result) {
  if (curve.size() != static_cast<std::size_t>(kRocBins)) return;
  auto& figures = training ? result.training : result.test;
  CurveFigures(curve, SignalWeight(truth, signal), figures);
  figures.roc_integral = figures.efficiency_area;
  AddCurve(curve, name, training, false, result.histograms);
}

}  // namespace

void EvaluateClassification(const DataSetInfo& info, const SampleTruth& test,
                            const SampleTruth& training, const MethodResponses& responses,
                            MethodEvaluation& result) {
  const std::string name = "MVA_" + responses.title;
  const std::size_t signal = info.SignalClass();
  if (!responses.test_cuts.empty() || !responses.training_cuts.empty()) {
    EvaluateCuts(responses.test_cuts, test, signal, false, name, result);
    EvaluateCuts(responses.training_cuts, training, signal, true, name, result);
    return;
  }
  std::optional<Axis> axis;
  if (!responses.test.empty() && CountNotFinite(responses.test) == 0)
    axis = EvaluateTest({test, responses.test, signal}, responses, name, result);
  if (!responses.training.empty() && CountNotFinite(responses.training) == 0)
    EvaluateTraining({training, responses.training, signal}, axis, name, result);
}

}  // namespace TMVA::inline standalone
