// Random: uniform, normal, Poisson and exponential numbers from the Philox counter.
#include <cmath>
#include <numbers>
#include <string>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

#include "dataloader/random/poisson.h"

namespace TMVA::inline standalone {

Random::Random(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

std::uint32_t Random::Bits32() {
  if (used_ == block_.size()) {
    const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
    const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
    block_ = Philox4x32({low(counter_), high(counter_), low(stream_), high(stream_)},
                        {low(seed_), high(seed_)});
    ++counter_;
    used_ = 0;
  }
  return block_[used_++];
}

std::uint64_t Random::Bits64() {
  const std::uint64_t low = Bits32();
  return (std::uint64_t{Bits32()} << 32) | low;
}

double Random::Uniform() { return static_cast<double>(Bits64() >> 11) * 0x1p-53; }

double Random::Uniform(double low, double high) {
  const double value = low + (high - low) * Uniform();
  // Rounding may land on the upper end, which does not belong to the range.
  return value < high || !(low < high) ? value : std::nextafter(high, low);
}

// Lemire's multiplication method: the high word of bits * n, rejecting the few low words that
// would make some results more likely than others.
std::uint64_t Random::Below(std::uint64_t n) {
  if (n == 0) throw DataError("Random::Below: the number of choices must not be 0");
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{Bits64()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = -n % n;  // 2^64 mod n
    while (static_cast<std::uint64_t>(product) < threshold) product = Wide{Bits64()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::uint32_t Random::Below32(std::uint32_t n) {
  if (n == 0) throw DataError("Random::Below32: the number of choices must not be 0");
  auto product = std::uint64_t{Bits32()} * n;
  if (static_cast<std::uint32_t>(product) < n) {
    const std::uint32_t threshold = -n % n;  // 2^32 mod n
    while (static_cast<std::uint32_t>(product) < threshold) product = std::uint64_t{Bits32()} * n;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

// Box and Muller: two numbers at a time, the second is kept for the next call.
double Random::Gauss(double mean, double sigma) {
  if (has_gauss_) {
    has_gauss_ = false;
    return mean + sigma * gauss_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - Uniform()));
  const double angle = 2 * std::numbers::pi * Uniform();
  gauss_ = radius * std::sin(angle);
  has_gauss_ = true;
  return mean + sigma * (radius * std::cos(angle));
}

double Random::Exponential(double mean) { return -mean * std::log(1 - Uniform()); }

std::uint32_t Random::Poisson(double mean) {
  constexpr double kLargestMean = 4e9;  // the result must fit into 32 bits
  if (!(mean >= 0 && mean <= kLargestMean))
    throw DataError("Random::Poisson: the mean must lie between 0 and 4e9, not " +
                    std::to_string(mean));
  return mean < kLargePoissonMean ? PoissonByProducts(*this, mean)
                                  : PoissonByRejection(*this, mean);
}

}  // namespace TMVA::inline standalone
