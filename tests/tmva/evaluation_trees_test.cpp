// TestTree and TrainTree: branches in TMVA's order, values in the order of the stream.
#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

constexpr int kEvents = 10000;  // several batches

DataSetInfo Info(Types::EAnalysisType analysis) {
  DataSetInfo info;
  info.name = "dataset";
  info.analysis = analysis;
  info.variables = {VariableInfo::Make("myvar1 := var1+var2"), VariableInfo::Make("var1-var2")};
  info.spectators = {VariableInfo::Make("spec1 := var1*2")};
  if (analysis == Types::kRegression) {
    info.targets = {VariableInfo::Make("fvalue"), VariableInfo::Make("second")};
    info.classes = {{"Regression", "", ""}};
  } else {
    info.classes = {{"Signal", "", ""},
                    {"A background with a name of more than forty characters", "", ""}};
  }
  return info;
}

MemoryEvents Events(const DataSetInfo& info) {
  MemoryEvents events;
  for (int i = 0; i < kEvents; ++i) {
    for (std::size_t v = 0; v < info.variables.size(); ++v)
      events.variables.push_back(i + 0.25F * static_cast<float>(v));
    for (std::size_t t = 0; t < info.targets.size(); ++t)
      events.targets.push_back(-i - 0.25F * static_cast<float>(t));
    events.spectators.push_back(2.0 * i);
    events.weights.push_back(i % 7);
    events.classes.push_back(info.classes.size() > 1 && i >= kEvents / 2 ? 1 : 0);
  }
  return events;
}

std::vector<std::string> Names(const RecordingTree& tree) {
  std::vector<std::string> names;
  for (const auto& branch : tree.branches) names.push_back(branch.name);
  return names;
}

TEST(EvaluationTrees, Classification) {
  const auto info = Info(Types::kClassification);
  const auto data = MakeMemoryDataSet(info, {}, Events(info));
  const auto truth = CollectTruth(*data, Types::kTesting);
  ASSERT_EQ(truth.size(), static_cast<std::size_t>(kEvents));
  MethodResponses mlp{.type = "MLP", .title = "MLP"}, bdt{.type = "BDT", .title = "BDT"},
      only_training{.type = "LD", .title = "LD"};
  for (int i = 0; i < kEvents; ++i)
    mlp.test.push_back(static_cast<float>(i)), bdt.test.push_back(-static_cast<float>(i));
  only_training.training = {1};
  bdt.probability = [](double r) { return r / 2; };
  RecordingFile file;
  WriteEventTrees(file, *data, Types::kTesting, truth, std::vector{mlp, only_training, bdt});
  const auto& tree = *file.trees.at("dataset/TestTree");
  EXPECT_EQ(Names(tree), (std::vector<std::string>{"classID", "className", "myvar1", "var1_M_var2",
                                                   "spec1", "weight", "BDT", "prob_BDT", "MLP"}));
  EXPECT_EQ(tree.leaves[0].type, DataType::kInt32);
  EXPECT_TRUE(tree.leaves[1].is_string);
  EXPECT_EQ(tree.NumEntries(), kEvents);
  EXPECT_GT(tree.appends, 1);
  EXPECT_EQ(tree.texts[1].front(), "Signal");
  EXPECT_EQ(tree.texts[1].back(), "A background with a name of more than fo");
  for (std::size_t i : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, std::size_t{9999}}) {
    const double x = static_cast<double>(i);
    EXPECT_EQ(tree.values[0][i], i >= kEvents / 2);
    EXPECT_EQ(tree.values[2][i], x);
    EXPECT_EQ(tree.values[3][i], x + 0.25);
    EXPECT_EQ(tree.values[4][i], 2 * x);
    EXPECT_EQ(tree.values[5][i], i % 7);
    EXPECT_EQ(tree.values[6][i], -x);
    EXPECT_EQ(tree.values[7][i], -x / 2);
    EXPECT_EQ(tree.values[8][i], x);
  }
}

TEST(EvaluationTrees, RegressionAndMulticlassLeaves) {
  const auto info = Info(Types::kRegression);
  const auto data = MakeMemoryDataSet(info, Events(info), {});
  const auto truth = CollectTruth(*data, Types::kTraining);
  EXPECT_EQ(truth.targets.size(), 2U * kEvents);
  MethodResponses ld{.type = "LD", .title = "LD"};
  for (int i = 0; i < kEvents; ++i)
    ld.training.push_back(static_cast<float>(i)), ld.training.push_back(0.5F);
  RecordingFile file;
  WriteEventTrees(file, *data, Types::kTraining, truth, std::vector{ld});
  const auto& tree = *file.trees.at("dataset/TrainTree");
  EXPECT_EQ(Names(tree), (std::vector<std::string>{"classID", "className", "myvar1", "var1_M_var2",
                                                   "fvalue", "second", "spec1", "weight", "LD"}));
  ASSERT_EQ(tree.branches.back().leaves.size(), 2U);
  EXPECT_EQ(tree.branches.back().leaves[1].name, "second");
  EXPECT_EQ(tree.values[5][7], -7.25);
  EXPECT_EQ(tree.values[8][7], 7);
  EXPECT_EQ(tree.values[9][7], 0.5);

  const auto multi = Info(Types::kMulticlass);
  const auto classes = MakeMemoryDataSet(multi, {}, Events(multi));
  MethodResponses bdt{.type = "BDT", .title = "BDTG"};
  bdt.test.assign(2 * kEvents, 0.5F);
  WriteEventTrees(file, *classes, Types::kTesting, CollectTruth(*classes, Types::kTesting),
                  std::vector{bdt});
  EXPECT_EQ(file.trees.at("dataset/TestTree")->branches.back().leaves[0].name, "Signal");
}

TEST(EvaluationTrees, EmptySampleAndMismatch) {
  const auto info = Info(Types::kClassification);
  const auto data = MakeMemoryDataSet(info, {}, Events(info));
  RecordingFile file;
  WriteEventTrees(file, *data, Types::kTraining, CollectTruth(*data, Types::kTraining), {});
  EXPECT_EQ(file.trees.at("dataset/TrainTree")->NumEntries(), 0);
  EXPECT_EQ(file.trees.at("dataset/TrainTree")->branches.back().name, "weight");
  auto truth = CollectTruth(*data, Types::kTesting);
  const std::vector few{MethodResponses{.type = "LD", .title = "LD", .test = {1, 2}}};
  EXPECT_THROW(WriteEventTrees(file, *data, Types::kTesting, truth, few), DataError);
  truth.weights.pop_back();
  truth.classes.pop_back();
  EXPECT_THROW(WriteEventTrees(file, *data, Types::kTesting, truth, {}), DataError);
}

}  // namespace
}  // namespace TMVA::inline standalone
