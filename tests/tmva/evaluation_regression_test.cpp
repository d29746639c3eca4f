// Regression figures against those that TMVA 4.2.1 printed for the same responses.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

DataSetInfo OneTarget() {
  DataSetInfo info;
  info.name = "datasetreg";
  info.analysis = Types::kRegression;
  info.classes = {{"Regression", "", ""}};
  info.variables = {VariableInfo::Make("var1"), VariableInfo::Make("var2")};
  info.targets = {VariableInfo::Make("fvalue")};
  return info;
}

struct Reference {
  SampleTruth truth;
  MethodResponses responses{.type = "LD", .title = "LD"};
};

Reference ReadReference() {
  Reference r;
  const auto rows = ReadFloats("regression.bin");
  for (std::size_t i = 0; i < rows.size() / 3; ++i) {
    r.truth.weights.push_back(rows[3 * i]);
    r.truth.classes.push_back(0);
    r.truth.targets.push_back(rows[3 * i + 2]);
    r.responses.training.push_back(rows[3 * i + 1]);
  }
  return r;
}

TEST(EvaluationRegression, FiguresAreTmvas) {
  const auto r = ReadReference();
  const auto e = EvaluateMethod(OneTarget(), {}, r.truth, r.responses);
  ASSERT_EQ(e.target_training.size(), 1U);
  const auto& f = e.target_training[0];
  EXPECT_NEAR(f.bias, 2.81246379e-06, 5e-6);  // its floats; the mean itself is 0
  EXPECT_NEAR(f.bias_truncated, 1.76336847, 1e-5);
  EXPECT_NEAR(f.deviation, 15.5015339, 1e-6);
  EXPECT_NEAR(f.deviation_truncated, 14.3289307, 1e-6);
  EXPECT_NEAR(f.rms, 18.92609, 1e-6);
  EXPECT_NEAR(f.rms_truncated, 16.8935091, 1e-6);
  EXPECT_NEAR(f.mutual_information, 2.10591084, 1e-7);
  EXPECT_NEAR(f.mutual_information_truncated, 2.10408951, 1e-7);
  EXPECT_GT(f.correlation, 0.9);
  EXPECT_TRUE(std::isnan(e.target_test[0].rms));
}

TEST(EvaluationRegression, Histograms) {
  const auto r = ReadReference();
  const auto e = EvaluateMethod(OneTarget(), {}, r.truth, r.responses);
  ASSERT_EQ(e.histograms.size(), 2U);
  EXPECT_EQ(e.histograms[0].name, "MVA_LDtrain_Quadr_Deviation_target_0_");
  EXPECT_EQ(e.histograms[1].name, "MVA_LDtrain_Quadr_Dev_best90perc_target_0_");
  EXPECT_EQ(e.histograms[0].nbins, 500);
  EXPECT_EQ(e.histograms[0].contents[0] + e.histograms[0].contents[501], 0);
  EXPECT_NEAR(e.histograms[1].sumw / e.histograms[0].sumw, 0.9, 0.01);
  ASSERT_EQ(e.histograms_2d.size(), 1U);
  EXPECT_EQ(e.histograms_2d[0].name, "MVA_LDtrain_reg_tgt0_rtgt0");
  EXPECT_EQ(e.histograms_2d[0].nx, 50);
  EXPECT_EQ(e.histograms_2d[0].y_title, "fvalue_{regression} - fvalue_{true}");
  EXPECT_EQ(e.histograms_2d[0].entries, 1000);
}

TEST(EvaluationRegression, SeveralTargetsAndVariables) {
  auto info = OneTarget();
  info.targets.push_back(VariableInfo::Make("second"));
  MemoryEvents events;
  SampleTruth truth;
  MethodResponses responses{.type = "PDERS", .title = "P"};
  for (int i = 0; i < 50; ++i) {
    const auto x = static_cast<float>(i);
    for (float v : {x, 2 * x}) events.variables.push_back(v);
    for (float t : {x, -x}) events.targets.push_back(t), truth.targets.push_back(t);
    events.weights.push_back(1);
    events.classes.push_back(0);
    truth.weights.push_back(1);
    truth.classes.push_back(0);
    for (float r : {x + 1, -x - 2}) responses.test.push_back(r);
  }
  auto e = EvaluateMethod(info, truth, {}, responses);
  ASSERT_EQ(e.target_test.size(), 2U);
  EXPECT_NEAR(e.target_test[0].bias, 1, 1e-6);
  EXPECT_NEAR(e.target_test[1].bias, -2, 1e-6);
  EXPECT_NEAR(e.target_test[1].rms, 0, 1e-6);
  EXPECT_EQ(e.histograms_2d.size(), 4U);
  const auto data = MakeMemoryDataSet(info, {}, events);
  AddRegressionDeviations(e, *data, Types::kTesting, truth, responses);
  ASSERT_EQ(e.histograms_2d.size(), 8U);
  EXPECT_EQ(e.histograms_2d[5].name, "MVA_Ptest_reg_var0_rtgt1");
  EXPECT_EQ(e.histograms_2d[5].entries, 50);
  EXPECT_EQ(e.histograms_2d[5].sumw, 50);
  const auto text = EvaluationTables(info, std::vector{e});
  EXPECT_NE(text.find("of target second on training sample (overtraining check)"),
            std::string::npos);
}

TEST(EvaluationRegression, TableIsRankedByDeviation) {
  MethodEvaluation better{.type = "BDT", .title = "Better"}, worse{.type = "BDT", .title = "Worse"};
  better.target_test = {{.bias = 0.5, .deviation = 1, .rms = 9, .mutual_information = 2.3456}};
  worse.target_test = {{.bias = 123456, .deviation = 2, .rms = 8}};
  better.target_training = worse.target_training = {{}};
  const auto text = EvaluationTables(OneTarget(), std::vector{worse, better});
  const auto first = text.find("Better"), second = text.find("Worse");
  EXPECT_LT(first, second);
  EXPECT_NE(text.find("datasetreg           Better         :    0.500       --     9.00       --  "
                      "|  2.346  --"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1.23e+05"), std::string::npos) << text;
}

TEST(EvaluationRegression, PerfectAndConstantRegression) {
  const SampleTruth truth{{1, 1, 1}, {0, 0, 0}, {5, 5, 5}};
  const auto e =
      EvaluateMethod(OneTarget(), truth, {}, {.type = "LD", .title = "LD", .test = {5, 5, 5}});
  EXPECT_EQ(e.target_test[0].rms, 0);
  EXPECT_EQ(e.target_test[0].deviation_truncated, 0);
  EXPECT_TRUE(std::isnan(e.target_test[0].mutual_information));
}

}  // namespace
}  // namespace TMVA::inline standalone
