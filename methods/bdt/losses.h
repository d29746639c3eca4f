// Loss functions of gradient-boosted regression.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace TMVA::inline standalone {

struct WeightedValue {
  double value;
  double weight;
};

/// The first of the sorted values at which the sum of weights before it exceeds `quantile` of the
/// total (the order of `values` changes). 0 for an empty span.
double WeightedQuantile(std::span<WeightedValue> values, double quantile);

class RegressionLoss {
 public:
  virtual ~RegressionLoss() = default;
  /// The constant that fits the targets best.
  virtual double Start(std::span<WeightedValue> targets) const = 0;
  /// Once a tree, with the residuals of all events.
  virtual void Prepare(std::span<WeightedValue> residuals) { (void)residuals; }
  /// What the next tree is to learn of a residual.
  virtual double Target(double residual) const = 0;
  /// The constant that fits the residuals of a leaf best.
  virtual double Fit(std::span<WeightedValue> residuals) const = 0;
};

/// "Huber", "AbsoluteDeviation" or "LeastSquares".
std::unique_ptr<RegressionLoss> MakeRegressionLoss(const std::string& name, double huber_quantile);

}  // namespace TMVA::inline standalone
