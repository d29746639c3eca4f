// Tests of the BDT option UseFisherCuts: what it gains, the trees and files it makes, what it
// refuses.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

#include "tests/methods/bdt_helper.h"

namespace {

using namespace TMVA;
using bdt_test::Model;
using bdt_test::Train;

constexpr auto kC = Types::kClassification;

/// Two classes of three normals: a and b share `shared` of their spread and are shifted against
/// each other, so that they tell the classes apart together and hardly alone; c is noise.
MemoryEvents Events(std::size_t n, std::uint64_t seed, double shared = 1) {
  MemoryEvents events;
  Random random(seed, 5);
  for (std::size_t i = 0; i < n; ++i) {
    const bool background = i >= n / 2;
    const double common = shared * random.Gauss(), shift = background ? -0.1 : 0.1;
    const double a = common + 0.12 * random.Gauss() + shift,
                 b = common + 0.12 * random.Gauss() - shift;
    for (const double x : {a, b, random.Gauss()}) events.variables.push_back(static_cast<float>(x));
    events.weights.push_back(random.Uniform(0.5, 1.5));
    events.classes.push_back(background ? 1 : 0);
  }
  return events;
}

std::unique_ptr<DataSet> MakeData(MemoryEvents events, Types::EAnalysisType analysis = kC) {
  DataSetInfo info;
  info.analysis = analysis;
  for (const char* name : {"a", "b", "c"}) info.variables.push_back(VariableInfo::Make(name));
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  if (analysis == Types::kMulticlass) info.classes.push_back({"Other", "", ""});
  if (analysis == Types::kRegression) {
    info.classes.resize(1);
    std::fill(events.classes.begin(), events.classes.end(), 0);
    info.targets.push_back(VariableInfo::Make("t"));
    for (std::size_t i = 0; i < events.weights.size(); ++i)
      events.targets.push_back(events.variables[3 * i]);
  }
  return MakeMemoryDataSet(info, std::move(events), {});
}

std::unique_ptr<Model> TrainOn(std::size_t n, const std::string& options, int threads = 1,
                               double shared = 1) {
  return Train(*MakeData(Events(n, 1, shared)), options, threads);
}

double FractionRight(const Model& model, const MemoryEvents& events) {
  const auto answers = model.Evaluate(events.variables);
  std::size_t right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i)
    right += (answers[i] > 0) == (events.classes[i] == 0);
  return static_cast<double>(right) / static_cast<double>(answers.size());
}

/// All nodes of all trees.
std::vector<const WeightNode*> Nodes(const WeightNode& weights) {
  std::vector<const WeightNode*> nodes;
  for (const auto* tree : weights.Children("BinaryTree")) nodes.push_back(&tree->Child("Node"));
  for (std::size_t i = 0; i < nodes.size(); ++i)
    for (const auto* daughter : nodes[i]->Children("Node")) nodes.push_back(daughter);
  return nodes;
}

struct Count {
  int fisher = 0, a_or_b = 0, c = 0;
};

/// Inner nodes by what they cut on.
Count CountCuts(const Model& model) {
  WeightNode weights("Weights");
  model.bdt->Save(weights);
  Count count;
  for (const auto* node : Nodes(weights)) {
    if (node->GetInt("nType") != 0) continue;
    const auto variable = node->GetInt("IVar");
    ++(variable == 3 ? count.fisher : variable == 2 ? count.c : count.a_or_b);
    EXPECT_EQ(node->GetInt("NCoef"), variable == 3 ? 4 : 0);
  }
  return count;
}

const std::string kPlain = "NTrees=20:MaxDepth=3:MinNodeSize=2.5%";
const std::string kFisher = kPlain + ":UseFisherCuts:MinLinCorrForFisher=0.2";

TEST(BdtFisherCuts, GainOnCorrelatedVariables) {
  const auto test = Events(20000, 2);
  const double with = FractionRight(*TrainOn(4000, kFisher), test);
  const double without = FractionRight(*TrainOn(4000, kPlain), test);
  EXPECT_GT(with, without + 0.03);
  EXPECT_GT(with, 0.86);  // the best that is possible: 0.881
}

TEST(BdtFisherCuts, TheFirstCutIsFishersDiscriminantOfTheCorrelatedVariables) {
  const auto model = TrainOn(20000, kFisher);
  WeightNode weights("Weights");
  model->bdt->Save(weights);
  const auto& root = weights.Children("BinaryTree")[0]->Child("Node");
  ASSERT_EQ(root.GetInt("NCoef"), 4);
  // The means differ by (0.2, -0.2), an eigenvector of the sum of the covariances to the eigenvalue
  // 2 * 0.12^2; the classes weigh the same.
  EXPECT_NEAR(root.GetDouble("fC0"), 0.5 * 0.2 / (2 * 0.12 * 0.12), 0.2);
  EXPECT_NEAR(root.GetDouble("fC1"), -0.5 * 0.2 / (2 * 0.12 * 0.12), 0.2);
  EXPECT_EQ(root.GetDouble("fC2"), 0);
  EXPECT_NEAR(root.GetDouble("fC3"), 0, 0.05);
  EXPECT_NEAR(root.GetDouble("Cut"), 0, 0.3);
}

TEST(BdtFisherCuts, ExclusiveVariablesAreNotCutOnAlone) {
  EXPECT_GT(CountCuts(*TrainOn(4000, kFisher)).fisher, 0);
  const auto exclusive =
      CountCuts(*TrainOn(4000, kFisher + ":UseExclusiveVars:MinLinCorrForFisher=-1"));
  EXPECT_GT(exclusive.fisher, 0);
  EXPECT_EQ(exclusive.a_or_b + exclusive.c, 0);
  const auto correlated = CountCuts(*TrainOn(
      4000, "NTrees=20:MaxDepth=1:UseFisherCuts:MinLinCorrForFisher=0.5:UseExclusiveVars"));
  EXPECT_GT(correlated.fisher, 0);
  EXPECT_EQ(correlated.a_or_b, 0);
}

TEST(BdtFisherCuts, WithoutCorrelationsTheTreesAreTheOrdinaryOnes) {
  const auto plain = TrainOn(4000, kPlain)->Xml();
  EXPECT_EQ(TrainOn(4000, kPlain + ":UseFisherCuts:MinLinCorrForFisher=1.01")->Xml(), plain);
  EXPECT_EQ(
      TrainOn(4000, kPlain + ":UseFisherCuts:UseExclusiveVars:MinLinCorrForFisher=1.01")->Xml(),
      plain);
  const auto independent = TrainOn(4000, kPlain, 1, 0)->Xml();
  EXPECT_EQ(TrainOn(4000, kPlain + ":UseFisherCuts:MinLinCorrForFisher=0.95", 1, 0)->Xml(),
            independent);
}

class BdtFisherBooking : public testing::TestWithParam<const char*> {};

TEST_P(BdtFisherBooking, TheNumberOfThreadsChangesNothing) {
  const auto one = TrainOn(6000, kFisher + GetParam(), 1);
  EXPECT_GT(CountCuts(*one).fisher, 0);
  EXPECT_EQ(TrainOn(6000, kFisher + GetParam(), 2)->Xml(), one->Xml());
  EXPECT_EQ(TrainOn(6000, kFisher + GetParam(), 7)->Xml(), one->Xml());
}

TEST_P(BdtFisherBooking, ReloadsBitIdentically) {
  const auto model = TrainOn(2000, kFisher + GetParam());
  WeightNode root("MethodSetup");
  model->bdt->Save(root.AddChild("Weights"));
  const auto read = ParseWeights(ToXml(root), "memory");
  Model copy(model->info);
  for (const auto& option : model->options->Describe())
    copy.options->SetFromFile(option.name, option.value, option.is_set);
  copy.bdt->Load(read->Child("Weights"));
  const auto inputs = Events(3001, 3).variables;
  EXPECT_EQ(model->Evaluate(inputs), copy.Evaluate(inputs));
  EXPECT_EQ(model->Xml(), copy.Xml());
}

TEST_P(BdtFisherBooking, RanksTheNoiseLast) {
  const auto ranking = TrainOn(6000, kFisher + GetParam())->bdt->VariableRanking();
  ASSERT_TRUE(ranking);
  EXPECT_EQ(ranking->entries.back().first, "c");
}

INSTANTIATE_TEST_SUITE_P(
    Options, BdtFisherBooking,
    testing::Values("", ":UseBaggedBoost", ":BoostType=Bagging", ":BoostType=RealAdaBoost",
                    ":UseExclusiveVars", ":UseRandomisedTrees:UseNvars=2",
                    ":SeparationType=CrossEntropy",
                    ":MaxDepth=8:MinNodeSize=1%:PruneMethod=CostComplexity:PruneStrength=20",
                    ":MaxDepth=8:MinNodeSize=1%:PruneMethod=CostComplexity:PruneStrength=-1"));

/// The purity that a leaf answers with is that of the events which evaluation brings there.
TEST(BdtFisherCuts, EventsEndInTheLeavesThatTheyWereCountedIn) {
  auto events = Events(5000, 1);
  for (auto& x : events.variables)
    x = std::round(x * 8) / 8;  // many events of the same discriminant
  const auto inputs = events.variables;
  const auto classes = events.classes;
  std::fill(events.weights.begin(), events.weights.end(), 1.0);
  const auto model =
      Train(*MakeData(std::move(events)),
            "NTrees=1:MaxDepth=6:MinNodeSize=1%:!UseYesNoLeaf:UseFisherCuts:MinLinCorrForFisher=0");
  EXPECT_GT(CountCuts(*model).fisher, 0);
  std::vector<std::pair<double, bool>> answers;
  const auto response = model->Evaluate(inputs);
  for (std::size_t i = 0; i < response.size(); ++i)
    answers.emplace_back(response[i], classes[i] == 0);
  std::sort(answers.begin(), answers.end());
  for (std::size_t begin = 0, end = 0; begin < answers.size(); begin = end) {
    double signal = 0;
    for (end = begin; end < answers.size() && answers[end].first == answers[begin].first; ++end)
      signal += answers[end].second;
    EXPECT_NEAR(answers[begin].first, signal / static_cast<double>(end - begin), 1e-6);
  }
}

TEST(BdtFisherCuts, DegenerateVariablesAreSurvived) {
  const auto with = [](const std::function<void(MemoryEvents&)>& change) {
    auto events = Events(1000, 1);
    change(events);
    const auto inputs = events.variables;
    const auto model = Train(*MakeData(std::move(events)), kFisher);
    for (const double answer : model->Evaluate(inputs)) ASSERT_TRUE(std::isfinite(answer));
  };
  with([](MemoryEvents& e) {  // b is a copy of a
    for (std::size_t i = 0; i < e.classes.size(); ++i) e.variables[3 * i + 1] = e.variables[3 * i];
  });
  with([](MemoryEvents& e) { std::fill(e.variables.begin(), e.variables.end(), 1.0F); });
  with([](MemoryEvents& e) { e.variables[0] = e.variables[31] = std::nanf(""); });
  with([](MemoryEvents& e) { e.variables[30] = std::numeric_limits<float>::max(); });
  with([](MemoryEvents& e) {
    for (std::size_t i = 0; i < e.weights.size(); i += 3) e.weights[i] *= -1;
  });
}

TEST(BdtFisherCuts, ImpossibleChoicesAreRefusedByName) {
  const auto message = [](Types::EAnalysisType analysis,
                          const std::string& options) -> std::string {
    try {
      Train(*MakeData(Events(200, 1), analysis), options);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "no error";
  };
  const auto expect = [&](Types::EAnalysisType analysis, const std::string& options,
                          const char* word) {
    const auto text = message(analysis, options);
    EXPECT_NE(text.find("UseFisherCuts"), std::string::npos) << text;
    EXPECT_NE(text.find(word), std::string::npos) << text;
  };
  expect(kC, "NTrees=2:BoostType=Grad:UseFisherCuts", "Grad");
  expect(Types::kRegression, "NTrees=2:UseFisherCuts", "classification");
  expect(Types::kMulticlass, "NTrees=2:BoostType=Grad:UseFisherCuts", "classification");
}

TEST(BdtFisherCuts, TheScanOverAllValuesBecomesAGridOf20) {
  EXPECT_EQ(TrainOn(1000, kFisher + ":nCuts=-1")->Xml(),
            TrainOn(1000, kFisher + ":nCuts=20")->Xml());
}

}  // namespace
