// Counter-based random numbers: Philox4x32-10 keyed by (seed, stream), addressed by a counter.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

namespace TMVA::inline standalone {

/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11).
std::array<std::uint32_t, 4> Philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// 64 random bits that are a function of (seed, stream, index) alone.
std::uint64_t RandomBits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// A sequence of random numbers: the same (seed, stream) gives the same sequence on every machine.
class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream);
  std::uint32_t Bits32();
  std::uint64_t Bits64();
  double Uniform();                         ///< in [0, 1), 53 bits
  double Uniform(double low, double high);  ///< in [low, high)
  std::uint64_t Below(std::uint64_t n);     ///< unbiased, in [0, n); n > 0
  std::uint32_t Below32(std::uint32_t n);   ///< as Below(), other numbers for half the price
  double Gauss(double mean = 0, double sigma = 1);
  std::uint32_t Poisson(double mean);
  double Exponential(double mean);
  template <class Range>
  void Shuffle(Range& range) {
    for (std::uint64_t i = range.size(); i > 1; --i) std::swap(range[i - 1], range[Below(i)]);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
  bool has_gauss_ = false;
  double gauss_ = 0;
};

}  // namespace TMVA::inline standalone
