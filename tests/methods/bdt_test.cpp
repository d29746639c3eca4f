// Tests of the method BDT: agreement with real TMVA, its trees regrown, quality, files, hostile
// input.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

#include <gtest/gtest.h>

#include <TMVA/Random.h>

#include "methods/bdt/losses.h"
#include "tests/methods/bdt_helper.h"

namespace {

using namespace TMVA;
using bdt_test::FromRoot;
using bdt_test::Model;
using bdt_test::Toy;
using bdt_test::Train;

const std::string kData = std::string(TMVA_TEST_DATA) + "/bdt/";

// ------------------------------------------------------------------ answers of real TMVA's files

class BdtReference : public testing::TestWithParam<const char*> {};

TEST_P(BdtReference, AnswersAgreeWithRealTmva) {
  const auto model = bdt_test::FromFile(kData + GetParam() + ".xml.gz");
  std::ifstream file(kData + GetParam() + ".csv");
  const auto table = bdt_test::ReadCsv(file);
  ASSERT_EQ(table.size(), 200U);
  const auto answers = model->Evaluate(bdt_test::Inputs(table, model->info));
  const double tolerance = model->info.analysis == Types::kRegression ? 1e-4 : 1e-5;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double truth = table["response"][i];
    ASSERT_NEAR(answers[i], truth, tolerance * std::max(1.0, std::abs(truth))) << "event " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, BdtReference,
                         testing::Values("adaboost", "grad", "fisher", "presel", "randomised",
                                         "realadaboost", "bagging", "adaboostr2", "pruned"));

TEST_P(BdtReference, SavedAgainTheAnswersAreTheSame) {
  const auto root = ReadWeightFile(kData + GetParam() + ".xml.gz");
  const auto model = FromRoot(*root);
  WeightNode weights("Weights");
  model->bdt->Save(weights);
  Model copy(bdt_test::InfoOf(*root));
  for (const auto* option : root->Child("Options").Children("Option"))
    copy.options->SetFromFile(option->GetString("name"), option->Text(), false);
  copy.bdt->Load(weights);
  std::ifstream file(kData + GetParam() + ".csv");
  const auto inputs = bdt_test::Inputs(bdt_test::ReadCsv(file), model->info);
  EXPECT_EQ(model->Evaluate(inputs), copy.Evaluate(inputs));
  EXPECT_EQ(model->Xml(), copy.Xml());
}

// ------------------------------------------------------------- trees of real TMVA, grown by us

/// The events that adaboost.xml.gz and grad.xml.gz were trained on.
std::unique_ptr<DataSet> AlternateEvents(bool negative) {
  DataSetInfo info;
  for (const char* name : {"myvar1", "myvar2", "var3", "var4"})
    info.variables.push_back(VariableInfo::Make(name));
  info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  info.analysis = Types::kClassification;
  std::ifstream file(kData + "alternate.bin", std::ios::binary);
  MemoryEvents events;
  char record[24];
  while (file.read(record, sizeof record)) {
    float x[4];
    double weight;
    std::memcpy(x, record, sizeof x);
    std::memcpy(&weight, record + sizeof x, sizeof weight);
    const bool signal = events.classes.size() < 3000;
    if (negative && signal && x[2] > 2.5F) weight = -weight;
    events.variables.insert(events.variables.end(), x, x + 4);
    events.weights.push_back(weight);
    events.classes.push_back(signal ? 0 : 1);
  }
  return MakeMemoryDataSet(info, std::move(events), {});
}

void ExpectSameNode(const WeightNode& ours, const WeightNode& theirs, bool leaf_response) {
  ASSERT_EQ(ours.GetInt("IVar"), theirs.GetInt("IVar"));
  ASSERT_EQ(ours.GetInt("nType"), theirs.GetInt("nType"));
  ASSERT_EQ(ours.GetInt("cType"), theirs.GetInt("cType"));
  const bool leaf = theirs.GetInt("nType") != 0;
  if (!leaf) {
    EXPECT_EQ(static_cast<float>(ours.GetDouble("Cut")),
              static_cast<float>(theirs.GetDouble("Cut")));
  }
  EXPECT_NEAR(ours.GetDouble("purity"), theirs.GetDouble("purity"), 1e-6);
  if (!leaf || leaf_response) {
    EXPECT_NEAR(ours.GetDouble("res"), theirs.GetDouble("res"), 1e-6);
  }
  ASSERT_EQ(ours.Children().size(), theirs.Children().size());
  for (std::size_t i = 0; i < ours.Children().size(); ++i) {
    ASSERT_EQ(ours.Children()[i]->GetString("pos"), theirs.Children()[i]->GetString("pos"));
    ExpectSameNode(*ours.Children()[i], *theirs.Children()[i], leaf_response);
  }
}

/// Our first `trees` trees and those of the file are the same, node by node.
void ExpectSameTrees(const Model& model, const std::string& file, std::size_t trees,
                     bool leaf_response) {
  WeightNode ours("Weights");
  model.bdt->Save(ours);
  const auto root = ReadWeightFile(kData + file);
  const auto theirs = root->Child("Weights").Children("BinaryTree");
  const auto mine = ours.Children("BinaryTree");
  ASSERT_EQ(mine.size(), theirs.size());
  for (std::size_t t = 0; t < trees; ++t) {
    SCOPED_TRACE("tree " + std::to_string(t));
    EXPECT_NEAR(mine[t]->GetDouble("boostWeight"), theirs[t]->GetDouble("boostWeight"), 1e-6);
    ExpectSameNode(mine[t]->Child("Node"), theirs[t]->Child("Node"), leaf_response);
  }
}

TEST(BdtTraining, AdaBoostGrowsRealTmvasForest) {
  const auto model = Train(*AlternateEvents(false),
                           "NTrees=50:MaxDepth=3:nCuts=20:BoostType=AdaBoost:AdaBoostBeta=0.5");
  ExpectSameTrees(*model, "adaboost.xml.gz", 50, true);
}

TEST(BdtTraining, NegativeWeightsAreBoostedInverselyAsInRealTmva) {
  const auto model = Train(*AlternateEvents(true),
                           "NTrees=50:MaxDepth=3:nCuts=20:BoostType=AdaBoost:AdaBoostBeta=0.5");
  ExpectSameTrees(*model, "negweights.xml.gz", 50, true);
}

TEST(BdtTraining, GradGrowsRealTmvasFirstTree) {
  // Leaf responses follow the formula that was corrected in 2017, so later trees differ.
  const auto model =
      Train(*AlternateEvents(false), "NTrees=50:MaxDepth=3:nCuts=20:BoostType=Grad:Shrinkage=0.1");
  ExpectSameTrees(*model, "grad.xml.gz", 1, false);
}

// ---------------------------------------------------------------------------- synthetic events

/// The training events of a data set.
MemoryEvents Read(const DataSet& data) {
  MemoryEvents events;
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      const auto row = batch.variables.Row(i);
      events.variables.insert(events.variables.end(), row.begin(), row.end());
      events.classes.push_back(batch.classes[i]);
      if (batch.targets.GetRank() == 2 && batch.targets.GetShape()[1] == 1)
        events.targets.push_back(batch.targets(i, std::size_t{0}));
    }
  });
  return events;
}

/// Fraction of right decisions (classification), or of explained variance (regression).
double Quality(const Model& model, const DataSet& data) {
  const auto events = Read(data);
  const auto answers = model.Evaluate(events.variables);
  const std::size_t n = events.classes.size(), outputs = model.NumOutputs();
  double good = 0, mean = 0, error = 0, spread = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto begin = answers.begin() + static_cast<std::ptrdiff_t>(i * outputs);
    if (outputs > 1)
      good += static_cast<std::uint32_t>(
                  std::max_element(begin, begin + static_cast<std::ptrdiff_t>(outputs)) - begin) ==
              events.classes[i];
    else if (events.targets.empty())
      good += (*begin > (model.info.name == "purity" ? 0.5 : 0)) == (events.classes[i] == 0);
    else
      mean += static_cast<double>(events.targets[i]) / static_cast<double>(n);
  }
  if (events.targets.empty()) return good / static_cast<double>(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double t = static_cast<double>(events.targets[i]);
    error += (answers[i] - t) * (answers[i] - t);
    spread += (t - mean) * (t - mean);
  }
  return 1 - error / spread;
}

struct Booking {
  Types::EAnalysisType analysis;
  const char* options;
  double quality;
};
void PrintTo(const Booking& booking, std::ostream* out) { *out << booking.options; }

class BdtBooking : public testing::TestWithParam<Booking> {};

TEST_P(BdtBooking, LearnsTheSameWithAnyNumberOfThreads) {
  const auto [analysis, options, quality] = GetParam();
  const auto data = Toy(analysis, 6000), test = Toy(analysis, 3000, 2);
  auto one = Train(*data, options, 1);
  const auto two = Train(*data, options, 2), seven = Train(*data, options, 7);
  const auto xml = one->Xml();
  EXPECT_EQ(xml, two->Xml());
  EXPECT_EQ(xml, seven->Xml());
  if (std::string(options).find("Real") != std::string::npos ||
      std::string(options).find("Cost") != std::string::npos)
    one->info.name = "purity";
  EXPECT_GT(Quality(*one, *test), quality);
}

TEST_P(BdtBooking, ReloadsBitIdentically) {
  const auto [analysis, options, quality] = GetParam();
  const auto data = Toy(analysis, 2000);
  const auto model = Train(*data, options);
  // Through the whole text of a file, options included.
  WeightNode root("MethodSetup");
  model->bdt->Save(root.AddChild("Weights"));
  const auto read = ParseWeights(ToXml(root), "memory");
  Model copy(data->Info());
  for (const auto& option : model->options->Describe())
    copy.options->SetFromFile(option.name, option.value, option.is_set);
  copy.bdt->Load(read->Child("Weights"));
  const auto inputs = Read(*data).variables;
  EXPECT_EQ(model->Evaluate(inputs), copy.Evaluate(inputs));
  EXPECT_EQ(model->Xml(), copy.Xml());
}

TEST_P(BdtBooking, AnswersAloneAndInStridedViewsAreThoseOfTheBatch) {
  const auto [analysis, options, quality] = GetParam();
  const auto data = Toy(analysis, 1000);
  const auto model = Train(*data, options);
  const auto inputs = Read(*data).variables;
  const auto batch = model->Evaluate(inputs);
  const std::size_t outputs = model->NumOutputs();
  for (std::size_t i = 0; i < 50; ++i) {
    const auto one = model->Evaluate({inputs.begin() + static_cast<std::ptrdiff_t>(3 * i),
                                      inputs.begin() + static_cast<std::ptrdiff_t>(3 * i + 3)});
    for (std::size_t k = 0; k < outputs; ++k) ASSERT_EQ(one[k], batch[i * outputs + k]);
  }
  std::vector<float> columns(inputs.size());
  for (std::size_t i = 0; i < 1000; ++i)
    for (std::size_t v = 0; v < 3; ++v) columns[v * 1000 + i] = inputs[3 * i + v];
  std::vector<double> answers(batch.size());
  EventBlock block;
  block.variables = RTensor<const float>(columns.data(), {3, 1000}).Transpose();
  ResponseBlock response;
  response.value = RTensor<double>(answers.data(), {1000, outputs});
  model->bdt->Evaluate(block, response);
  EXPECT_EQ(answers, batch);
}

constexpr auto kC = Types::kClassification, kM = Types::kMulticlass, kR = Types::kRegression;
INSTANTIATE_TEST_SUITE_P(
    Options, BdtBooking,
    testing::Values(
        Booking{kC, "NTrees=40", 0.7}, Booking{kC, "NTrees=40:UseBaggedBoost", 0.7},
        Booking{kC, "NTrees=40:BoostType=RealAdaBoost", 0.7},
        Booking{kC, "NTrees=40:BoostType=AdaCost", 0.7},
        Booking{kC, "NTrees=40:BoostType=Bagging", 0.7},
        Booking{kC, "NTrees=40:BoostType=Grad:Shrinkage=0.2:UseBaggedBoost", 0.7},
        Booking{kC, "NTrees=20:nCuts=-1:MaxDepth=4", 0.7},
        Booking{kC, "NTrees=40:UseRandomisedTrees:UseNvars=2:SeparationType=CrossEntropy", 0.7},
        Booking{kC,
                "NTrees=20:MaxDepth=8:MinNodeSize=1%:PruneMethod=CostComplexity:PruneStrength=20",
                0.64},
        Booking{kC,
                "NTrees=10:MaxDepth=8:MinNodeSize=1%:PruneMethod=CostComplexity:PruneStrength=-1",
                0.7},
        Booking{kC, "NTrees=10:MaxDepth=8:MinNodeSize=1%:PruneMethod=ExpectedError:PruneStrength=1",
                0.7},
        Booking{kC, "NTrees=20:SeparationType=SDivSqrtSPlusB", 0.6},
        Booking{kC, "NTrees=20:SeparationType=GiniIndexWithLaplace", 0.7},
        Booking{kC, "NTrees=20:SigToBkgFraction=0.8", 0.4},
        Booking{kC, "NTrees=20:DoPreselection", 0.7},
        Booking{kC, "NTrees=20:SeparationType=MisClassificationError", 0.7},
        Booking{kM, "NTrees=40:BoostType=Grad:Shrinkage=0.2:UseBaggedBoost:MaxDepth=2", 0.6},
        Booking{kM, "NTrees=20:BoostType=Grad:SkipNormalization", 0.6},
        Booking{kR, "NTrees=20", 0.8}, Booking{kR, "NTrees=20:AdaBoostR2Loss=Exponential", 0.8},
        Booking{kR, "NTrees=20:BoostType=Bagging:PruneMethod=CostComplexity:PruneStrength=10", 0.8},
        Booking{kR, "NTrees=100:BoostType=Grad:Shrinkage=0.2:MaxDepth=4:UseBaggedBoost", 0.8},
        Booking{kR,
                "NTrees=100:BoostType=Grad:Shrinkage=0.2:MaxDepth=4:RegressionLossFunctionBDTG="
                "LeastSquares",
                0.8},
        Booking{kR,
                "NTrees=100:BoostType=Grad:Shrinkage=0.2:MaxDepth=4:RegressionLossFunctionBDTG="
                "AbsoluteDeviation",
                0.8}));

TEST(BdtTraining, ImportantVariablesRankFirst) {
  for (const char* options : {"NTrees=30", "NTrees=30:BoostType=Grad:Shrinkage=0.1"}) {
    const auto model = Train(*Toy(kC, 4000), options);
    const auto ranking = model->bdt->VariableRanking();
    ASSERT_TRUE(ranking);
    EXPECT_EQ(ranking->quantity, "Variable Importance");
    ASSERT_EQ(ranking->entries.size(), 3U);
    EXPECT_EQ(ranking->entries.back().first, "c");
    double sum = 0;
    for (const auto& entry : ranking->entries) sum += entry.second;
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST(BdtTraining, AStopKeepsTheForestSoFar) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(Train(*Toy(kC, 500), "NTrees=10", 1, source.get_token()), ModelError);
}

TEST(BdtTraining, EventsOfNoWeightAndNegativeWeightAreLeftOut) {
  const auto plain = Toy(kC, 1000);
  const auto change = [](double weight) {
    return [weight](MemoryEvents& e) {
      for (int k = 0; k < 100; ++k) {
        for (int v = 0; v < 3; ++v) e.variables.push_back(100);
        e.weights.push_back(weight);
        e.classes.push_back(1);
      }
    };
  };
  const std::string options = "NTrees=10:NegWeightTreatment=IgnoreNegWeightsInTraining";
  const auto expected = Train(*plain, options)->Xml();
  EXPECT_EQ(Train(*Toy(kC, 1000, 1, change(0)), options)->Xml(), expected);
  EXPECT_EQ(Train(*Toy(kC, 1000, 1, change(-1)), options)->Xml(), expected);
  EXPECT_NE(Train(*Toy(kC, 1000, 1, change(-0.1)), "NTrees=10:NegWeightTreatment=Pray")->Xml(),
            expected);
  Train(*Toy(kC, 1000, 1, change(-0.1)),
        "NTrees=10:BoostType=Grad");  // prays, but answers stay finite
}

TEST(BdtTraining, SeparableAndConstantInputsAreSurvived) {
  const auto separable = [](MemoryEvents& e) {
    for (std::size_t i = 0; i < e.classes.size(); ++i)
      e.variables[3 * i] = e.classes[i] ? 5.0F : -5.0F;
  };
  const auto constant = [](MemoryEvents& e) {
    std::fill(e.variables.begin(), e.variables.end(), 1.0F);
  };
  for (const char* options :
       {"NTrees=20", "NTrees=20:BoostType=Grad", "NTrees=20:BoostType=RealAdaBoost"})
    for (const auto& change : {std::function<void(MemoryEvents&)>(separable),
                               std::function<void(MemoryEvents&)>(constant)}) {
      const auto data = Toy(kC, 500, 1, change);
      const auto model = Train(*data, options);
      for (const double answer : model->Evaluate(Read(*data).variables))
        ASSERT_TRUE(std::isfinite(answer)) << options;
    }
}

TEST(BdtTraining, PreselectionDecidesWhereOneClassIsAlone) {
  const auto data = Toy(kC, 2000, 1, [](MemoryEvents& e) {  // a tenth of the background far above
    for (std::size_t i = 0; i < e.classes.size(); ++i)
      if (e.classes[i] == 1 && i % 10 == 0) e.variables[3 * i + 2] = 50;
  });
  const auto with = Train(*data, "NTrees=10:DoPreselection"), without = Train(*data, "NTrees=10");
  const std::vector<float> far = {0, 0, 50}, near = {0, 0, 0};
  EXPECT_EQ(with->Evaluate(far)[0], -1);
  EXPECT_GT(with->Evaluate(near)[0], -1);
  EXPECT_NE(with->Xml().find("PreselectionHighBkgVar2=\"1\""), std::string::npos);
  EXPECT_NE(with->Xml(), without->Xml());
  EXPECT_EQ(without->Xml().find("Preselection"), std::string::npos);
}

TEST(BdtTraining, MonitoringTheBoostChangesNoTree) {
  const auto data = Toy(kC, 1000);
  EXPECT_EQ(Train(*data, "NTrees=10:DoBoostMonitor")->Xml(), Train(*data, "NTrees=10")->Xml());
}

TEST(BdtTraining, UnusableDataSetsAreRefused) {
  const auto no_signal =
      Toy(kC, 200, 1, [](MemoryEvents& e) { std::fill(e.classes.begin(), e.classes.end(), 1); });
  EXPECT_THROW(Train(*no_signal, "NTrees=5"), DataError);
  const auto no_weight =
      Toy(kC, 200, 1, [](MemoryEvents& e) { std::fill(e.weights.begin(), e.weights.end(), 0); });
  EXPECT_THROW(Train(*no_weight, "NTrees=5"), DataError);
}

std::string OptionMessage(Types::EAnalysisType analysis, const std::string& options) {
  try {
    Train(*Toy(analysis, 100), options);
  } catch (const OptionError& error) {
    return error.what();
  }
  return "no error";
}

TEST(BdtOptions, ImpossibleChoicesAreRefusedByName) {
  const auto expect = [](Types::EAnalysisType analysis, const std::string& options,
                         const char* word) {
    const auto message = OptionMessage(analysis, options);
    EXPECT_NE(message.find(word), std::string::npos) << options << ": " << message;
  };
  expect(kM, "BoostType=AdaBoost", "BoostType");
  expect(kR, "BoostType=AdaBoost", "AdaBoostR2");
  expect(kC, "BoostType=AdaBoostR2", "regression");
  expect(kC, "MinNodeSize=50%", "MinNodeSize");
  expect(kC, "MinNodeSize=0", "MinNodeSize");
  expect(kC, "MinNodeSize=abc", "MinNodeSize");
  expect(kC, "NTree=5", "NTrees");
  expect(kC, "BoostType=Gard", "Grad");
  expect(kC, "MaxDepth=-1", "MaxDepth");
  expect(kC, "nCuts=1000000", "nCuts");
  expect(kC, "UseBaggedBoost:BaggedSampleFraction=1e9", "BaggedSampleFraction");
  expect(kC, "BoostType=Bagging:BaggedSampleFraction=0", "BaggedSampleFraction");
  expect(kC, "MaxDepth=100000:NTrees=2", "no error");
  expect(kC, "SeparationType=RegressionVariance", "SeparationType");
  expect(kR, "SeparationType=GiniIndex", "RegressionVariance");
  expect(kC, "PruneMethod=ExpectedError:PruneStrength=-1", "PruneStrength");
}

TEST(BdtOptions, DeprecatedNamesStillWork) {
  const auto data = Toy(kC, 1000);
  EXPECT_EQ(Train(*data, "NTrees=5:nEventsMin=50")->Xml(),
            Train(*data, "NTrees=5:MinNodeSize=5%")->Xml());
  EXPECT_EQ(Train(*data, "NTrees=5:BoostType=Grad:UseBaggedGrad:GradBaggingFraction=0.4")->Xml(),
            Train(*data, "NTrees=5:BoostType=Grad:UseBaggedBoost:BaggedSampleFraction=0.4")->Xml());
  EXPECT_EQ(Train(*data, "NTrees=5:NNodesMax=9")->Xml(),
            Train(*data, "NTrees=5:MaxDepth=3")->Xml());
  EXPECT_EQ(Train(*data, "NTrees=5:UseBaggedBoost:UseNTrainEvents=500")->Xml(),
            Train(*data, "NTrees=5:UseBaggedBoost:BaggedSampleFraction=0.5")->Xml());
}

TEST(BdtWeights, HostileFilesAreRefused) {
  const auto xml = [](const std::string& attributes, const std::string& inside) {
    return ParseWeights(
        "<MethodSetup><Weights " + attributes + ">" + inside + "</Weights></MethodSetup>",
        "bad.xml");
  };
  const std::string tree =
      "<BinaryTree type=\"DecisionTree\" boostWeight=\"1\" itree=\"0\"><Node pos=\"s\" depth=\"0\" "
      "NCoef=\"0\" "
      "IVar=\"-1\" Cut=\"0\" cType=\"1\" res=\"0\" rms=\"0\" purity=\"1\" "
      "nType=\"1\"/></BinaryTree>";
  const auto load = [&](const std::string& attributes, const std::string& inside) {
    Model model(Toy(kC, 10)->Info());
    model.bdt->Load(xml(attributes, inside)->Child("Weights"));
  };
  EXPECT_NO_THROW(load("NTrees=\"1\" AnalysisType=\"0\"", tree));
  for (const char* attributes :
       {"NTrees=\"2\" AnalysisType=\"0\"", "NTrees=\"-1\" AnalysisType=\"0\"",
        "NTrees=\"99999999999999999999\" AnalysisType=\"0\"", "NTrees=\"1\"",
        "NTrees=\"1\" AnalysisType=\"9\"", "AnalysisType=\"0\"",
        "NTrees=\"1\" AnalysisType=\"0\" PreselectionLowBkgVar0=\"1\""})
    EXPECT_THROW(load(attributes, tree), ModelError) << attributes;
  EXPECT_THROW(load("NTrees=\"0\" AnalysisType=\"0\"", ""), ModelError);
}

TEST(RegressionLosses, QuantilesAndFits) {
  std::vector<WeightedValue> values = {{5, 1}, {1, 1}, {9, 1}, {3, 1}, {7, 1}};
  EXPECT_EQ(WeightedQuantile(values, 0.5), 5);
  EXPECT_EQ(WeightedQuantile(values, 0), 1);
  EXPECT_EQ(WeightedQuantile(values, 1), 9);
  values[0].weight = 100;
  const double heavy = values[0].value;
  EXPECT_EQ(WeightedQuantile(values, 0.5), heavy);
  Random random(1, 1);
  for (int k = 0; k < 50; ++k) {  // against sorting
    std::vector<WeightedValue> sample;
    for (std::uint64_t i = 0; i < 1 + random.Below(40); ++i)
      sample.push_back(
          {static_cast<double>(random.Below(10)), static_cast<double>(1 + random.Below(4))});
    auto sorted = sample;
    std::sort(sorted.begin(), sorted.end(), [](auto& a, auto& b) { return a.value < b.value; });
    double total = 0, sum = 0;
    for (auto& v : sorted) total += v.weight;
    const double q = random.Uniform();
    std::size_t at = 0;
    while (at + 1 < sorted.size() && (sum += sorted[at].weight) <= q * total) ++at;
    EXPECT_EQ(WeightedQuantile(sample, q), sorted[at].value);
  }
  std::vector<WeightedValue> residuals = {{0, 1}, {0, 1}, {0, 1}, {100, 1}};
  EXPECT_EQ(MakeRegressionLoss("LeastSquares", 0.7)->Fit(residuals), 25);
  EXPECT_EQ(MakeRegressionLoss("AbsoluteDeviation", 0.7)->Fit(residuals), 0);
}

}  // namespace
