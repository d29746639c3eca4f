// Exact ROC curves: against pair counting, independent of order, and thinned.
#include <TMVA/ROCCurve.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

struct Sample {
  SampleTruth truth;
  std::vector<float> responses;
};

/// Few distinct responses, so that there are ties.
Sample RandomSample(unsigned seed, int events, int levels) {
  std::mt19937 random(seed);
  Sample s;
  for (int i = 0; i < events; ++i) {
    s.truth.classes.push_back(static_cast<std::uint8_t>(random() % 2));
    s.truth.weights.push_back(static_cast<float>(1 + random() % 8) / 4);
    s.responses.push_back(static_cast<float>(random() % static_cast<unsigned>(levels)) -
                          s.truth.classes.back());
  }
  return s;
}

/// Weighted Mann-Whitney statistic, ties count half.
double PairCount(const Sample& s) {
  double won = 0, signal = 0, background = 0;
  for (std::size_t i = 0; i < s.responses.size(); ++i) {
    (s.truth.classes[i] == 0 ? signal : background) += s.truth.weights[i];
    if (s.truth.classes[i] != 0) continue;
    for (std::size_t j = 0; j < s.responses.size(); ++j) {
      if (s.truth.classes[j] == 0) continue;
      const double share = s.responses[i] > s.responses[j]    ? 1
                           : s.responses[i] == s.responses[j] ? 0.5
                                                              : 0;
      won += share * s.truth.weights[i] * s.truth.weights[j];
    }
  }
  return won / signal / background;
}

TEST(RocIntegral, IsThePairCount) {
  for (unsigned seed = 0; seed < 30; ++seed)
    for (int levels : {2, 5, 1000}) {
      const auto s = RandomSample(seed, 120, levels);
      EXPECT_NEAR(RocIntegral(TwoClasses(), s.truth, s.responses, 0, 0), PairCount(s), 1e-12);
      EXPECT_NEAR(RocIntegral(TwoClasses(), s.truth, s.responses, 0, 1), 1 - PairCount(s), 1e-12);
    }
}

TEST(RocIntegral, DoesNotDependOnTheOrderOfEvents) {
  auto s = RandomSample(3, 500, 4);
  for (float& w : s.truth.weights) w = std::sqrt(w) / 3;  // sums that round
  const double first = RocIntegral(TwoClasses(), s.truth, s.responses, 0, 0);
  std::vector<std::size_t> order(s.responses.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random(1);
  for (int trial = 0; trial < 10; ++trial) {
    std::shuffle(order.begin(), order.end(), random);
    Sample t;
    for (auto i : order) {
      t.truth.classes.push_back(s.truth.classes[i]);
      t.truth.weights.push_back(s.truth.weights[i]);
      t.responses.push_back(s.responses[i]);
    }
    EXPECT_EQ(RocIntegral(TwoClasses(), t.truth, t.responses, 0, 0), first);
  }
}

TEST(RocIntegral, Errors) {
  const SampleTruth truth{{1, 1}, {0, 1}, {}};
  const std::vector<float> two{1, 0}, three{1, 0, 0};
  EXPECT_THROW(RocIntegral(TwoClasses(), truth, three, 0, 0), DataError);
  EXPECT_THROW(RocIntegral(TwoClasses(), truth, two, 0, 2), DataError);
  EXPECT_THROW(RocIntegral(TwoClasses(), truth, two, 1, 0), DataError);
  EXPECT_TRUE(std::isnan(RocIntegral(TwoClasses(), {}, {}, 0, 0)));
  EXPECT_TRUE(
      std::isnan(RocIntegral(TwoClasses(), truth, std::vector<float>{1, std::nanf("")}, 0, 0)));
}

TEST(RocGraph, KeepsTheEndsAndStaysShort) {
  for (const std::size_t points : {2U, 3U, 10U, 2000U}) {
    const auto s = RandomSample(5, 3000, 100000);
    const auto graph = RocCurve(TwoClasses(), s.truth, s.responses, 0, 0, points);
    ASSERT_GE(graph.x.size(), 2U);
    EXPECT_LE(graph.x.size(), points);
    EXPECT_EQ(graph.x.front(), 0);
    EXPECT_EQ(graph.y.front(), 1);
    EXPECT_EQ(graph.x.back(), 1);
    EXPECT_NEAR(graph.y.back(), 0, 1e-12);
    EXPECT_TRUE(std::is_sorted(graph.x.begin(), graph.x.end()));
  }
  const auto s = RandomSample(6, 5000, 100000);
  const auto graph = RocCurve(TwoClasses(), s.truth, s.responses, 0, 0);
  double area = 0;
  for (std::size_t i = 1; i < graph.x.size(); ++i)
    area += (graph.x[i] - graph.x[i - 1]) * (graph.y[i] + graph.y[i - 1]) / 2;
  EXPECT_NEAR(area, RocIntegral(TwoClasses(), s.truth, s.responses, 0, 0), 2e-4);
}

TEST(ROCCurve, SmallExample) {
  const ROCCurve curve({0.9F, 0.8F, 0.7F, 0.1F}, std::vector<bool>{true, true, false, true});
  EXPECT_NEAR(curve.GetROCIntegral(), 2.0 / 3, 1e-12);
  EXPECT_DOUBLE_EQ(curve.GetROCIntegral(2), 0.5);
  EXPECT_EQ(curve.ComputeSensitivity(2), (std::vector<double>{1, 0}));
  const auto graph = curve.GetROCCurve();
  EXPECT_EQ(graph.x.size(), 5U);
  EXPECT_EQ(graph.x.front(), 1);
  EXPECT_EQ(graph.y.front(), 0);
  EXPECT_EQ(graph.x.back(), 0);
  EXPECT_EQ(graph.y.back(), 1);
  EXPECT_NEAR(curve.GetEffSForEffB(0), 2.0 / 3, 1e-12);
  EXPECT_NEAR(curve.GetEffSForEffB(0.5), 2.0 / 3, 1e-12);
  EXPECT_EQ(curve.GetEffSForEffB(1), 1);
}

TEST(ROCCurve, AllConstructorsAgree) {
  const std::vector<float> signal{3, 2, 1}, background{2, 0}, weights_s{1, 2, 1}, weights_b{3, 1};
  const ROCCurve a(signal, background, weights_s, weights_b);
  const ROCCurve b({3, 2, 1, 2, 0}, std::vector<bool>{true, true, true, false, false},
                   {1, 2, 1, 3, 1});
  const ROCCurve c(
      {{3.F, 1.F, true}, {2.F, 2.F, true}, {1.F, 1.F, true}, {2.F, 3.F, false}, {0.F, 1.F, false}});
  EXPECT_EQ(a.GetROCIntegral(), b.GetROCIntegral());
  EXPECT_EQ(a.GetROCIntegral(), c.GetROCIntegral());
  EXPECT_EQ(a.GetMvas(), c.GetMvas());
  EXPECT_NEAR(a.GetROCIntegral(), (4 * 1 + 1 * 3 + 2 * 3 * 0.5) / 16.0, 1e-12);
}

TEST(ROCCurve, EmptyAndBadInput) {
  EXPECT_TRUE(std::isnan(ROCCurve(std::vector<ROCCurve::Mva>{}).GetROCIntegral()));
  EXPECT_TRUE(std::isnan(ROCCurve({1.F, 2.F}, std::vector<bool>{true, true}).GetEffSForEffB(0.1)));
  EXPECT_THROW(ROCCurve({1.F, 2.F}, std::vector<bool>{true}), DataError);
  EXPECT_THROW(ROCCurve({1.F, 2.F}, std::vector<bool>{true, false}, {1.F}), DataError);
  EXPECT_THROW(ROCCurve({1.F, std::nanf("")}, std::vector<bool>{true, false}), DataError);
}

}  // namespace
}  // namespace TMVA::inline standalone
