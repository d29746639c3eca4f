// Linear and TMVA's quadratic interpolation, and the choice of interval.
#include "tmva/pdf/spline.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace TMVA::inline standalone {
namespace {

// Number of the last point at or below x; 0 for values below all.
std::size_t PointAtOrBelow(const std::vector<double>& points, double x) {
  const auto above = std::upper_bound(points.begin(), points.end(), x);
  return above == points.begin() ? 0 : static_cast<std::size_t>(above - points.begin()) - 1;
}

class LinearSpline final : public Spline {
 public:
  explicit LinearSpline(Points points) : points_(std::move(points)) {}
  double Value(double x) const override {
    const auto& [px, py] = points_;
    if (px.size() == 1) return py[0];
    const std::size_t i = PointAtOrBelow(px, x);
    // From the last point backwards; below the first one forwards.
    const std::size_t j = i == 0 || (x > px[i] && i + 1 < px.size()) ? i + 1 : i - 1;
    return py[i] + (x - px[i]) * (py[i] - py[j]) / (px[i] - px[j]);
  }

 private:
  Points points_;
};

// TMVA evaluates the parabolas in single precision. Their coefficients cancel, so that the order of
// the operations shows in the answer: it must stay.
class QuadraticSpline final : public Spline {
 public:
  explicit QuadraticSpline(const Points& points)
      : exact_x_(points.x),
        x_(points.x.begin(), points.x.end()),
        y_(points.y.begin(), points.y.end()) {}
  double Value(double x) const override {
    const std::size_t i = PointAtOrBelow(exact_x_, x), n = x_.size();
    if (i == 0) return Parabola(0, x);
    if (i + 2 >= n) return Parabola(n - 3, x);
    return (Parabola(i - 1, x) + Parabola(i, x)) * 0.5;
  }

 private:
  double Parabola(std::size_t first, double at) const {
    const float x = static_cast<float>(at);
    const float x1 = x_[first], x2 = x_[first + 1], x3 = x_[first + 2];
    const float y1 = y_[first], y2 = y_[first + 1], y3 = y_[first + 2];
    const float a = y1 * (x2 - x3) + y2 * (x3 - x1) + y3 * (x1 - x2);
    const float b = y1 * (x2 * x2 - x3 * x3) + y2 * (x3 * x3 - x1 * x1) + y3 * (x1 * x1 - x2 * x2);
    const float c = y1 * (x2 - x3) * x2 * x3 + y2 * (x3 - x1) * x3 * x1 + y3 * (x1 - x2) * x1 * x2;
    const float denominator = (x2 - x3) * (x3 - x1) * (x1 - x2);
    return denominator != 0 ? (-a * x * x + b * x - c) / denominator : 0;
  }
  std::vector<double> exact_x_;
  std::vector<float> x_, y_;
};

}  // namespace

std::unique_ptr<Spline> MakeLinearSpline(Points points) {
  return std::make_unique<LinearSpline>(std::move(points));
}

std::unique_ptr<Spline> MakeQuadraticSpline(Points points) {
  if (points.x.size() < 3) return MakeLinearSpline(std::move(points));
  return std::make_unique<QuadraticSpline>(points);
}

}  // namespace TMVA::inline standalone
