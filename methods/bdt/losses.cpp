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
  double Start(std::span<WeightedValue> targets) const override { return WeightedQuantile(targets, 0.5); }
  double Target(double residual) const override { return residual < 0 ? -1 : 1; }
  double Fit(std::span<WeightedValue> residuals) const override {
    return WeightedQuantile(residuals, 0.5);
  }
};

class Huber : public RegressionLoss {
 public:
  explicit Huber(double quantile) : quantile_(quantile) {}
  double Start(std::span<WeightedValue> targets) const override { return WeightedQuantile(targets, 0.5); }
  void Prepare(std::span<WeightedValue> residuals) override {
    for (auto& r : residuals) r.value = std::abs(r.value);
    transition_ = WeightedQuantile(residuals, quantile_);
    if (transition_ > 0) return;
    for (const auto& r : residuals) {  // sorted: the first that is not zero
      transition_ = r.value;
      if (transition_ > 0) return;
    }
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
  std::sort(values.begin(), values.end(), [](const WeightedValue& a, const WeightedValue& b) {
    return a.value < b.value || (a.value == b.value && a.weight < b.weight);
  });
  double total = 0;
  for (const auto& v : values) total += v.weight;
  double sum = 0;
  std::size_t i = 0;
  for (; i + 1 < values.size(); ++i) {
    sum += values[i].weight;
    if (sum > quantile * total) break;
  }
  return values[i].value;
}

std::unique_ptr<RegressionLoss> MakeRegressionLoss(const std::string& name, double huber_quantile) {
  if (name == "LeastSquares") return std::make_unique<LeastSquares>();
  if (name == "AbsoluteDeviation") return std::make_unique<AbsoluteDeviation>();
  return std::make_unique<Huber>(huber_quantile);
}

}  // namespace TMVA::inline standalone
