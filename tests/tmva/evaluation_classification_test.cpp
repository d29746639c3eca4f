// Figures of two-class methods against those that TMVA 4.2.1 printed and wrote for the same
// responses.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tests/tmva/evaluation_fakes.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kEvents = 6000, kSignal = 3000;

struct Reference {
  SampleTruth test, training;
  MethodResponses fisher{.type = "Fisher", .title = "Fisher"}, bdt{.type = "BDT", .title = "BDT"};
};

Reference ReadReference() {
  Reference r;
  const auto rows = ReadFloats("classification.bin");
  for (std::size_t i = 0; i < 2 * kEvents; ++i) {
    const bool testing = i < kEvents;
    auto& truth = testing ? r.test : r.training;
    truth.weights.push_back(rows.at(3 * i));
    truth.classes.push_back(i % kEvents < kSignal ? 0 : 1);
    (testing ? r.fisher.test : r.fisher.training).push_back(rows.at(3 * i + 1));
    (testing ? r.bdt.test : r.bdt.training).push_back(rows.at(3 * i + 2));
  }
  return r;
}

const Histogram1& Find(const MethodEvaluation& e, const std::string& name) {
  for (const auto& h : e.histograms)
    if (h.name == name) return h;
  throw std::logic_error("no histogram " + name);
}

TEST(EvaluationClassification, FiguresAreTmvas) {
  const auto r = ReadReference();
  const auto info = TwoClasses();
  const auto fisher = EvaluateMethod(info, r.test, r.training, r.fisher);
  EXPECT_NEAR(fisher.test.efficiency_area, 0.926210982, 1e-9);
  EXPECT_NEAR(fisher.test.roc_integral, 0.9264479013821857, 1e-12);  // by counting pairs
  EXPECT_NEAR(fisher.test.efficiency[0], 0.373, 1e-12);
  EXPECT_NEAR(fisher.test.efficiency[1], 0.780, 1e-12);
  EXPECT_NEAR(fisher.test.efficiency[2], 0.939, 1e-12);
  EXPECT_NEAR(fisher.test.error[0], 0.00599478587, 1e-10);
  EXPECT_NEAR(fisher.significance, 1.44652679, 1e-8);
  EXPECT_NEAR(fisher.separation, 0.567100835, 1e-6);

  const auto bdt = EvaluateMethod(info, r.test, r.training, r.bdt);
  EXPECT_NEAR(bdt.test.efficiency_area, 0.905779011, 1e-9);
  EXPECT_NEAR(bdt.test.efficiency[0], 0.279, 1e-12);
  EXPECT_NEAR(bdt.test.efficiency[1], 0.716, 1e-12);
  EXPECT_NEAR(bdt.test.efficiency[2], 0.912, 1e-12);
  EXPECT_NEAR(bdt.significance, 1.39260912, 1e-8);
  EXPECT_NEAR(bdt.separation, 0.512743893, 1e-6);
}

TEST(EvaluationClassification, TrainingFiguresComeFromTheTrainingSampleAlone) {
  const auto r = ReadReference();
  const auto info = TwoClasses();
  const auto both = EvaluateMethod(info, r.test, r.training, r.fisher);
  // On its own axis the training sample gives the same to a bin.
  MethodResponses only{.type = "Fisher", .title = "Fisher"};
  only.test = r.fisher.training;
  const auto alone = EvaluateMethod(info, r.training, {}, only);
  for (int p = 0; p < 3; ++p)
    EXPECT_NEAR(both.training.efficiency[p], alone.test.efficiency[p], 0.003);
  EXPECT_DOUBLE_EQ(both.training.roc_integral, alone.test.roc_integral);
  EXPECT_TRUE(std::isnan(alone.training.efficiency[0]));
}

TEST(EvaluationClassification, HistogramsAreTmvas) {
  const auto r = ReadReference();
  const auto e = EvaluateMethod(TwoClasses(), r.test, r.training, r.fisher);
  const auto& s = Find(e, "MVA_Fisher_S");
  EXPECT_EQ(s.nbins, 40);
  EXPECT_FALSE(s.single);
  EXPECT_DOUBLE_EQ(s.xmin, -1.4754940271377563);
  EXPECT_DOUBLE_EQ(s.xmax, 1.1785325868225098);
  EXPECT_EQ(s.entries, 3000);
  EXPECT_EQ(s.sumw2.size(), 42U);
  EXPECT_NEAR(Find(e, "MVA_Fisher_S").contents[20], 0.2958939062556553, 1e-11);
  EXPECT_NEAR(Find(e, "MVA_Fisher_B").contents[20], 1.5371325719184374, 1e-11);
  EXPECT_NEAR(Find(e, "MVA_Fisher_S_high").contents[5000], 0.0, 1e-11);
  EXPECT_NEAR(Find(e, "MVA_Fisher_effS").contents[5000], 0.9508085373924858, 1e-13);
  EXPECT_NEAR(Find(e, "MVA_Fisher_effB").contents[5000], 0.336071254336734, 1e-13);
  EXPECT_NEAR(Find(e, "MVA_Fisher_effBvsS").contents[50], 0.016694563181290065, 1e-10);
  EXPECT_NEAR(Find(e, "MVA_Fisher_rejBvsS").contents[90], 0.7873964193704119, 1e-10);
  EXPECT_NEAR(Find(e, "MVA_Fisher_invBeffvsSeff").contents[50], 59.899740361024854, 1e-6);
  EXPECT_NEAR(Find(e, "MVA_Fisher_Train_S").contents[25], 1.4201891775196103, 1e-11);
  EXPECT_NEAR(Find(e, "MVA_Fisher_trainingEffS").contents[5000], 0.9368803710760633, 1e-13);
  EXPECT_NEAR(Find(e, "MVA_Fisher_trainingEffB").contents[5000], 0.35037827632778745, 1e-13);
  double area = 0;
  for (int bin = 1; bin <= s.nbins; ++bin) area += s.contents[bin] * s.BinWidth(bin);
  EXPECT_NEAR(area, 1, 1e-12);
}

TEST(EvaluationClassification, NegativeResponsesTurnTheCutAround) {
  const auto r = ReadReference();
  auto reversed = r.fisher;
  for (auto* sample : {&reversed.test, &reversed.training})
    for (float& response : *sample) response = -response;
  const auto info = TwoClasses();
  const auto e = EvaluateMethod(info, r.test, r.training, r.fisher);
  const auto m = EvaluateMethod(info, r.test, r.training, reversed);
  EXPECT_NEAR(m.test.efficiency_area, e.test.efficiency_area, 1e-3);
  for (int p = 0; p < 3; ++p) EXPECT_NEAR(m.test.efficiency[p], e.test.efficiency[p], 0.003);
  EXPECT_NEAR(m.test.roc_integral, 1 - e.test.roc_integral, 1e-12);
}

TEST(EvaluationClassification, ReferenceCutBalancesErrors) {
  const auto r = ReadReference();
  const auto e = EvaluateMethod(TwoClasses(), r.test, r.training, r.fisher);
  double s = 0, b = 0, ws = 0, wb = 0;
  for (std::size_t i = 0; i < kEvents; ++i) {
    const double w = r.test.weights[i];
    (i < kSignal ? ws : wb) += w;
    if (r.fisher.test[i] > e.reference_cut) (i < kSignal ? s : b) += w;
  }
  EXPECT_NEAR(s / ws, 1 - b / wb, 2e-3);
}

TEST(EvaluationClassification, EmptyAndOneSidedSamplesGiveNoFigures) {
  const auto info = TwoClasses();
  const auto nothing = EvaluateMethod(info, {}, {}, {.type = "BDT", .title = "BDT"});
  EXPECT_TRUE(std::isnan(nothing.test.roc_integral));
  EXPECT_TRUE(std::isnan(nothing.separation));
  EXPECT_TRUE(nothing.histograms.empty());

  SampleTruth signal_only{{1, 1}, {0, 0}, {}};
  const auto one_sided =
      EvaluateMethod(info, signal_only, {}, {.type = "BDT", .title = "BDT", .test = {1, 2}});
  EXPECT_TRUE(std::isnan(one_sided.test.roc_integral));
  SampleTruth no_weight{{0, 0}, {0, 1}, {}};
  EXPECT_TRUE(
      std::isnan(EvaluateMethod(info, no_weight, {}, {.type = "A", .title = "A", .test = {1, 2}})
                     .test.roc_integral));
  const auto table = EvaluationTables(info, std::vector{nothing, one_sided});
  EXPECT_NE(table.find("--    (--   )"), std::string::npos) << table;
  EXPECT_EQ(table.find("nan"), std::string::npos) << table;
}

TEST(EvaluationClassification, ConstantResponseIsADiagonal) {
  SampleTruth truth{{1, 1, 1, 1}, {0, 0, 1, 1}, {}};
  for (const float value : {0.0F, 1.0F, -1e30F, 3e37F, 1e-30F}) {
    const auto e = EvaluateMethod(TwoClasses(), truth, truth,
                                  {.type = "A",
                                   .title = "A",
                                   .test = std::vector(4, value),
                                   .training = std::vector(4, value)});
    EXPECT_DOUBLE_EQ(e.test.roc_integral, 0.5);
    EXPECT_TRUE(std::isnan(e.significance));
  }
}

TEST(EvaluationClassification, NotANumberIsCountedAndLeavesNoFigures) {
  SampleTruth truth{{1, 1, 1, 1}, {0, 0, 1, 1}, {}};
  const float nan = std::nanf(""), inf = INFINITY;
  const auto e = EvaluateMethod(
      TwoClasses(), truth, truth,
      {.type = "A", .title = "A", .test = {1, nan, 0, inf}, .training = {1, 1, 0, 0}});
  EXPECT_EQ(e.not_finite, 2);
  EXPECT_TRUE(std::isnan(e.test.roc_integral));
  EXPECT_DOUBLE_EQ(e.training.roc_integral, 1);
  EXPECT_NE(EvaluationTables(TwoClasses(), std::vector{e})
                .find("Method A answered NaN or infinity 2 times"),
            std::string::npos);
}

TEST(EvaluationClassification, WrongNumberOfResponsesIsAnError) {
  SampleTruth truth{{1, 1}, {0, 1}, {}};
  EXPECT_THROW(
      EvaluateMethod(TwoClasses(), truth, {}, {.type = "A", .title = "A", .test = {1, 2, 3}}),
      DataError);
  SampleTruth bad_class{{1, 1}, {0, 2}, {}};
  EXPECT_THROW(
      EvaluateMethod(TwoClasses(), bad_class, {}, {.type = "A", .title = "A", .test = {1, 2}}),
      DataError);
}

TEST(EvaluationClassification, NegativeWeightsDoNotBreakIt) {
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    SampleTruth truth;
    MethodResponses responses{.type = "A", .title = "A"};
    for (int i = 0; i < 20; ++i) {
      truth.weights.push_back(static_cast<float>(static_cast<int>(random() % 7) - 3));
      truth.classes.push_back(random() % 2);
      responses.test.push_back(static_cast<float>(random() % 5));
    }
    responses.training = responses.test;
    const auto e = EvaluateMethod(TwoClasses(), truth, truth, responses);
    EXPECT_FALSE(EvaluationTables(TwoClasses(), std::vector{e}).empty());
  }
}

TEST(EvaluationClassification, ProbabilityAndRarityHistograms) {
  SampleTruth truth{{1, 1, 1, 1}, {0, 0, 1, 1}, {}};
  const auto e = EvaluateMethod(TwoClasses(), truth, truth,
                                {.type = "A",
                                 .title = "A",
                                 .test = {1, 0.5F, 0.2F, 0},
                                 .training = {1, 1, 0, 0},
                                 .probability = [](double r) { return r; },
                                 .rarity = [](double) { return 0.5; }});
  EXPECT_EQ(Find(e, "MVA_A_Proba_S").nbins, 40);
  EXPECT_DOUBLE_EQ(Find(e, "MVA_A_Proba_S").contents[40], 20);  // the response of exactly 1
  EXPECT_DOUBLE_EQ(Find(e, "MVA_A_Rarity_B").contents[21], 40);
}

TEST(EvaluationClassification, CutsTakesItsCurve) {
  SampleTruth truth{{1, 1}, {0, 1}, {}};
  std::vector<double> curve(100);
  for (int i = 0; i < 100; ++i) curve[i] = (i + 0.5) / 100;  // no discrimination
  const auto e = EvaluateMethod(TwoClasses(), truth, truth,
                                {.type = "Cuts", .title = "Cuts", .test_cuts = curve});
  EXPECT_NEAR(e.test.efficiency_area, 0.5, 1e-12);
  EXPECT_NEAR(e.test.efficiency[1], 0.1, 1e-3);
  EXPECT_TRUE(std::isnan(e.training.efficiency[0]));
  EXPECT_EQ(e.histograms.size(), 2U);
  EXPECT_NEAR(Find(e, "MVA_Cuts_rejBvsS").contents[31], 1 - 0.305, 1e-12);
}

TEST(EvaluationClassification, SignalNeedNotBeTheFirstClass) {
  const auto r = ReadReference();
  auto info = TwoClasses();
  std::swap(info.classes[0], info.classes[1]);
  auto truth = r.test;
  for (auto& cls : truth.classes) cls = 1 - cls;
  const auto e =
      EvaluateMethod(info, truth, {}, {.type = "Fisher", .title = "Fisher", .test = r.fisher.test});
  EXPECT_NEAR(e.test.efficiency_area, 0.926210982, 1e-9);
}

TEST(EvaluationClassification, TableIsRankedByArea) {
  const auto r = ReadReference();
  const auto info = TwoClasses();
  const std::vector methods{EvaluateMethod(info, r.test, r.training, r.bdt),
                            EvaluateMethod(info, r.test, r.training, r.fisher)};
  const auto text = EvaluationTables(info, methods);
  EXPECT_NE(
      text.find("dataset       Fisher         : 0.926\ndataset       BDT            : 0.906\n"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("dataset              Fisher         : 0.373 (0.374)"), std::string::npos)
      << text;
  EXPECT_NE(text.find(std::string(115, '-')), std::string::npos);
}

TEST(EvaluationClassification, MethodFolder) {
  const auto r = ReadReference();
  auto responses = r.fisher;
  responses.strings = {{"TrainingPath", "/here"}, {"WeightFileName", "weights/a.xml"}};
  RecordingFile file;
  const auto info = TwoClasses();
  WriteMethodHistograms(file, info, EvaluateMethod(info, r.test, r.training, responses));
  const std::string folder = "dataset/Method_Fisher/Fisher/";
  EXPECT_EQ(file.strings[folder + "WeightFileName"], "weights/a.xml");
  // The names of TMVA's file, all of them and no others, in its order.
  std::vector<std::string> wanted;
  for (const char* name :
       {"S", "B", "S_high", "B_high", "effS", "effB", "effBvsS", "rejBvsS", "invBeffvsSeff",
        "Train_S", "Train_B", "trainingEffS", "trainingEffB", "trainingEffBvsS", "trainingRejBvsS"})
    wanted.push_back(folder + "MVA_Fisher_" + name);
  EXPECT_EQ(file.order, wanted);
  EXPECT_EQ(file.histograms.at(folder + "MVA_Fisher_effBvsS").y_title, "Backgr eff");
}

}  // namespace
}  // namespace TMVA::inline standalone
