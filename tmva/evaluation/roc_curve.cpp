// ROCCurve.
#include <TMVA/ROCCurve.h>

#include <algorithm>
#include <cmath>
#include <string>

#include <TMVA/Error.h>

#include "tmva/evaluation/roc.h"

namespace TMVA::inline standalone {
namespace {

void CheckLengths(std::size_t values, std::size_t others, const char* what) {
  if (values != others)
    throw DataError("ROCCurve: " + std::to_string(values) + " responses but " +
                    std::to_string(others) + " " + what);
}

float WeightOf(const std::vector<float>& weights, std::size_t i) {
  return weights.empty() ? 1.0F : weights[i];
}

}  // namespace

ROCCurve::ROCCurve(const std::vector<Mva>& mvas) : mvas_(mvas) { Prepare(); }

ROCCurve::ROCCurve(const std::vector<float>& values, const std::vector<bool>& is_signal,
                   const std::vector<float>& weights) {
  CheckLengths(values.size(), is_signal.size(), "truth values");
  if (!weights.empty()) CheckLengths(values.size(), weights.size(), "weights");
  mvas_.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    mvas_.emplace_back(values[i], WeightOf(weights, i), is_signal[i]);
  Prepare();
}

ROCCurve::ROCCurve(const std::vector<float>& signal, const std::vector<float>& background,
                   const std::vector<float>& signal_weights,
                   const std::vector<float>& background_weights) {
  if (!signal_weights.empty()) CheckLengths(signal.size(), signal_weights.size(), "signal weights");
  if (!background_weights.empty())
    CheckLengths(background.size(), background_weights.size(), "background weights");
  mvas_.reserve(signal.size() + background.size());
  for (std::size_t i = 0; i < signal.size(); ++i)
    mvas_.emplace_back(signal[i], WeightOf(signal_weights, i), true);
  for (std::size_t i = 0; i < background.size(); ++i)
    mvas_.emplace_back(background[i], WeightOf(background_weights, i), false);
  Prepare();
}

void ROCCurve::Prepare() {
  std::vector<SortedEvent> events;
  events.reserve(mvas_.size());
  for (const auto& [value, weight, is_signal] : mvas_) {
    if (std::isnan(value)) throw DataError("ROCCurve: a response is NaN");
    events.push_back({value, weight, is_signal ? 0U : 1U});
  }
  Sort(events);
  for (std::size_t i = 0; i < events.size(); ++i)
    mvas_[i] = {events[i].response, events[i].weight, events[i].cls == 0};
  VisitRoc(events, 2, {0, 1}, [&](double s, double b) {
    sensitivity_.push_back(s);
    background_.push_back(b);
  });
  std::reverse(sensitivity_.begin(), sensitivity_.end());
  std::reverse(background_.begin(), background_.end());
}

std::vector<double> ROCCurve::ComputeSensitivity(unsigned points) const {
  return points <= 2 ? std::vector<double>{1, 0} : sensitivity_;
}

std::vector<double> ROCCurve::ComputeSpecificity(unsigned points) const {
  if (points <= 2) return {0, 1};
  auto specificity = background_;
  for (double& value : specificity) value = 1 - value;
  return specificity;
}

namespace {

RocFigures Gather(const std::vector<double>& sensitivity, const std::vector<double>& background,
                  std::span<const double> wanted) {
  RocFigures figures(wanted);
  for (std::size_t i = sensitivity.size(); i > 0; --i)
    figures.Add(sensitivity[i - 1], background[i - 1]);
  return figures;
}

}  // namespace

double ROCCurve::GetROCIntegral(unsigned points) const {
  if (sensitivity_.empty()) return kNoFigure;
  return points <= 2 ? 0.5 : Gather(sensitivity_, background_, {}).Area();
}

double ROCCurve::GetEffSForEffB(double background_efficiency, unsigned points) const {
  if (sensitivity_.empty()) return kNoFigure;
  if (points <= 2) return background_efficiency;
  if (background_efficiency >= 1) return 1;
  return Gather(sensitivity_, background_, {&background_efficiency, 1}).Efficiencies()[0];
}

Graph ROCCurve::GetROCCurve(unsigned points) const {
  Graph graph;
  graph.x_title = "Signal efficiency (Sensitivity)";
  graph.y_title = "Background rejection (Specificity)";
  graph.x = ComputeSensitivity(points);
  graph.y = ComputeSpecificity(points);
  return graph;
}

}  // namespace TMVA::inline standalone
