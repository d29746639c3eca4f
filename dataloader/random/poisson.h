// The two ways to draw Poisson numbers: products for small means, rejection for large ones.
#pragma once

#include <cstdint>

#include <TMVA/Random.h>

namespace TMVA::inline standalone {

/// From here on rejection is used, whose cost does not grow with the mean.
inline constexpr double kLargePoissonMean = 10;

std::uint32_t PoissonByProducts(Random& random, double mean);
std::uint32_t PoissonByRejection(Random& random, double mean);

/// log(k!) from log and elementary arithmetic alone, the same on every machine.
double LogFactorial(double k);

}  // namespace TMVA::inline standalone
