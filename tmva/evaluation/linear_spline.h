// Straight lines through points on an even grid, continued beyond the ends.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace TMVA::inline standalone {

/// Values at the centres of even bins of [min, max]; at least two.
class LinearSpline {
 public:
  LinearSpline(double min, double max, std::vector<double> values)
      : min_(min),
        step_((max - min) / static_cast<double>(values.size())),
        values_(std::move(values)) {}

  double operator()(double x) const {
    const double position = (x - min_) / step_ - 0.5;
    const double last = static_cast<double>(values_.size()) - 2;
    const auto i = static_cast<std::size_t>(std::clamp(std::floor(position), 0.0, last));
    const double slope = values_[i + 1] - values_[i];
    return values_[i] + (position - static_cast<double>(i)) * slope;
  }

  /// Where the spline takes the value `y` inside [min, max]; the nearer end when it does not. The
  /// values should rise or fall throughout.
  double Root(double y) const {
    const std::size_t n = values_.size();
    const bool rises = values_.back() > values_.front();
    std::size_t low = 0, high = n - 1;  // the crossing lies in (low, high]
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      ((values_[middle] < y) == rises ? low : high) = middle;
    }
    const double slope = values_[low + 1] - values_[low];
    const double max = min_ + step_ * static_cast<double>(n);
    if (slope == 0) return (values_[low] < y) == rises ? max : min_;
    const double position = static_cast<double>(low) + (y - values_[low]) / slope;
    return std::clamp(min_ + (position + 0.5) * step_, min_, max);
  }

  std::size_t size() const { return values_.size(); }
  const std::vector<double>& values() const { return values_; }

 private:
  double min_, step_;
  std::vector<double> values_;
};

}  // namespace TMVA::inline standalone
