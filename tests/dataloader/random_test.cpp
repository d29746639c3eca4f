// Random numbers: published vectors of Philox, and the distributions by chi-square.
#include <TMVA/Random.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "dataloader/random/poisson.h"

namespace TMVA {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Philox, PublishedVectors) {
  EXPECT_EQ(Philox4x32({0, 0, 0, 0}, {0, 0}),
            (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(Philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomBits, DependsOnEveryArgumentAndEveryBit) {
  std::set<std::uint64_t> seen{RandomBits(0, 0, 0)};
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t one = std::uint64_t{1} << bit;
    seen.insert(RandomBits(one, 0, 0));
    seen.insert(RandomBits(0, one, 0));
    seen.insert(RandomBits(0, 0, one));
  }
  EXPECT_EQ(seen.size(), 1u + 3 * 64);
}

TEST(Random, Below32IsUniformAndBelowItsLimit) {
  Random random(3, 4);
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts.at(random.Below32(7));
  for (const auto count : counts) EXPECT_NEAR(count, 10000, 500);
  for (int i = 0; i < 100; ++i) EXPECT_LT(random.Below32(0xfffffffb), 0xfffffffbu);
  EXPECT_EQ(random.Below32(1), 0u);
  EXPECT_THROW(random.Below32(0), DataError);
}

TEST(Random, SequenceIsTheCountersBlocks) {
  Random random(0x299f31d0a4093822, 0x0370734413198a2e);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto block = Philox4x32({i, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
    for (const auto word : block) EXPECT_EQ(random.Bits32(), word);
  }
}

TEST(Random, CopiesContinueAlike) {
  Random a(7, 1);
  a.Gauss();
  a.Bits32();
  Random b = a;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(a.Gauss(), b.Gauss());
  EXPECT_NE(Random(7, 1).Bits64(), Random(7, 2).Bits64());
  EXPECT_NE(Random(7, 1).Bits64(), Random(8, 1).Bits64());
}

/// Chi-square of counts against expected numbers, as normal deviations from its mean.
double Deviation(const std::vector<double>& counts, const std::vector<double>& expected) {
  double chi2 = 0;
  for (std::size_t i = 0; i < counts.size(); ++i)
    chi2 += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
  const double dof = static_cast<double>(counts.size()) - 1;
  // Wilson and Hilferty
  return (std::cbrt(chi2 / dof) - (1 - 2 / (9 * dof))) / std::sqrt(2 / (9 * dof));
}

/// Fills `bins` cells by a draw that maps to [0, 1) if its distribution is right.
double UniformDeviation(int bins, int draws, const std::function<double()>& draw) {
  std::vector<double> counts(bins), expected(bins, static_cast<double>(draws) / bins);
  for (int i = 0; i < draws; ++i) {
    const double u = draw();
    EXPECT_GE(u, 0);
    EXPECT_LE(u, 1);
    ++counts[std::min(bins - 1, static_cast<int>(u * bins))];
  }
  return Deviation(counts, expected);
}

TEST(Random, UniformGaussAndExponentialFollowTheirDistributions) {
  Random random(1, 0);
  EXPECT_LT(std::fabs(UniformDeviation(1000, 1000000, [&] { return random.Uniform(); })), 4);
  EXPECT_LT(std::fabs(UniformDeviation(
                500, 500000, [&] { return 0.5 * std::erfc(-random.Gauss() / std::sqrt(2.0)); })),
            4);
  EXPECT_LT(std::fabs(UniformDeviation(
                500, 500000, [&] { return 1 - std::exp(-random.Exponential(2.5) / 2.5); })),
            4);
  // Neighbouring normal numbers come from one pair: they must not be correlated.
  EXPECT_LT(std::fabs(UniformDeviation(500, 500000,
                                       [&] {
                                         const double a = random.Gauss(3, 2) - 3;
                                         const double b = random.Gauss(3, 2) - 3;
                                         return 0.5 + std::atan2(a, b) / (2 * std::acos(-1.0));
                                       })),
            4);
}

TEST(Random, UniformStaysInItsRange) {
  Random random(3, 0);
  const double high = std::nextafter(1.0, 2.0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(random.Uniform(1.0, high), 1.0);
  for (int i = 0; i < 1000; ++i) {
    const double u = random.Uniform(-5, -4);
    EXPECT_GE(u, -5);
    EXPECT_LT(u, -4);
  }
}

TEST(Random, BelowIsUnbiased) {
  Random random(4, 0);
  for (const std::uint64_t n :
       {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7}, std::uint64_t{100}}) {
    std::vector<double> counts(n), expected(n, 200000.0 / static_cast<double>(n));
    for (int i = 0; i < 200000; ++i) ++counts.at(random.Below(n));
    if (n > 1) {
      EXPECT_LT(Deviation(counts, expected), 4) << n;
    }
  }
  // With 3/4 of 2^64 a plain remainder would prefer the lower third twice.
  const std::uint64_t n = 0xC000000000000000;
  std::vector<double> thirds(3), expected(3, 100000);
  for (int i = 0; i < 300000; ++i) ++thirds.at(random.Below(n) / (n / 3));
  EXPECT_LT(Deviation(thirds, expected), 4);
  EXPECT_THROW(random.Below(0), DataError);
}

TEST(Random, LogFactorial) {
  for (const double k : {0.0, 1.0, 2.0, 15.0, 16.0, 17.0, 100.0, 1e6})
    EXPECT_NEAR(LogFactorial(k), std::lgamma(k + 1), 1e-14 * std::max(1.0, std::lgamma(k + 1)));
}

TEST(Random, PoissonFollowsItsDistribution) {
  Random random(5, 0);
  for (const double mean : {0.01, 0.5, 1.0, 3.0, 9.99, 10.0, 25.5, 137.0, 5000.0, 1e6}) {
    const int draws = 200000;
    const double width = std::sqrt(mean) * 4;
    const auto low = static_cast<std::int64_t>(std::max(0.0, std::floor(mean - width)));
    const auto high = static_cast<std::int64_t>(std::ceil(mean + width)) + 3;
    const std::int64_t step = std::max<std::int64_t>(1, (high - low) / 100);
    const auto bins = static_cast<std::size_t>((high - low) / step + 1);
    std::vector<double> counts(bins + 1), expected(bins + 1);
    double inside = 0;
    for (std::int64_t k = low; k < low + step * static_cast<std::int64_t>(bins); ++k) {
      const double p = std::exp(static_cast<double>(k) * std::log(mean) - mean -
                                std::lgamma(static_cast<double>(k) + 1));
      expected[static_cast<std::size_t>((k - low) / step)] += p * draws;
      inside += p;
    }
    expected[bins] = std::max(0.0, 1 - inside) * draws;
    for (int i = 0; i < draws; ++i) {
      const std::int64_t k = random.Poisson(mean);
      const auto bin = (k - low) / step;
      ++counts[k < low || bin >= static_cast<std::int64_t>(bins) ? bins
                                                                 : static_cast<std::size_t>(bin)];
    }
    std::vector<double> c{0}, e{0};  // join rare cells
    for (std::size_t i = 0; i <= bins; ++i) {
      c.back() += counts[i];
      e.back() += expected[i];
      if (e.back() >= 10 && i < bins) c.push_back(0), e.push_back(0);
    }
    if (e.back() < 10 && e.size() > 1) {
      c[c.size() - 2] += c.back(), e[e.size() - 2] += e.back();
      c.pop_back(), e.pop_back();
    }
    EXPECT_LT(std::fabs(Deviation(c, e)), 4.5) << "mean " << mean;
  }
}

TEST(Random, PoissonAtItsLimits) {
  Random random(6, 0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.Poisson(0), 0u);
  EXPECT_THROW(random.Poisson(-1), DataError);
  EXPECT_THROW(random.Poisson(std::numeric_limits<double>::quiet_NaN()), DataError);
  EXPECT_THROW(random.Poisson(std::numeric_limits<double>::infinity()), DataError);
}

TEST(Random, ShuffleIsAPermutationAndUniform) {
  Random random(8, 0);
  std::vector<int> many(1000);
  std::iota(many.begin(), many.end(), 0);
  random.Shuffle(many);
  EXPECT_FALSE(std::is_sorted(many.begin(), many.end()));
  EXPECT_EQ(std::set<int>(many.begin(), many.end()).size(), 1000u);
  std::vector<double> counts(24), expected(24, 5000);
  for (int i = 0; i < 24 * 5000; ++i) {
    std::array<int, 4> p{0, 1, 2, 3};
    random.Shuffle(p);
    int rank = 0;
    for (int a = 0; a < 4; ++a)
      rank = rank * (4 - a) + static_cast<int>(std::count_if(p.begin() + a, p.end(),
                                                             [&](int v) { return v < p[a]; }));
    ++counts.at(rank);
  }
  EXPECT_LT(Deviation(counts, expected), 4);
}

}  // namespace
}  // namespace TMVA
