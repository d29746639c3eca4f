// LD: TMVA's files, coefficients against numpy, several targets, singular and hostile input.
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

TMVA::DataSetInfo Regression() { return MakeInfo(3, Types::kRegression); }
TMVA::DataSetInfo Classes(std::size_t width = 3) { return MakeInfo(width, Types::kClassification); }

TEST(LD, AgreesWithTmvasReader) {
  const linear::Reference two("ld");
  Trainer classifier("LD", Classes(two.width));
  classifier.Get().Load(two.root->Child("Weights"));
  ExpectNear(classifier.Evaluate(two.variables), two.responses, 1e-6);  // TMVA answers in floats
  const linear::Reference one("ld_regression");
  auto info = MakeInfo(one.width, Types::kRegression);
  info.targets.pop_back();
  Trainer regression("LD", info);
  regression.Get().Load(one.root->Child("Weights"));
  ExpectNear(regression.Evaluate(one.variables), one.responses, 1e-5);
}

// numpy: solve(A^T W A, A^T W y), A = (1, x); for classes the constant is -1/2 sum of coefficient x
// mean.
TEST(LD, CoefficientsAreThoseOfNumpy) {
  Trainer classes("LD", Classes());
  classes.Train(MakeTable());
  ExpectNear(classes.Coefficients(),
             {-0.04661298489304784, 0.6645789269752788, -0.23993835649021855, -0.2768415750905359},
             1e-12);
  Trainer regression("LD", Regression());
  regression.Train(MakeTable());
  ExpectNear(regression.Coefficients(),
             {0.3154795937852867, 2.0091562457422025, -0.7085863651531742, -0.4561987371048659,
              -0.45148647171290246, -0.006113265380604439, 0.006496135041728579, 1.487949285348716},
             1e-12);
}

TEST(LD, ALinearTargetIsFoundExactly) {
  auto table = MakeTable();
  for (std::size_t i = 0; i < table.classes.size(); ++i) {
    const float* x = table.variables.data() + 3 * i;
    table.targets[2 * i] = 5.0f;
    table.targets[2 * i + 1] = x[1];
  }
  Trainer regression("LD", Regression());
  regression.Train(table);
  ExpectNear(regression.Coefficients(), {5, 0, 0, 0, 0, 0, 1, 0}, 1e-10);
}

TEST(LD, IsProportionalToFisherForEqualClassWeights) {
  auto table = MakeTable();
  std::fill(table.weights.begin(), table.weights.end(), 1.0);
  Trainer ld("LD", Classes()), fisher("Fisher", Classes());
  ld.Train(table);
  fisher.Train(table);
  const auto a = ld.Coefficients(), b = fisher.Coefficients();
  for (std::size_t i = 1; i < a.size(); ++i) EXPECT_NEAR(a[i] / a[1], b[i] / b[1], 1e-10) << i;
}

TEST(LD, RankingIsTheSizeOfTheCoefficient) {
  Trainer ld("LD", Classes());
  EXPECT_FALSE(ld.Get().VariableRanking());
  ld.Train(MakeTable());
  const auto ranking = ld.Get().VariableRanking();
  ASSERT_TRUE(ranking);
  EXPECT_EQ(ranking->entries[0].first, "v0");
  EXPECT_NEAR(ranking->entries[1].second, 0.2768415750905359, 1e-12);
}

TEST(LD, TheWordLDIsTolerated) {
  Trainer ld("LD", Classes(), "LD");
  EXPECT_FALSE(ld.Get().Help().empty());
  EXPECT_THROW(Trainer("LD", Classes(), "Method=Fisher"), TMVA::OptionError);
}

TEST(LD, SaveAndLoadKeepEveryBit) {
  Trainer trained("LD", Regression()), loaded("LD", Regression());
  trained.Train(MakeTable());
  loaded.Load(trained.Xml());
  EXPECT_EQ(loaded.Xml(), trained.Xml());
  EXPECT_EQ(loaded.Evaluate(MakeTable().variables), trained.Evaluate(MakeTable().variables));
}

TEST(LD, SingularVariablesAreNamedAndHarmless) {
  linear::LogLines log;
  auto table = linear::WithColumn(MakeTable(), [](const float* row) { return 2 * row[2]; });
  table = linear::WithColumn(table, [](const float*) { return -7.0f; });
  Trainer ld("LD", Classes(5)), plain("LD", Classes());
  ld.Train(table);
  plain.Train(MakeTable());
  EXPECT_TRUE(log.Have("variable 'v4' is constant")) << log.All();
  EXPECT_TRUE(log.Have("is a linear combination")) << log.All();
  ExpectNear(ld.Evaluate(table.variables), plain.Evaluate(MakeTable().variables), 1e-9);
}

TEST(LD, BadTrainingEventsAreNamed) {
  auto table = MakeTable();
  table.targets[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(Trainer("LD", Regression()).Train(table), TMVA::DataError);
  table = MakeTable();
  table.variables[3] = std::numeric_limits<float>::infinity();
  EXPECT_THROW(Trainer("LD", Classes()).Train(table), TMVA::DataError);
  table = MakeTable();
  std::fill(table.weights.begin(), table.weights.end(), 0.0);
  EXPECT_THROW(Trainer("LD", Classes()).Train(table), TMVA::DataError);
  for (std::size_t i = 0; i < table.weights.size(); ++i) table.weights[i] = i < 3 ? 1e3 : -1;
  EXPECT_THROW(Trainer("LD", Classes()).Train(table), TMVA::DataError) << "negative variance";
}

TEST(LD, HostileWeightsAreRefused) {
  Trainer trained("LD", Regression());
  trained.Train(MakeTable());
  const auto xml = trained.Xml();
  const auto refuse = [&](const std::string& from, const std::string& to) {
    auto damaged = xml;
    const auto at = damaged.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    damaged.replace(at, from.size(), to);
    EXPECT_THROW(Trainer("LD", Regression()).Load(damaged), TMVA::ModelError)
        << from << " -> " << to;
  };
  refuse("NOut=\"2\"", "NOut=\"1\"");
  refuse("NOut=\"2\"", "NOut=\"99999999999999\"");
  refuse("NCoeff=\"4\"", "NCoeff=\"3\"");
  refuse("IndexOut=\"1\"", "IndexOut=\"2\"");
  refuse("IndexOut=\"1\"", "IndexOut=\"0\"");
  refuse("IndexCoeff=\"3\"", "IndexCoeff=\"4\"");
  refuse("IndexCoeff=\"3\"", "IndexCoeff=\"-1\"");
  refuse("IndexCoeff=\"3\"", "IndexCoeff=\"2\"");
  refuse("IndexCoeff=\"3\"", "Index=\"3\"");
  refuse("Value=\"", "Value=\"x");
}

}  // namespace
