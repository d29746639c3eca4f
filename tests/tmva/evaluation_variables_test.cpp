// Monitoring of input variables: ranges, histograms, rankings and correlations.
#include "tmva/evaluation/input_variables.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

DataSetInfo Info(int variables) {
  auto info = TwoClasses();
  for (int v = 0; v < variables; ++v)
    info.variables.push_back(VariableInfo::Make("x" + std::to_string(v)));
  return info;
}

/// x0 separates well, x1 a little, x2 not at all; x2 = 2 x1 + noise.
MemoryEvents Events(int variables, int events, double weight = 1) {
  std::mt19937 random(3);
  MemoryEvents result;
  const auto noise = [&] { return static_cast<float>(random() % 1000) / 1000; };
  for (int i = 0; i < events; ++i) {
    const auto cls = static_cast<std::uint32_t>(i % 2);
    std::vector<float> x{noise() + 0.7F * static_cast<float>(cls),
                         noise() + 0.1F * static_cast<float>(cls)};
    x.push_back(2 * x[1] + noise());
    x.resize(static_cast<std::size_t>(variables), 4);
    result.variables.insert(result.variables.end(), x.begin(), x.end());
    result.weights.push_back(weight);
    result.classes.push_back(cls);
  }
  return result;
}

TEST(EvaluationVariables, Folder) {
  auto info = Info(3);
  info.variables[2] = VariableInfo::Make("x2", "Third", "GeV");
  const auto data = MakeMemoryDataSet(info, Events(3, 9000, 0.5), {});
  RecordingFile file;
  const auto table = MonitorInputVariables(&file, *data, {});
  EXPECT_NE(table.find("x2: "), std::string::npos) << table;
  EXPECT_EQ(table.find("nan"), std::string::npos) << table;
  const std::string folder = "dataset/InputVariables_Id/";
  ASSERT_EQ(file.histograms.size(), 6U);
  const auto& h = file.histograms.at(folder + "x2__Signal_Id");
  EXPECT_EQ(h.nbins, 40);
  EXPECT_TRUE(h.single);
  EXPECT_EQ(h.title, "Third");
  EXPECT_EQ(h.x_title, "Third  [GeV]");
  EXPECT_EQ(h.y_title.substr(0, 13), "dN_{ }/^{ }0.");
  EXPECT_EQ(h.y_title.substr(h.y_title.size() - 4), " GeV");
  EXPECT_EQ(h.entries, 4500);
  EXPECT_DOUBLE_EQ(h.sumw, 2250);
  EXPECT_EQ(h.contents.front() + h.contents.back(), 0);
  ASSERT_EQ(file.histograms_2d.size(), 6U);
  const auto& scatter =
      file.histograms_2d.at(folder + "CorrelationPlots/scat_x2_vs_x0_Background_Id");
  EXPECT_EQ(scatter.title, "Third versus x0 (Background)_Id");
  EXPECT_EQ(scatter.nx, 300);
  EXPECT_EQ(scatter.y_title, "Third  [GeV]");
  EXPECT_EQ(scatter.entries, 4500);
}

TEST(EvaluationVariables, OutliersAreCutAtEightRms) {
  auto events = Events(1, 2000);
  events.variables.resize(2000);
  for (int i = 0; i < 2000; ++i)
    events.variables[static_cast<std::size_t>(i)] = static_cast<float>(i % 10);
  events.variables[5] = 1e4F;
  const auto data = MakeMemoryDataSet(Info(1), events, {});
  RecordingFile file;
  MonitorInputVariables(&file, *data, {});
  const auto& h = file.histograms.at("dataset/InputVariables_Id/x0__Background_Id");
  EXPECT_EQ(h.xmin, 0);
  EXPECT_LT(h.xmax, 2500);
  EXPECT_EQ(h.contents.back(), 1);
}

TEST(EvaluationVariables, IntegersAndConstants) {
  auto info = Info(2);
  info.variables[0].type = 'I';
  MemoryEvents events;
  for (int i = 0; i < 12; ++i) {
    events.variables.push_back(static_cast<float>(i % 4 - 1));
    events.variables.push_back(7);
    events.weights.push_back(1);
    events.classes.push_back(i < 6 ? 0 : 1);
  }
  const auto data = MakeMemoryDataSet(info, events, {});
  RecordingFile file;
  MonitorInputVariables(&file, *data, {});
  const auto& integers = file.histograms.at("dataset/InputVariables_Id/x0__Signal_Id");
  EXPECT_EQ(integers.nbins, 4);
  EXPECT_EQ(integers.xmin, -1);
  EXPECT_EQ(integers.xmax, 3);
  const auto& constant = file.histograms.at("dataset/InputVariables_Id/x1__Signal_Id");
  EXPECT_EQ(constant.contents[1], 6);
  const auto text = MonitorCorrelations(&file, *data);
  EXPECT_EQ(text.find("nan"), std::string::npos) << text;
  EXPECT_EQ(RankInputVariables(*data).find("nan"), std::string::npos);
}

TEST(EvaluationVariables, NoScatterPlotsAboveTwenty) {
  const auto data = MakeMemoryDataSet(Info(21), Events(21, 100), {});
  RecordingFile file;
  MonitorInputVariables(&file, *data, {});
  EXPECT_EQ(file.histograms.size(), 42U);
  EXPECT_TRUE(file.histograms_2d.empty());
  // Twenty need several passes: all pairs must be there.
  const auto twenty = MakeMemoryDataSet(Info(20), Events(20, 100), {});
  RecordingFile full;
  MonitorInputVariables(&full, *twenty, {});
  EXPECT_EQ(full.histograms_2d.size(), 380U);
}

TEST(EvaluationVariables, RankingBySeparation) {
  const auto data = MakeMemoryDataSet(Info(3), Events(3, 20000), {});
  const auto text = RankInputVariables(*data);
  EXPECT_LT(text.find("   1 : x0"), text.find("   2 : x")) << text;
  EXPECT_NE(text.find("Separation"), std::string::npos);
}

TEST(EvaluationVariables, RegressionRankings) {
  auto info = Info(3);
  info.analysis = Types::kRegression;
  info.classes = {{"Regression", "", ""}};
  info.targets = {VariableInfo::Make("t")};
  auto events = Events(3, 5000);
  events.classes.assign(5000, 0);
  for (std::size_t i = 0; i < 5000; ++i) {
    const float x = events.variables[3 * i];
    events.targets.push_back((x - 0.85F) *
                             (x - 0.85F));  // no correlation with x0, but all information
  }
  const auto data = MakeMemoryDataSet(info, events, {});
  const auto text = RankInputVariables(*data);
  const auto information = text.find("Mutual information");
  ASSERT_NE(information, std::string::npos);
  EXPECT_LT(text.find("   1 : x0", information), text.find("   2 : ", information)) << text;
  EXPECT_NE(text.find("Correlation Ratio (T)"), std::string::npos);
  RecordingFile file;
  MonitorInputVariables(&file, *data, {});
  EXPECT_TRUE(file.histograms.contains("dataset/InputVariables_Id/t__Regression_target_Id"));
  MonitorCorrelations(&file, *data);
  EXPECT_TRUE(file.histograms_2d.contains("dataset/CorrelationMatrix"));
}

TEST(EvaluationVariables, Correlations) {
  auto events = Events(3, 20000);
  for (std::size_t i = 0; i < events.variables.size(); i += 3)
    events.variables[i] += 1e4F;  // far from 0
  const auto data = MakeMemoryDataSet(Info(3), events, {});
  RecordingFile file;
  const auto text = MonitorCorrelations(&file, *data);
  const auto& matrix = file.histograms_2d.at("dataset/CorrelationMatrixS");
  EXPECT_EQ(matrix.title, "Correlation Matrix (signal)");
  EXPECT_EQ(matrix.x_labels, (std::vector<std::string>{"x0", "x1", "x2"}));
  EXPECT_EQ(matrix.contents[1 + 5 * 1], 100);
  EXPECT_EQ(matrix.contents[2 + 5 * 3], 89);  // 2 / sqrt(5)
  EXPECT_EQ(matrix.contents[3 + 5 * 2], 89);
  EXPECT_NE(text.find("Correlation matrix (Background):"), std::string::npos);
  EXPECT_NE(text.find(" +1.000"), std::string::npos) << text;
  EXPECT_NE(text.find(" +0.89"), std::string::npos) << text;
}

TEST(EvaluationVariables, MethodFolderHoldsTheTestSample) {
  const auto data = MakeMemoryDataSet(Info(3), Events(3, 10), Events(3, 100));
  RecordingFile file;
  WriteMethodVariables(file, *data, {}, "BDT", "BDTG");
  EXPECT_EQ(file.histograms.at("dataset/Method_BDT/BDTG/x1__Signal").entries, 50);
  EXPECT_TRUE(
      file.histograms_2d.contains("dataset/Method_BDT/BDTG/CorrelationPlots/scat_x1_vs_x0_Signal"));
}

TEST(EvaluationVariables, EmptySample) {
  const auto data = MakeMemoryDataSet(Info(2), {}, {});
  RecordingFile file;
  EXPECT_NO_THROW(MonitorInputVariables(&file, *data, {}));
  EXPECT_NO_THROW(MonitorCorrelations(&file, *data));
  EXPECT_NO_THROW(RankInputVariables(*data));
}

TEST(EvaluationVariables, Chains) {
  const auto data = MakeMemoryDataSet(Info(3), Events(3, 1000), {});
  EXPECT_TRUE(ParseMonitoringChains("", data->Info()).empty());
  EXPECT_TRUE(ParseMonitoringChains("None", data->Info()).empty());
  auto chains = ParseMonitoringChains("I;D; N,P;", data->Info());
  ASSERT_EQ(chains.size(), 3U);
  RecordingFile file;
  for (auto& chain : chains) {
    chain.Fit(*data);
    MonitorInputVariables(&file, *data, chain);
  }
  EXPECT_TRUE(file.histograms.contains("dataset/InputVariables_Id/x0__Signal_Id"));
  EXPECT_TRUE(file.histograms.contains("dataset/InputVariables_Deco/x0__Signal_Deco"));
  const auto& h = file.histograms.at("dataset/InputVariables_Norm_PCA/x0__Signal_Norm_PCA");
  EXPECT_EQ(h.x_title, "x0 (Norm->PCA)");
}

}  // namespace
}  // namespace TMVA::inline standalone
