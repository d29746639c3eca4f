// Cubic and quintic splines: derivatives at the points from a banded linear system.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "tmva/pdf/spline.h"

namespace TMVA::inline standalone {
namespace {

// Square system with `band` diagonals on each side, solved by elimination with row exchange.
class BandedSystem {
 public:
  BandedSystem(std::size_t n, std::size_t band)
      : n_(n), band_(band), width_(3 * band + 1), a_(n * width_), b_(n) {}
  double& At(std::size_t row, std::size_t column) {
    return a_[row * width_ + column + band_ - row];
  }
  double& Right(std::size_t row) { return b_[row]; }

  std::vector<double> Solve() {
    for (std::size_t k = 0; k < n_; ++k) {
      Pivot(k);
      for (std::size_t row = k + 1; row < std::min(n_, k + band_ + 1); ++row) {
        const double factor = At(row, k) / At(k, k);
        for (std::size_t c = k; c < End(k); ++c) At(row, c) -= factor * At(k, c);
        b_[row] -= factor * b_[k];
      }
    }
    for (std::size_t k = n_; k-- > 0;) {
      for (std::size_t c = k + 1; c < End(k); ++c) b_[k] -= At(k, c) * b_[c];
      b_[k] /= At(k, k);
    }
    return std::move(b_);
  }

 private:
  // Row exchange widens the upper band to 2 * band.
  std::size_t End(std::size_t row) const { return std::min(n_, row + 2 * band_ + 1); }
  void Pivot(std::size_t k) {
    std::size_t best = k;
    for (std::size_t row = k + 1; row < std::min(n_, k + band_ + 1); ++row)
      if (std::abs(At(row, k)) > std::abs(At(best, k))) best = row;
    if (best == k) return;
    for (std::size_t c = k; c < End(k); ++c) std::swap(At(k, c), At(best, c));
    std::swap(b_[k], b_[best]);
  }
  std::size_t n_, band_, width_;
  std::vector<double> a_, b_;
};

// A polynomial of degree five or less between each two points. The first extrapolates below; above
// the last point there may be a piece of its own, in units of the last distance.
class PiecewisePolynomial final : public Spline {
 public:
  using Coefficients = std::array<double, 6>;
  PiecewisePolynomial(std::vector<double> x, std::vector<Coefficients> pieces)
      : x_(std::move(x)), pieces_(std::move(pieces)) {
    if (pieces_.size() == x_.size()) x_.push_back(2 * x_.back() - x_[x_.size() - 2]);
  }
  double Value(double x) const override {
    const auto above = std::upper_bound(x_.begin() + 1, x_.end() - 1, x);
    const auto piece = static_cast<std::size_t>(above - x_.begin()) - 1;
    const Coefficients& c = pieces_[piece];
    const double t = (x - x_[piece]) / (x_[piece + 1] - x_[piece]);
    return c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))));
  }

 private:
  std::vector<double> x_;
  std::vector<Coefficients> pieces_;
};

// Slopes of the cubic spline at the points.
std::vector<double> CubicSlopes(const Points& p) {
  const std::size_t n = p.x.size();
  BandedSystem system(n, 2);
  const auto h = [&](std::size_t i) { return p.x[i + 1] - p.x[i]; };
  const auto secant = [&](std::size_t i) { return (p.y[i + 1] - p.y[i]) / h(i); };
  for (std::size_t i = 1; i + 1 < n; ++i) {
    system.At(i, i - 1) = h(i);
    system.At(i, i) = 2 * (h(i - 1) + h(i));
    system.At(i, i + 1) = h(i - 1);
    system.Right(i) = 3 * (h(i) * secant(i - 1) + h(i - 1) * secant(i));
  }
  // Not-a-knot: the third derivative is continuous at the second and the second last point.
  const auto end = [&](std::size_t row, std::size_t next, std::size_t outer, std::size_t inner) {
    const double sum = h(outer) + h(inner);
    system.At(row, row) = h(inner);
    system.At(row, next) = sum;
    system.Right(row) =
        ((h(outer) + 2 * sum) * h(inner) * secant(outer) + h(outer) * h(outer) * secant(inner)) /
        sum;
  };
  end(0, 1, 0, 1);
  end(n - 1, n - 2, n - 2, n - 3);
  return system.Solve();
}

// Third (k = 0) and fourth (k = 1) derivative of the quintic on an interval of length h at its left
// or right end, as factors of y1 - y0, and of slope and curvature at left and right.
struct HermiteRow {
  double difference, slope0, curvature0, slope1, curvature1;
};
HermiteRow DerivativeRow(bool fourth, bool right, double h) {
  const double s = fourth ? h * h * h * h : h * h * h;
  if (!fourth && !right) return {60 / s, -36 * h / s, -9 * h * h / s, -24 * h / s, 3 * h * h / s};
  if (!fourth) return {60 / s, -24 * h / s, -3 * h * h / s, -36 * h / s, 9 * h * h / s};
  if (!right) return {-360 / s, 192 * h / s, 36 * h * h / s, 168 * h / s, -24 * h * h / s};
  return {360 / s, -168 * h / s, -24 * h * h / s, -192 * h / s, 36 * h * h / s};
}

// Slope and curvature at each point, for points whose mean distance is 1.
std::vector<double> QuinticDerivatives(const Points& p) {
  const std::size_t n = p.x.size();
  BandedSystem system(2 * n, 3);
  const auto add = [&](std::size_t row, std::size_t interval, bool fourth, bool right,
                       double sign) {
    const HermiteRow r = DerivativeRow(fourth, right, p.x[interval + 1] - p.x[interval]);
    const std::size_t c = 2 * interval;
    system.At(row, c) += sign * r.slope0;
    system.At(row, c + 1) += sign * r.curvature0;
    system.At(row, c + 2) += sign * r.slope1;
    system.At(row, c + 3) += sign * r.curvature1;
    system.Right(row) -= sign * r.difference * (p.y[interval + 1] - p.y[interval]);
  };
  for (std::size_t i = 0; i < n; ++i)
    for (const bool fourth : {false, true}) {
      const std::size_t row = 2 * i + (fourth ? 1 : 0);
      if (i > 0) add(row, i - 1, fourth, true, 1);
      if (i + 1 < n) add(row, i, fourth, false, -1);
    }
  return system.Solve();
}

}  // namespace

std::unique_ptr<Spline> MakeCubicSpline(Points points) {
  const std::size_t n = points.x.size();
  if (n <= 3) return MakeQuinticSpline(std::move(points));  // a parabola, or less
  const std::vector<double> slopes = CubicSlopes(points);
  std::vector<PiecewisePolynomial::Coefficients> pieces(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double h = points.x[i + 1] - points.x[i], difference = points.y[i + 1] - points.y[i];
    const double left = slopes[i] * h, right = slopes[i + 1] * h;
    pieces[i] = {
        points.y[i], left, 3 * difference - 2 * left - right, left + right - 2 * difference, 0, 0};
  }
  return std::make_unique<PiecewisePolynomial>(std::move(points.x), std::move(pieces));
}

std::unique_ptr<Spline> MakeQuinticSpline(Points points) {
  const std::size_t n = points.x.size();
  if (n < 3) return MakeLinearSpline(std::move(points));
  Points scaled = points;  // unit distances keep the system well conditioned
  const double unit = (points.x.back() - points.x.front()) / static_cast<double>(n - 1);
  for (double& x : scaled.x) x /= unit;
  const std::vector<double> derivatives = QuinticDerivatives(scaled);
  std::vector<PiecewisePolynomial::Coefficients> pieces(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const double h = scaled.x[i + 1] - scaled.x[i], d = scaled.y[i + 1] - scaled.y[i];
    const double l1 = derivatives[2 * i] * h, l2 = derivatives[2 * i + 1] * h * h;
    const double r1 = derivatives[2 * i + 2] * h, r2 = derivatives[2 * i + 3] * h * h;
    pieces[i] = {scaled.y[i],
                 l1,
                 0.5 * l2,
                 10 * d - 6 * l1 - 4 * r1 - 1.5 * l2 + 0.5 * r2,
                 -15 * d + 8 * l1 + 7 * r1 + 1.5 * l2 - r2,
                 6 * d - 3 * l1 - 3 * r1 - 0.5 * l2 + 0.5 * r2};
  }
  // Above the last point ROOT's spline goes on as a parabola.
  const double h = scaled.x[n - 1] - scaled.x[n - 2];
  pieces.push_back(
      {scaled.y[n - 1], derivatives[2 * n - 2] * h, 0.5 * derivatives[2 * n - 1] * h * h, 0, 0, 0});
  return std::make_unique<PiecewisePolynomial>(std::move(points.x), std::move(pieces));
}

}  // namespace TMVA::inline standalone
