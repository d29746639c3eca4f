// Fisher: TMVA's files, coefficients against numpy, singular and hostile input.
#include <cmath>
#include <limits>

#include <TMVA/Error.h>

#include "tests/methods/linear_helper.h"

namespace {

using linear::ExpectNear;
using linear::MakeInfo;
using linear::MakeTable;
using linear::Trainer;
using TMVA::Types;

TMVA::DataSetInfo Info(std::size_t width = 3) { return MakeInfo(width, Types::kClassification); }

TEST(Fisher, AgreesWithTmvasReader) {
  for (const char* name : {"fisher", "mahalanobis"}) {
    const linear::Reference reference(name);
    ASSERT_EQ(reference.responses.size(), 200u);
    Trainer fisher("Fisher", Info(reference.width));
    fisher.Get().Load(reference.root->Child("Weights"));
    EXPECT_EQ(fisher.Evaluate(reference.variables), reference.responses) << name;
  }
}

// numpy: solve(cov_S + cov_B, mean_S - mean_B), weighted, times sqrt(W_S W_B) / (W_S + W_B).
TEST(Fisher, CoefficientsAreThoseOfNumpy) {
  Trainer fisher("Fisher", Info());
  fisher.Train(MakeTable());
  ExpectNear(fisher.Coefficients(),
             {-0.12137661064418762, 0.8043453151979187, -0.2892574082806262, -0.33250143262964005},
             1e-12);
  const auto ranking = fisher.Get().VariableRanking();
  ASSERT_TRUE(ranking);
  EXPECT_EQ(ranking->quantity, "Discr. power");
  ASSERT_EQ(ranking->entries.size(), 3u);
  EXPECT_EQ(ranking->entries[0].first, "v0");
  EXPECT_EQ(ranking->entries[2].first, "v2");
  EXPECT_NEAR(ranking->entries[0].second, 0.06532945867328667, 1e-12);
  EXPECT_NEAR(ranking->entries[1].second, 0.01656879096845341, 1e-12);
  EXPECT_NEAR(ranking->entries[2].second, 0.0003593626686303231, 1e-12);
}

TEST(Fisher, MahalanobisIsABareWord) {
  Trainer fisher("Fisher", Info(), "mahalanobis");
  fisher.Train(MakeTable());
  ExpectNear(fisher.Coefficients(),
             {-0.10998527042072903, 0.728856544388324, -0.26211025420874523, -0.3012957750999949},
             1e-12);
  EXPECT_THROW(Trainer("Fisher", Info(), "Method=Fischer"), TMVA::OptionError);
}

TEST(Fisher, ZeroLiesBetweenTheMeans) {
  auto table = MakeTable();
  Trainer fisher("Fisher", Info());
  fisher.Train(table);
  const auto values = fisher.Evaluate(table.variables);
  double sum[2] = {0, 0}, weight[2] = {0, 0};
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum[table.classes[i]] += table.weights[i] * values[i];
    weight[table.classes[i]] += table.weights[i];
  }
  EXPECT_NEAR(sum[0] / weight[0], -sum[1] / weight[1], 1e-12);
  EXPECT_GT(sum[0], 0);
}

TEST(Fisher, TheClassNamedSignalIsSignalWhateverItsNumber) {
  auto info = Info();
  std::swap(info.classes[0], info.classes[1]);
  auto table = MakeTable();
  for (auto& c : table.classes) c = 1 - c;
  Trainer swapped("Fisher", info), plain("Fisher", Info());
  swapped.Train(table);
  plain.Train(MakeTable());
  EXPECT_EQ(swapped.Coefficients(), plain.Coefficients());
}

TEST(Fisher, SaveAndLoadKeepEveryBit) {
  Trainer trained("Fisher", Info()), loaded("Fisher", Info());
  trained.Train(MakeTable());
  loaded.Load(trained.Xml());
  EXPECT_EQ(loaded.Xml(), trained.Xml());
  EXPECT_EQ(loaded.Evaluate(MakeTable().variables), trained.Evaluate(MakeTable().variables));
  EXPECT_FALSE(loaded.Get().VariableRanking());
}

TEST(Fisher, ConstantVariablesGetNoCoefficient) {
  linear::LogLines log;
  Trainer fisher("Fisher", Info(4)), plain("Fisher", Info());
  fisher.Train(linear::WithColumn(MakeTable(), [](const float*) { return 1e20f; }));
  plain.Train(MakeTable());
  auto wanted = plain.Coefficients();
  wanted.push_back(0);
  ExpectNear(fisher.Coefficients(), wanted, 1e-12);
  EXPECT_TRUE(log.Have("variable 'v3' is constant")) << log.All();
}

TEST(Fisher, PerfectlyCorrelatedVariablesShareTheCoefficient) {
  for (const bool sum : {false, true}) {
    linear::LogLines log;
    const auto table = linear::WithColumn(
        MakeTable(), [&](const float* row) { return sum ? row[0] + row[1] : -1000 * row[0]; });
    Trainer fisher("Fisher", Info(4)), plain("Fisher", Info());
    fisher.Train(table);
    plain.Train(MakeTable());
    ExpectNear(fisher.Evaluate(table.variables), plain.Evaluate(MakeTable().variables), 1e-5);
    EXPECT_TRUE(log.Have("is a linear combination of other variables")) << log.All();
  }
}

TEST(Fisher, OnlyConstantsAreNoReasonToFail) {
  linear::LogLines log;
  auto table = MakeTable();
  std::fill(table.variables.begin(), table.variables.end(), 3.0f);
  Trainer fisher("Fisher", Info());
  fisher.Train(table);
  ExpectNear(fisher.Coefficients(), {0, 0, 0, 0}, 0);
}

TEST(Fisher, FarAwayPeaksKeepTheirDigits) {
  auto near = MakeTable(), far = MakeTable();
  for (std::size_t i = 0; i < far.variables.size(); ++i) {
    near.variables[i] = std::round(near.variables[i] * 1024);
    far.variables[i] = near.variables[i] + 4194304.0f;
  }
  Trainer a("Fisher", Info()), b("Fisher", Info());
  a.Train(near);
  b.Train(far);
  const auto ca = a.Coefficients(), cb = b.Coefficients();
  for (std::size_t i = 1; i < ca.size(); ++i) EXPECT_NEAR(ca[i], cb[i], 1e-9 * std::abs(ca[i]));
}

TEST(Fisher, BadTrainingEventsAreNamed) {
  const auto message = [](linear::Table table) {
    try {
      Trainer fisher("Fisher", Info());
      fisher.Train(table);
    } catch (const TMVA::DataError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  auto table = MakeTable();
  table.variables[7] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(message(table).find("variable 'v1' has values that are NaN"), std::string::npos)
      << message(table);
  table.variables[7] = std::numeric_limits<float>::infinity();
  EXPECT_NE(message(table).find("variable 'v1'"), std::string::npos);
  table = MakeTable();
  for (std::size_t i = 1; i < table.weights.size(); i += 2) table.weights[i] = 0;
  EXPECT_NE(message(table).find("0.000000 for background"), std::string::npos) << message(table);
  table = MakeTable();
  table.classes.assign(table.classes.size(), 0);
  EXPECT_NE(message(table), "no error");
}

TEST(Fisher, NaNInGivesNaNOutAndNothingElse) {
  Trainer fisher("Fisher", Info());
  fisher.Train(MakeTable());
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto values = fisher.Evaluate({nan, 0, 0, 1, 1, 1});
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_TRUE(std::isfinite(values[1]));
}

TEST(Fisher, HostileWeightsAreRefused) {
  const std::string head = "<MethodSetup><Weights NCoeff=\"4\">", tail = "</Weights></MethodSetup>";
  const auto c = [](const std::string& index, const std::string& value) {
    return "<Coefficient Index=\"" + index + "\" Value=\"" + value + "\"/>";
  };
  const auto good = c("0", "1") + c("1", "2") + c("2", "3") + c("3", "4");
  Trainer("Fisher", Info()).Load(head + good + tail);
  for (const auto& xml :
       {"<MethodSetup><Weights NCoeff=\"5\">" + good + tail, "<MethodSetup><Weights>" + good + tail,
        head + tail, head + good + c("3", "4") + tail, head + good + c("4", "4") + tail,
        head + good + c("-1", "4") + tail, head + c("0", "1") + c("1", "2") + c("2", "3") + tail,
        head + c("0", "nan") + c("1", "2") + c("2", "3") + c("3", "4") + tail,
        head + c("0", "inf") + c("1", "2") + c("2", "3") + c("3", "4") + tail,
        head + c("0", "1x") + c("1", "2") + c("2", "3") + c("3", "4") + tail,
        head + c("0", "1") + c("1", "2") + c("2", "3") + "<Coefficient Index=\"3\"/>" + tail})
    EXPECT_THROW(Trainer("Fisher", Info()).Load(xml), TMVA::ModelError) << xml;
}

TEST(Fisher, HelpsAndRefusesThreeClasses) {
  Trainer fisher("Fisher", Info());
  EXPECT_FALSE(fisher.Get().Help().empty());
  auto info = Info();
  info.classes.push_back({"Third", "", ""});
  EXPECT_THROW(Trainer("Fisher", info), TMVA::DataError);
}

}  // namespace
