// Curves through the bin centres of a histogram: linear, TMVA's quadratic, cubic and quintic.
#pragma once

#include <memory>
#include <vector>

namespace TMVA::inline standalone {

class Spline {
 public:
  virtual ~Spline() = default;
  virtual double Value(double x) const = 0;
};

/// Points of a curve; `x` strictly increasing, at least one point.
struct Points {
  std::vector<double> x, y;
};

/// Straight lines; the outer ones extrapolate.
std::unique_ptr<Spline> MakeLinearSpline(Points points);
/// Mean of the parabolas through the three points from the one before and from the one at x.
std::unique_ptr<Spline> MakeQuadraticSpline(Points points);
/// Cubic spline, not-a-knot ends.
std::unique_ptr<Spline> MakeCubicSpline(Points points);
/// Natural quintic spline (third and fourth derivative vanish at the ends).
std::unique_ptr<Spline> MakeQuinticSpline(Points points);

}  // namespace TMVA::inline standalone
