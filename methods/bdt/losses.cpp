// Huber, absolute deviation and least squares.
#include "methods/bdt/losses.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {
namespace {

double WeightedMean(std::span<const WeightedValue> values) {
  double sum = 0, weight = 0;
  for (const auto& v : values) sum += v.weight * v.value, weight += v.weight;
  return weight != 0 ? sum / weight : 0;
}

class LeastSquares : public RegressionLoss {
 public:
  double Start(std::span<WeightedValue> targets) const override { return WeightedMean(targets); }
  double Target(double residual) const override { return residual; }
  double Fit(std::span<WeightedValue> residuals) const override { return WeightedMean(residuals); }
};

class AbsoluteDeviation : public RegressionLoss {
 public:
  double Start(std::span<WeightedValue> targets) const override {
    return WeightedQuantile(targets, 0.5);
  }
  double Target(double residual) const override { return residual < 0 ? -1 : 1; }
  double Fit(std::span<WeightedValue> residuals) const override {
    return WeightedQuantile(residuals, 0.5);
  }
};

class Huber : public RegressionLoss {
 public:
  explicit Huber(double quantile) : quantile_(quantile) {}
  double Start(std::span<WeightedValue> targets) const override {
    return WeightedQuantile(targets, 0.5);
  }
  void Prepare(std::span<WeightedValue> residuals) override {
    for (auto& r : residuals) r.value = std::abs(r.value);
    transition_ = WeightedQuantile(residuals, quantile_);
    if (transition_ > 0) return;
    for (const auto& r : residuals)  // the smallest that is not zero
      if (r.value > 0 && !(transition_ > 0 && transition_ < r.value)) transition_ = r.value;
  }
  double Target(double residual) const override {
    return std::clamp(residual, -transition_, transition_);
  }
  double Fit(std::span<WeightedValue> residuals) const override {
    if (residuals.empty()) return 0;
    const double median = WeightedQuantile(residuals, 0.5);
    double sum = 0;
    for (const auto& r : residuals) sum += std::clamp(r.value - median, -transition_, transition_);
    return median + sum / static_cast<double>(residuals.size());
  }

 private:
  double quantile_;
  double transition_ = 0;
};

}  // namespace

double WeightedQuantile(std::span<WeightedValue> values, double quantile) {
  if (values.empty()) return 0;
  double total = 0;
  for (const auto& v : values) total += v.weight;
  // Halves the range that holds the answer: linear time, where sorting would dominate the training.
  double before = 0;  // weight of all values left of the range
  while (values.size() > 1) {
    const std::size_t middle = values.size() / 2;
    std::nth_element(
        values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle), values.end(),
        [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
    double lower = 0;
    for (const auto& v : values.first(middle)) lower += v.weight;
    if (before + lower > quantile * total) {
      values = values.first(middle);
    } else {
      before += lower;
      values = values.subspan(middle);
    }
  }
  return values.front().value;
}

std::unique_ptr<RegressionLoss> MakeRegressionLoss(const std::string& name, double huber_quantile) {
  if (name == "LeastSquares") return std::make_unique<LeastSquares>();
  if (name == "AbsoluteDeviation") return std::make_unique<AbsoluteDeviation>();
  return std::make_unique<Huber>(huber_quantile);
}

}  // namespace TMVA::inline standalone
