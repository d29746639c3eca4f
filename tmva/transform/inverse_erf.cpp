// The inverse of the error function: Winitzki's approximation, polished by Halley's method.
#include "tmva/transform/inverse_erf.h"

#include <cmath>
#include <numbers>

namespace TMVA::inline standalone {

double InverseErf(double y) {
  if (y == 0) return 0;
  const double magnitude = std::abs(y);
  constexpr double kA = 0.147;  // Winitzki's constant: good to 2e-3
  const double log = std::log1p(-magnitude * magnitude);
  const double half = 2 / (std::numbers::pi * kA) + log / 2;
  double x = std::sqrt(std::sqrt(half * half - log / kA) - half);
  // Each step cubes the error. The complement keeps the digits near 1.
  for (int step = 0; step < 2; ++step) {
    const double error = magnitude < 0.5 ? std::erf(x) - magnitude : (1 - magnitude) - std::erfc(x);
    const double newton = error / (2 * std::numbers::inv_sqrtpi * std::exp(-x * x));
    x -= newton / (1 + x * newton);
  }
  return std::copysign(x, y);
}

}  // namespace TMVA::inline standalone
