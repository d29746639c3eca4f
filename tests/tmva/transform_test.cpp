// Transformations against TMVA's: application, fits, the way back; grammar; weight files; edges.
#include <TMVA/Transformation.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <TMVA/Random.h>

#include "tests/tmva/reference_data.h"
#include "tmva/transform/event_sample.h"
#include "tmva/transform/inverse_erf.h"

namespace TMVA {
namespace {

using testing::InfoOf;
using testing::ReadReference;
using testing::ReadTable;

void ApplyTo(const TransformationChain& chain, std::vector<float>& variables, int cls = -1) {
  TransformRows rows{1, variables, {}, {}};
  chain.Apply(rows, cls);
}

class AppliedReference : public ::testing::TestWithParam<const char*> {};

TEST_P(AppliedReference, GivesTmvasInputsAndFisher) {
  const std::string title = GetParam();
  const auto root = ReadReference("Fisher_" + title);
  const auto chain = TransformationChain::Load(root->Child("Transformations"), "", InfoOf(*root));
  std::vector<double> coefficients;
  for (const WeightNode* node : root->Child("Weights").Children("Coefficient"))
    coefficients.push_back(node->GetDouble("Value"));
  auto table = ReadTable("transformed.csv");
  ASSERT_GT(table["myvar1"].size(), 100u);
  for (std::size_t row = 0; row < table["myvar1"].size(); ++row) {
    std::vector<float> x;
    for (const char* name : {"myvar1", "myvar2", "var3", "var4"})
      x.push_back(static_cast<float>(table[name][row]));
    ApplyTo(chain, x);
    double response = coefficients.at(0);
    for (std::size_t i = 0; i < 4; ++i) {
      const double expected = table[title + ":t" + std::to_string(i)][row];
      EXPECT_NEAR(x[i], expected, 1e-6 * std::max(1., std::abs(expected)));
      response += coefficients[i + 1] * x[i];
    }
    EXPECT_NEAR(response, table[title + ":response"][row], 1e-6);
  }
}

INSTANTIATE_TEST_SUITE_P(Chains, AppliedReference,
                         ::testing::Values("D_myvar1_myvar2", "N_D", "U_P", "P_N",
                                           "G_Signal_P_Background", "N_var3_var4__G"));

TEST(Transformation, TargetsComeBackAsInTmva) {
  const auto root = ReadReference("LD_U");
  const auto chain = TransformationChain::Load(root->Child("Transformations"), "", InfoOf(*root));
  ASSERT_TRUE(chain.ActsOnTargets());
  std::vector<double> coefficients;
  for (const WeightNode* node : root->Child("Weights").Children("Coefficient"))
    coefficients.push_back(node->GetDouble("Value"));
  auto table = ReadTable("regression.csv");
  ASSERT_GT(table["var1"].size(), 100u);
  for (std::size_t row = 0; row < table["var1"].size(); ++row) {
    std::vector<float> x{static_cast<float>(table["var1"][row]),
                         static_cast<float>(table["var2"][row])};
    ApplyTo(chain, x);
    std::vector<double> y{coefficients[0] + coefficients[1] * x[0] + coefficients[2] * x[1]};
    chain.InverseTargets(1, y);
    const double expected = table["response"][row];
    EXPECT_NEAR(y[0], expected, 1e-5 * std::max(1., std::abs(expected)));
  }
}

// Compares the numbers of a saved chain with those of TMVA's file. Eigenvectors have free signs.
void ExpectSameTables(const WeightNode& ours, const WeightNode& theirs) {
  ASSERT_EQ(ours.Name(), theirs.Name());
  ASSERT_EQ(ours.Children().size(), theirs.Children().size()) << ours.Path();
  const bool free_sign = ours.Name() == "Eigenvectors";
  for (const char* attribute : {"Min", "Max", "XMin", "XMax"})
    if (theirs.Has(attribute) && theirs.Name() != "Variable") {
      EXPECT_FLOAT_EQ(static_cast<float>(ours.GetDouble(attribute)),
                      static_cast<float>(theirs.GetDouble(attribute)));
    }
  if (theirs.Children().empty() && theirs.Text().find_first_of("0123456789") != std::string::npos) {
    const auto a = ours.Numbers(), b = theirs.Numbers();
    ASSERT_EQ(a.size(), b.size()) << theirs.Path();
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_NEAR(free_sign ? std::abs(a[i]) : a[i], free_sign ? std::abs(b[i]) : b[i],
                  1e-6 * std::max(1e-2, std::abs(b[i])));
  }
  for (std::size_t i = 0; i < ours.Children().size(); ++i)
    ExpectSameTables(*ours.Children()[i], *theirs.Children()[i]);
}

class FittedReference
    : public ::testing::TestWithParam<std::tuple<const char*, const char*, const char*>> {};

TEST_P(FittedReference, FindsTmvasTables) {
  const auto [events, title, text] = GetParam();
  const auto data = testing::TrainingEventsOf(*ReadReference(events));
  auto chain = TransformationChain::Parse(text, data->Info());
  chain.Fit(*data);
  WeightNode saved("Transformations");
  chain.Save(saved);
  ExpectSameTables(saved, ReadReference(title)->Child("Transformations"));
}

INSTANTIATE_TEST_SUITE_P(Chains, FittedReference,
                         ::testing::Values(std::tuple{"KNN", "FisherG", "G"},
                                           std::tuple{"KNN", "LikelihoodD", "D"},
                                           std::tuple{"KNN", "LikelihoodPCA", "P"},
                                           std::tuple{"KNN", "MLP", "N"},
                                           std::tuple{"KNN_regression", "LD_U", "U"}));

// ---------------------------------------------------------------------------------- made-up events

DataSetInfo MakeInfo(std::size_t variables, std::size_t targets, std::size_t classes) {
  DataSetInfo info;
  for (std::size_t i = 0; i < variables; ++i)
    info.variables.push_back(VariableInfo::Make("var" + std::to_string(i)));
  for (std::size_t i = 0; i < targets; ++i)
    info.targets.push_back(VariableInfo::Make("target" + std::to_string(i)));
  info.spectators.push_back(VariableInfo::Make("spectator"));
  const char* names[] = {"Signal", "Background", "Other_class"};
  for (std::size_t i = 0; i < classes; ++i) info.classes.push_back({names[i], "", ""});
  return info;
}

// Correlated Gaussians with weights; value(i) may replace a variable.
MemoryEvents MakeEvents(const DataSetInfo& info, std::size_t per_class, std::uint64_t seed = 7) {
  Random random(seed, 0);
  MemoryEvents events;
  for (std::uint32_t cls = 0; cls < info.classes.size(); ++cls)
    for (std::size_t k = 0; k < per_class; ++k) {
      const double common = random.Gauss();
      for (std::size_t i = 0; i < info.variables.size(); ++i)
        events.variables.push_back(static_cast<float>(common + random.Gauss(cls, 1 + 0.5 * i)));
      for (std::size_t i = 0; i < info.targets.size(); ++i)
        events.targets.push_back(static_cast<float>(10 * common + random.Gauss(100. * (i + 1), 3)));
      events.spectators.push_back(random.Uniform());
      events.weights.push_back(random.Uniform(0.5, 2));
      events.classes.push_back(cls);
    }
  return events;
}

std::unique_ptr<DataSet> MakeData(const DataSetInfo& info, const MemoryEvents& events) {
  return MakeMemoryDataSet(info, events, MemoryEvents{});
}

TransformationChain Fitted(const std::string& text, const DataSet& data) {
  auto chain = TransformationChain::Parse(text, data.Info());
  chain.Fit(data);
  return chain;
}

TEST(TransformationGrammar, ReadsAllForms) {
  const DataSetInfo info = MakeInfo(4, 1, 3);
  const auto size = [&](const char* text) { return TransformationChain::Parse(text, info).Size(); };
  EXPECT_EQ(size(""), 0u);
  EXPECT_EQ(size("None"), 0u);
  EXPECT_EQ(size("I"), 1u);
  EXPECT_EQ(size("G_Signal,D"), 2u);
  EXPECT_EQ(size("N(_V0_,_V1_)_Background,D"), 2u);
  EXPECT_EQ(size("U(_T_),G"), 2u);
  EXPECT_EQ(size("P_AllClasses+G"), 2u);
  EXPECT_EQ(size("N(var3,var0,_S_)+Decorrelate + Gauss , PCA"), 4u);
  EXPECT_EQ(size("N(_REARR_,var3,var0)"), 1u);
  const auto chain = TransformationChain::Parse("D_Background_whatever,G_Other_class,N", info);
  EXPECT_EQ(chain[0].reference_class, 1);
  EXPECT_EQ(chain[1].reference_class, 2);
  EXPECT_EQ(chain[2].reference_class, -1);
  EXPECT_EQ(chain.ShortName(), "Deco_Background_Gauss_Other_class_Norm");
  EXPECT_EQ(TransformationChain().ShortName(), "Id");
}

TEST(TransformationGrammar, NamesWhatIsWrong) {
  const DataSetInfo info = MakeInfo(4, 1, 2);
  const auto message = [&](const char* text) -> std::string {
    try {
      TransformationChain::Parse(text, info);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_NE(message("Decorelate").find("did you mean 'Decorrelate'"), std::string::npos);
  EXPECT_NE(message("n").find("unknown transformation 'n'"), std::string::npos);
  EXPECT_NE(message("D_Signl").find("did you mean 'Signal'"), std::string::npos);
  EXPECT_NE(message("N(_V4_)").find("of only 4"), std::string::npos);
  EXPECT_NE(message("N(_V99999999999999999999999_)").find("of only 4"), std::string::npos);
  EXPECT_NE(message("N(vra1)").find("did you mean 'var1'"), std::string::npos);
  EXPECT_NE(message("N(var1").find("parentheses"), std::string::npos);
  EXPECT_NE(message("N(var1))(").find("parentheses"), std::string::npos);
  EXPECT_NE(message("N(var1)x").find("unexpected 'x'"), std::string::npos);
  EXPECT_NE(message("N()").find("selects nothing"), std::string::npos);
  EXPECT_NE(message("D(var0,target0)").find("cannot transform targets"), std::string::npos);
  EXPECT_NE(message("P(var0,var1)").find("all variables"), std::string::npos);
  EXPECT_EQ(message("P(_V_)+P(_T_)"), "no error");
}

TEST(Transformation, WeightFileKeepsEveryBit) {
  const DataSetInfo info = MakeInfo(3, 2, 2);
  const auto data = MakeData(info, MakeEvents(info, 300));
  for (const std::string text :
       {"N", "S(_V_)", "D_Signal", "P", "U", "G_Background,D", "I,N(var2,_S0_)",
        "N(var1),P(_T_)+D,G", "I", "N(_REARRANGE_,var2,var0)"}) {
    const auto chain = Fitted(text, *data);
    WeightNode root("MethodSetup");
    chain.Save(root.AddChild("Transformations"));
    const auto read = ParseWeights(ToXml(root), "memory");
    const auto copy = TransformationChain::Load(read->Child("Transformations"), text, info);
    ASSERT_EQ(copy.Size(), chain.Size());
    EXPECT_EQ(copy.ShortName(), chain.ShortName());
    MemoryEvents a = MakeEvents(info, 50, 99), b = a;
    TransformRows rows_a{100, a.variables, a.targets, a.spectators};
    TransformRows rows_b{100, b.variables, b.targets, b.spectators};
    chain.Apply(rows_a), copy.Apply(rows_b);
    EXPECT_EQ(a.variables, b.variables) << text;
    EXPECT_EQ(a.targets, b.targets) << text;
    EXPECT_EQ(a.spectators, b.spectators) << text;
  }
}

TEST(Transformation, ReferenceClassComesFromTheOptionNotFromTheFile) {
  const DataSetInfo info = MakeInfo(2, 0, 2);
  const auto data = MakeData(info, MakeEvents(info, 300));
  WeightNode root("Transformations");
  Fitted("D_Signal", *data).Save(root);
  const auto apply = [&](const TransformationChain& chain, int cls = -1) {
    std::vector<float> x{1, 2};
    ApplyTo(chain, x, cls);
    return x;
  };
  const auto ours = apply(TransformationChain::Load(root, "D_Signal", info));
  const auto as_tmva = apply(TransformationChain::Load(root, "", info));
  EXPECT_EQ(ours, apply(Fitted("D_Signal", *data)));
  EXPECT_EQ(as_tmva, apply(Fitted("D", *data)));
  EXPECT_NE(ours, as_tmva);
  EXPECT_EQ(apply(Fitted("D", *data), 0), ours);
  EXPECT_EQ(apply(Fitted("D", *data), 17), as_tmva);  // no such table: all classes together
  EXPECT_THROW(TransformationChain::Load(root, "D,N", info), ModelError);
  EXPECT_THROW(TransformationChain::Load(root, "None", info), ModelError);
}

TEST(Transformation, TargetsThereAndBack) {
  const DataSetInfo info = MakeInfo(2, 2, 1);
  const auto data = MakeData(info, MakeEvents(info, 2000));
  const MemoryEvents fresh = MakeEvents(info, 200, 5);
  for (const std::string text : {"N", "U", "G(_T_)", "P(_T_)", "S(_T_)", "G(_T_),P(_T_),N"}) {
    const auto chain = Fitted(text, *data);
    EXPECT_TRUE(chain.ActsOnTargets());
    std::vector<float> targets = fresh.targets;
    TransformRows rows{200, {}, targets, {}};
    chain.Apply(rows);
    EXPECT_NE(targets, fresh.targets) << text;
    std::vector<double> back(targets.begin(), targets.end());
    chain.InverseTargets(200, back);
    std::size_t close = 0;
    for (std::size_t i = 0; i < back.size(); ++i)
      close += std::abs(back[i] - fresh.targets[i]) < 0.01 * std::abs(fresh.targets[i]);
    EXPECT_GT(close, back.size() * 97 / 100) << text;  // U and G saturate outside the range
  }
  std::vector<double> targets{1, 2};
  EXPECT_THROW(TransformationChain::Parse("D(_T_)", info), OptionError);
  EXPECT_THROW(Fitted("N", *data).InverseTargets(2, targets), DataError);
  EXPECT_FALSE(Fitted("D", *data).ActsOnTargets());
}

TEST(Transformation, MissingTargetsAreLeftAlone) {
  const DataSetInfo info = MakeInfo(2, 1, 1);
  const auto data = MakeData(info, MakeEvents(info, 500));
  for (const std::string text : {"N", "U", "G(_V_,_T_)", "P(_T_)"}) {
    const auto chain = Fitted(text, *data);
    std::vector<float> with{0.3f, -0.2f}, without = with, target{100};
    TransformRows rows{1, with, target, {}};
    chain.Apply(rows);
    ApplyTo(chain, without);
    EXPECT_EQ(with, without) << text;
  }
}

TEST(Transformation, ConstantAndDependentInputsNeverGiveNan) {
  const DataSetInfo info = MakeInfo(4, 0, 2);
  MemoryEvents events = MakeEvents(info, 200);
  for (std::size_t row = 0; row < events.weights.size(); ++row) {
    float* x = &events.variables[4 * row];
    x[1] = 3;            // constant
    x[3] = x[0] + x[2];  // dependent
  }
  const auto data = MakeData(info, events);
  for (const std::string text : {"N", "S", "D", "P", "U", "G", "G,D", "U,P,N"}) {
    const auto chain = Fitted(text, *data);
    for (const float shift : {0.f, 1e-3f, -50.f, 1e9f}) {
      std::vector<float> x(events.variables.begin(), events.variables.begin() + 4);
      x[1] += shift;
      ApplyTo(chain, x);
      for (const float value : x) EXPECT_TRUE(std::isfinite(value)) << text << " " << shift;
    }
  }
  std::vector<float> x{0, 3, 0, 0};
  ApplyTo(Fitted("N", *data), x);
  EXPECT_EQ(x[1], 0);
  x[1] = 3;
  ApplyTo(Fitted("U", *data), x);
  EXPECT_FLOAT_EQ(x[1], 0.5f);
}

TEST(Transformation, DecorrelationGivesUnitCovariance) {
  const DataSetInfo info = MakeInfo(3, 0, 1);
  MemoryEvents events = MakeEvents(info, 5000);
  for (std::size_t i = 0; i < events.variables.size(); i += 3) events.variables[i] += 1000;
  const auto data = MakeData(info, events);
  const auto chain = Fitted("D", *data);
  double w = 0, sum[3] = {}, square[3][3] = {};
  MakeTransformedDataSet(*data, chain)->ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t r = 0; r < batch.weights.size(); ++r) {
      w += batch.weights[r];
      for (std::size_t i = 0; i < 3; ++i) {
        sum[i] += batch.weights[r] * batch.variables(r, i);
        for (std::size_t j = 0; j < 3; ++j)
          square[i][j] += batch.weights[r] * batch.variables(r, i) * batch.variables(r, j);
      }
    }
  });
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j)
      EXPECT_NEAR(square[i][j] / w - sum[i] * sum[j] / w / w, i == j ? 1 : 0, 0.01);
}

TEST(Transformation, GaussAndUniformGiveTheirDistributions) {
  const DataSetInfo info = MakeInfo(1, 0, 1);
  const auto data = MakeData(info, MakeEvents(info, 20000));
  const auto moments = [&](const char* text) {
    const auto chain = Fitted(text, *data);
    double w = 0, sum = 0, square = 0;
    MakeTransformedDataSet(*data, chain)->ForEach({}, [&](const EventBatch& batch) {
      for (std::size_t r = 0; r < batch.weights.size(); ++r) {
        const double x = batch.variables(r, std::size_t{0});
        w += batch.weights[r], sum += batch.weights[r] * x, square += batch.weights[r] * x * x;
      }
    });
    return std::pair{sum / w, std::sqrt(square / w - sum * sum / w / w)};
  };
  EXPECT_NEAR(moments("U").first, 0.5, 0.005);
  EXPECT_NEAR(moments("U").second, std::sqrt(1. / 12), 0.005);
  EXPECT_NEAR(moments("G").first, 0, 0.01);
  EXPECT_NEAR(moments("G").second, 1, 0.02);
}

TEST(Transformation, ScaleKeepsZeroAndSign) {
  const DataSetInfo info = MakeInfo(1, 0, 1);
  MemoryEvents events = MakeEvents(info, 3);
  events.variables = {-4, 1, 2};
  const auto chain = Fitted("S", *MakeData(info, events));
  for (const auto& [x, y] : {std::pair{0.f, 0.f}, {-4.f, -1.f}, {2.f, 0.5f}}) {
    std::vector<float> value{x};
    ApplyTo(chain, value);
    EXPECT_FLOAT_EQ(value[0], y);
  }
}

TEST(Transformation, TransformedStreamLeavesTheRestAlone) {
  const DataSetInfo info = MakeInfo(2, 1, 2);
  const MemoryEvents events = MakeEvents(info, 100);
  const auto data = MakeData(info, events);
  const auto chain = Fitted("N,D", *data);
  std::vector<float> expected = events.variables, targets = events.targets;
  TransformRows rows{200, expected, targets, {}};
  chain.Apply(rows);
  const auto transformed = MakeTransformedDataSet(*data, chain);
  for (const std::int64_t batch_size : {1, 7, 4096}) {
    std::vector<float> seen;
    std::vector<double> weights;
    StreamOptions options;
    options.batch_size = batch_size;
    transformed->ForEach(options, [&](const EventBatch& batch) {
      seen.insert(seen.end(), batch.variables.GetData(),
                  batch.variables.GetData() + 2 * batch.size);
      weights.insert(weights.end(), batch.weights.begin(), batch.weights.end());
    });
    EXPECT_EQ(seen, expected);
    EXPECT_EQ(weights, events.weights);
  }
  MakeTransformedDataSet(*data, chain, 0)->ForEach({}, [&](const EventBatch& batch) {
    EXPECT_EQ(batch.variables(0, 0), events.variables[0]);
  });
  EXPECT_EQ(transformed->NumEvents(Types::kTraining), 200);
}

TEST(Transformation, BadTrainingEventsAreNamed) {
  const DataSetInfo info = MakeInfo(2, 0, 2);
  MemoryEvents events = MakeEvents(info, 20);
  events.variables[5] = std::numeric_limits<float>::quiet_NaN();
  for (const char* text : {"N", "D", "P", "U", "G"}) {
    try {
      Fitted(text, *MakeData(info, events));
      ADD_FAILURE() << text;
    } catch (const DataError& error) {
      EXPECT_NE(std::string(error.what()).find("'var1'"), std::string::npos) << error.what();
    }
  }
  MemoryEvents one_class = MakeEvents(MakeInfo(2, 0, 1), 20);
  for (const char* text : {"N", "D", "P", "U", "G"})
    EXPECT_THROW(Fitted(text, *MakeData(info, one_class)), DataError) << text;
  std::vector<float> x{1, 2};
  EXPECT_THROW(ApplyTo(TransformationChain::Parse("N", info), x), ModelError);
  std::vector<float> three{1, 2, 3};
  EXPECT_THROW(ApplyTo(TransformationChain::Parse("N", info), three), DataError);
}

TEST(Transformation, NanAtApplicationStaysNan) {
  const DataSetInfo info = MakeInfo(2, 0, 1);
  const auto data = MakeData(info, MakeEvents(info, 100));
  for (const char* text : {"N", "S", "U", "G"}) {
    std::vector<float> x{std::numeric_limits<float>::quiet_NaN(), 0.5f};
    ApplyTo(Fitted(text, *data), x);
    EXPECT_TRUE(std::isnan(x[0]) && std::isfinite(x[1])) << text;
    x = {std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};
    EXPECT_NO_THROW(ApplyTo(Fitted(text, *data), x));
  }
}

TransformationChain LoadXml(const std::string& transform) {
  const auto root = ParseWeights("<MethodSetup><Transformations NTransformations=\"1\">" +
                                     transform + "</Transformations></MethodSetup>",
                                 "memory");
  return TransformationChain::Load(root->Child("Transformations"), "", MakeInfo(2, 1, 2));
}

TEST(Transformation, ReadsFilesFromBefore2010) {
  const auto chain = LoadXml(R"(<Transform Name="Normalize" NVariables="2" NTargets="1">
    <Class ClassIndex="0"><Variables><Variable VarIndex="0" Min="0" Max="4"/>
      <Variable VarIndex="1" Min="-1" Max="1"/></Variables>
      <Targets><Target TargetIndex="0" Min="10" Max="20"/></Targets></Class></Transform>)");
  std::vector<float> x{1, 0}, t{20};
  TransformRows rows{1, x, t, {}};
  chain.Apply(rows);
  EXPECT_EQ(x, (std::vector<float>{-0.5, 0}));
  EXPECT_EQ(t[0], 1);
  const auto deco = LoadXml(R"(<Transform Name="Decorrelation">
    <Matrix Rows="2" Columns="2">1 2 3 4</Matrix></Transform>)");
  x = {1, 10};
  ApplyTo(deco, x);
  EXPECT_EQ(x, (std::vector<float>{21, 43}));
}

TEST(Transformation, CorruptElementsAreErrors) {
  const std::string selection = R"(<Selection><Input NInputs="1"><Input Type="Variable" Label="var0"
    Expression="var0"/></Input><Output NOutputs="1"><Output Type="Variable" Label="var0"
    Expression="var0"/></Output></Selection>)";
  const auto normalize = [&](const std::string& classes) {
    return "<Transform Name=\"Normalize\">" + selection + classes + "</Transform>";
  };
  const std::string range = R"(<Ranges><Range Index="0" Min="0" Max="1"/></Ranges></Class>)";
  EXPECT_NO_THROW(LoadXml(normalize("<Class ClassIndex=\"0\">" + range)));
  for (
      const std::string& bad :
      {std::string(), "<Class ClassIndex=\"1\">" + range, "<Class ClassIndex=\"-1\">" + range,
       "<Class ClassIndex=\"0\">" + range + "<Class ClassIndex=\"0\">" + range,
       std::string(R"(<Class ClassIndex="0"><Ranges/></Class>)"),
       std::string(
           R"(<Class ClassIndex="0"><Ranges><Range Index="1" Min="0" Max="1"/></Ranges></Class>)"),
       std::string(
           R"(<Class ClassIndex="0"><Ranges><Range Index="0" Min="nan" Max="1"/></Ranges></Class>)"),
       std::string(
           R"(<Class ClassIndex="0"><Ranges><Range Index="0" Min="2" Max="1"/></Ranges></Class>)"),
       std::string("<Class/>")})
    EXPECT_THROW(LoadXml(normalize(bad)), ModelError) << bad;
  EXPECT_THROW(LoadXml("<Transform Name=\"Fourier\"/>"), ModelError);
  EXPECT_THROW(LoadXml("<Transform/>"), ModelError);
  EXPECT_THROW(LoadXml(R"(<Transform Name="Decorrelation"/>)"), ModelError);
  EXPECT_THROW(
      LoadXml(R"(<Transform Name="Decorrelation"><Matrix Rows="99999999" Columns="99999999">1
    </Matrix></Transform>)"),
      ModelError);
  EXPECT_THROW(LoadXml(R"(<Transform Name="Decorrelation"><Matrix Rows="2" Columns="2">1 2 3
    </Matrix></Transform>)"),
               ModelError);
  EXPECT_THROW(
      LoadXml(R"(<Transform Name="PCA"><Statistics ClassIndex="0" NRows="2">1 2</Statistics>
    </Transform>)"),
      ModelError);
  EXPECT_THROW(LoadXml(R"(<Transform Name="Gauss" FlatOrGauss="Flat"><Variable VarIndex="0"/>
    <Variable VarIndex="1"/></Transform>)"),
               ModelError);
  std::string other = normalize("<Class ClassIndex=\"0\">" + range);
  for (std::size_t at; (at = other.find("var0")) != std::string::npos;)
    other.replace(at, 4, "gone");
  EXPECT_THROW(LoadXml(other), ModelError);
}

TEST(EventSample, KeepsTheSmallestHashesWhateverTheOrder) {
  std::vector<std::uint64_t> hashes;
  for (std::uint64_t i = 0; i < 1000; ++i) hashes.push_back(RandomBits(1, 2, i));
  std::vector<std::uint64_t> smallest = hashes;
  std::sort(smallest.begin(), smallest.end());
  smallest.resize(50);
  Random random(3, 4);
  for (int repeat = 0; repeat < 3; ++repeat) {
    EventSample sample(1, 50);
    for (const std::uint64_t hash : hashes) {
      const float value = static_cast<float>(
          std::lower_bound(smallest.begin(), smallest.end(), hash) - smallest.begin());
      sample.Add({&value, 1}, 2, hash);
    }
    std::vector<float> kept;
    for (std::size_t i = 0; i < sample.Size(); ++i) kept.push_back(sample.Values(i)[0]);
    std::sort(kept.begin(), kept.end());
    ASSERT_EQ(kept.size(), 50u);
    for (std::size_t i = 0; i < 50; ++i) EXPECT_EQ(kept[i], static_cast<float>(i));
    EXPECT_DOUBLE_EQ(sample.WeightFactor(), 20);
    random.Shuffle(hashes);
  }
}

TEST(InverseErf, UndoesErf) {
  for (const double x : {-3.9, -1.5, -0.3, -1e-9, 0., 1e-12, 0.02, 0.47, 0.5, 1., 2.5, 3.9})
    EXPECT_NEAR(InverseErf(std::erf(x)), x, std::abs(x) > 3 ? 1e-8 : 1e-14 + 1e-12 * std::abs(x));
}

}  // namespace
}  // namespace TMVA
