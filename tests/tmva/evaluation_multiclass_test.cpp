// Several classes: every figure against the ROC curve of just those events.
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include <TMVA/ROCCurve.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

DataSetInfo ThreeClasses() {
  DataSetInfo info;
  info.name = "dataset";
  info.analysis = Types::kMulticlass;
  info.classes = {{"Signal", "", ""}, {"bg0", "", ""}, {"bg1", "", ""}};
  return info;
}

struct Sample {
  SampleTruth truth;
  MethodResponses responses{.type = "BDT", .title = "BDTG"};
};

Sample RandomSample() {
  std::mt19937 random(11);
  Sample s;
  for (int i = 0; i < 3000; ++i) {
    const auto cls = static_cast<std::uint8_t>(random() % 3);
    s.truth.classes.push_back(cls);
    s.truth.weights.push_back(static_cast<float>(1 + random() % 4) / 2);
    for (unsigned c = 0; c < 3; ++c)
      s.responses.test.push_back(static_cast<float>(random() % 700 + (c == cls ? 300 : 0)) / 1000);
  }
  return s;
}

/// Class `signal` against `background` (-1: the rest) by the response for `signal`.
ROCCurve Curve(const Sample& s, std::size_t signal, int background) {
  std::vector<ROCCurve::Mva> mvas;
  for (std::size_t i = 0; i < s.truth.size(); ++i) {
    const auto cls = s.truth.classes[i];
    if (cls == signal || background < 0 || cls == background)
      mvas.emplace_back(s.responses.test[3 * i + signal], s.truth.weights[i], cls == signal);
  }
  return ROCCurve(mvas);
}

TEST(EvaluationMulticlass, FiguresAreThoseOfTheRocCurves) {
  const auto s = RandomSample();
  const auto e = EvaluateMethod(ThreeClasses(), s.truth, {}, s.responses);
  ASSERT_EQ(e.class_test.size(), 3U);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(e.class_test[c].roc_integral, Curve(s, c, -1).GetROCIntegral(), 1e-12);
    EXPECT_NEAR(e.class_test[c].roc_integral,
                RocIntegral(ThreeClasses(), s.truth, s.responses.test, c, c), 1e-12);
    for (std::size_t p = 0; p < 3; ++p) {
      EXPECT_NEAR(e.class_test[c].efficiency[p], Curve(s, c, -1).GetEffSForEffB(kWorkingPoints[p]),
                  1e-12);
      for (int other = 0; other < 3; ++other) {
        const double figure = e.class_test[c].confusion[static_cast<std::size_t>(other)][p];
        if (other == static_cast<int>(c))
          EXPECT_TRUE(std::isnan(figure));
        else
          EXPECT_NEAR(figure, Curve(s, c, other).GetEffSForEffB(kWorkingPoints[p]), 1e-12);
      }
    }
    EXPECT_TRUE(std::isnan(e.class_training[c].roc_integral));
  }
}

TEST(EvaluationMulticlass, HistogramsHaveUnitArea) {
  const auto s = RandomSample();
  const auto e = EvaluateMethod(ThreeClasses(), s.truth, {}, s.responses);
  ASSERT_EQ(e.histograms.size(), 9U);
  EXPECT_EQ(e.histograms[1].name, "MVA_BDTG_Test_bg0_prob_for_Signal");
  for (const auto& h : e.histograms) {
    EXPECT_DOUBLE_EQ(h.xmin, -0.0002);
    EXPECT_DOUBLE_EQ(h.xmax, 1.0002);
    double area = 0;
    for (int bin = 1; bin <= 40; ++bin)
      area += h.contents[static_cast<std::size_t>(bin)] * h.BinWidth(bin);
    EXPECT_NEAR(area, 1, 1e-9);
  }
}

TEST(EvaluationMulticlass, AMissingClassHasNoFigures) {
  SampleTruth truth{{1, 1}, {0, 2}, {}};
  const auto e = EvaluateMethod(ThreeClasses(), truth, {},
                                {.type = "MLP", .title = "M", .test = {1, 0, 0, 0, 0, 1}});
  EXPECT_DOUBLE_EQ(e.class_test[0].roc_integral, 1);
  EXPECT_TRUE(std::isnan(e.class_test[1].roc_integral));
  EXPECT_TRUE(std::isnan(e.class_test[0].confusion[1][0]));
  EXPECT_DOUBLE_EQ(e.class_test[0].confusion[2][0], 1);
}

TEST(EvaluationMulticlass, Tables) {
  auto s = RandomSample();
  s.responses.training = s.responses.test;
  const auto e = EvaluateMethod(ThreeClasses(), s.truth, s.truth, s.responses);
  const auto text = EvaluationTables(ThreeClasses(), std::vector{e, e});
  EXPECT_NE(text.find("1-vs-rest performance metrics per class"), std::string::npos);
  EXPECT_NE(text.find("Confusion matrices for all methods"), std::string::npos);
  EXPECT_NE(text.find("(Signal Efficiency for Background Efficiency 0.10)"), std::string::npos)
      << text;
  EXPECT_EQ(text.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace TMVA::inline standalone
