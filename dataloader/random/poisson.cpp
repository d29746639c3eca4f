// Poisson numbers.
#include "dataloader/random/poisson.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace TMVA::inline standalone {

double LogFactorial(double k) {
  constexpr double kSmall = 16;  // from here on the series below is exact to the last bits
  if (k < kSmall) {
    double product = 1;
    for (double i = 2; i <= k; ++i) product *= i;
    return std::log(product);
  }
  const double n = k + 1, inverse = 1 / n, square = inverse * inverse;
  const double series =  // Stirling's, with Bernoulli numbers
      inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
  return (n - 0.5) * std::log(n) - n + 0.5 * std::log(2 * std::numbers::pi) + series;
}

// Knuth: the number of uniform factors until their product falls below exp(-mean).
std::uint32_t PoissonByProducts(Random& random, double mean) {
  const double limit = std::exp(-mean);
  double product = random.Uniform();
  std::uint32_t count = 0;
  while (product > limit) {
    product *= random.Uniform();
    ++count;
  }
  return mean > 0 ? count : 0;
}

// PTRS: W. Hormann, "The transformed rejection method for generating Poisson random variables",
// Insurance: Mathematics and Economics 12 (1993).
std::uint32_t PoissonByRejection(Random& random, double mean) {
  const double log_mean = std::log(mean);
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double accept = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = random.Uniform() - 0.5;
    const double v = 1 - random.Uniform();  // in (0, 1]
    const double us = 0.5 - std::fabs(u);
    if (us == 0) continue;
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (k < 0 || k > std::numeric_limits<std::uint32_t>::max()) continue;
    if (us >= 0.07 && v <= accept) return static_cast<std::uint32_t>(k);
    if (us < 0.013 && v > us) continue;
    if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - LogFactorial(k))
      return static_cast<std::uint32_t>(k);
  }
}

}  // namespace TMVA::inline standalone
