// Tests of what the BDT has beyond TMVA: quantiles, early stopping, missing values, monitoring.
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "methods/bdt/negative_weights.h"
#include "tests/methods/bdt_helper.h"

namespace {

using namespace TMVA;
using namespace bdt_test;

/// The trees, one text each.
std::vector<std::string> Trees(const Model& model) {
  WeightNode weights("Weights");
  model.bdt->Save(weights);
  std::vector<std::string> texts;
  for (const auto* tree : weights.Children("BinaryTree")) texts.push_back(ToXml(*tree));
  return texts;
}

TEST(BdtEarlyStopping, KeepsTheFirstTreesOfTheWholeForest) {
  for (const auto analysis : {Types::kClassification, Types::kMulticlass, Types::kRegression}) {
    const auto data = Toy(analysis, 800);
    const std::string booking =
        "BoostType=Grad:Shrinkage=0.5:MaxDepth=6:MinNodeSize=0.5%:NTrees=80:UseBaggedBoost:";
    const auto stopped = Trees(*Train(*data, booking + "EarlyStopping=4:ValidationFraction=0.25"));
    auto patient = Trees(*Train(*data, booking + "EarlyStopping=1000:ValidationFraction=0.25"));
    const std::size_t outputs = analysis == Types::kMulticlass ? 3 : 1;
    EXPECT_EQ(stopped.size() % outputs, 0U);
    EXPECT_GT(stopped.size(), 0U);
    EXPECT_LT(stopped.size(), 80 * outputs) << "this forest overtrains";
    ASSERT_LE(stopped.size(), patient.size());
    patient.resize(stopped.size());
    EXPECT_EQ(stopped, patient) << "patience changes nothing in the trees";
  }
}

TEST(BdtEarlyStopping, IsRefusedWhereItMeansNothing) {
  const auto data = Toy(Types::kClassification, 100);
  EXPECT_THROW(Train(*data, "EarlyStopping=5"), OptionError);
  EXPECT_THROW(Train(*data, "BoostType=Grad:EarlyStopping=5:ValidationFraction=0.9"), OptionError);
  EXPECT_THROW(Train(*data, "BoostType=Grad:EarlyStopping=-1"), OptionError);
}

TEST(BdtCutGrid, IsChosenByTheNumberOfEvents) {
  const std::string booking = "NTrees=3:nCuts=7:";
  for (const std::size_t n : {std::size_t{1000}, std::size_t{21000}}) {
    const auto data = Toy(Types::kClassification, n);
    const auto automatic = Train(*data, booking)->Xml();
    EXPECT_EQ(automatic == Train(*data, booking + "CutGrid=NodeRange")->Xml(), n < 20000);
    EXPECT_EQ(automatic == Train(*data, "NTrees=3:CutGrid=Quantile")->Xml(), n > 20000);
    EXPECT_NE(automatic, Train(*data, booking + "CutGrid=Quantile")->Xml());
  }
}

TEST(BdtCutGrid, RefusesWhatQuantilesCannotDo) {
  const auto data = Toy(Types::kClassification, 100);
  for (const char* option : {"UseFisherCuts", "DoPreselection", "nCuts=0", "nCuts=255"})
    EXPECT_THROW(Train(*data, std::string("CutGrid=Quantile:") + option), OptionError) << option;
}

TEST(BdtCutGrid, QuantilesKnowThemselvesWhateverTheThreads) {
  for (const auto* boost :
       {"AdaBoost", "RealAdaBoost", "AdaCost", "Bagging", "Grad", "Grad:UseBaggedBoost",
        "AdaBoost:PruneMethod=CostComplexity:PruneStrength=-1", "AdaBoost:UseRandomisedTrees"}) {
    const auto data = Toy(Types::kClassification, 40000);
    const std::string booking =
        std::string("CutGrid=Quantile:NTrees=4:MaxDepth=5:MinNodeSize=0.5%:BoostType=") + boost;
    const auto one = Train(*data, booking)->Xml();
    EXPECT_EQ(one, Train(*data, booking, 2)->Xml()) << boost;
    EXPECT_EQ(one, Train(*data, booking, 7)->Xml()) << boost;
  }
}

/// Negative weights beside positive ones of the same class.
TEST(BdtNegativeWeights, ArePairedWithTheNearestPositiveOnes) {
  TrainingSample sample;
  sample.num_events = 6;
  sample.num_variables = 1;
  sample.columns = {0, 1, 5, 10, 11, 1.2F};
  sample.weight = {1, -0.5F, 1, 1, -3, 2};
  sample.event_class = {0, 0, 0, 0, 1, 1};
  sample.target = {1, 2, 3, 4, 5, 6};
  PairNegativeWeights(sample, Log("test", Verbosity::kFatal));
  // Class 0: -0.5 comes off the event at 0. Class 1: the negative weight eats the only positive
  // event.
  EXPECT_EQ(sample.columns, (std::vector<float>{0, 5, 10}));
  EXPECT_EQ(sample.weight, (std::vector<float>{0.5F, 1, 1}));
  EXPECT_EQ(sample.target, (std::vector<float>{1, 3, 4}));
  EXPECT_EQ(sample.event_class, (std::vector<std::uint8_t>{0, 0, 0}));
}

TEST(BdtNegativeWeights, AllTreatmentsTrain) {
  const auto data = Toy(Types::kClassification, 600, 1, [](MemoryEvents& events) {
    for (std::size_t i = 0; i < events.weights.size(); i += 9) events.weights[i] *= -0.5;
  });
  std::set<std::string> forests;
  for (const char* treatment :
       {"InverseBoostNegWeights", "IgnoreNegWeightsInTraining", "PairNegWeightsGlobal", "Pray"})
    forests.insert(Train(*data, std::string("NTrees=5:NegWeightTreatment=") + treatment)->Xml());
  EXPECT_EQ(forests.size(), 4U);
}

}  // namespace
