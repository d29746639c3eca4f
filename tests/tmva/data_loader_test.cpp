// DataLoader: registrations, the split of real trees, and what is refused.
#include <TMVA/DataLoader.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

namespace TMVA {
namespace {

/// Columns x = first, first + 1, ... and w, the same for all entries.
std::shared_ptr<const ColumnSource> Table(int entries, double first = 0, double weight = 1) {
  auto values = std::make_shared<std::vector<double>>();
  for (int i = 0; i < entries; ++i) values->push_back(first + i);
  values->resize(static_cast<std::size_t>(2 * entries), weight);
  const auto* x = values->data();
  return MakeArraySource({{"x", DataType::kFloat64, x, 1, sizeof(double), values},
                          {"w", DataType::kFloat64, x + entries, 1, sizeof(double), values}},
                         entries, "table");
}

/// The message of the Error of this kind that `work` throws.
template <class Kind, class Work>
std::string Refusal(Work work) {
  try {
    work();
  } catch (const Kind& error) {
    return error.what();
  } catch (const std::exception& error) {
    ADD_FAILURE() << "another error: " << error.what();
    return {};
  }
  ADD_FAILURE() << "no error";
  return {};
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class DataLoaderTest : public ::testing::Test {
 protected:
  DataLoaderTest() { Config::Instance().SetSilent(true); }
  ~DataLoaderTest() override { Config::Instance().SetSilent(false); }
  DataLoader loader{"dataset"};
};

TEST_F(DataLoaderTest, SplitAndNormalise) {
  loader.AddVariable("x");
  loader.AddSignalTree(Table(100, 0, 2));
  loader.AddBackgroundTree(Table(60, 1000, 5), 3);
  loader.SetWeightExpression("w");
  loader.PrepareTrainingAndTestTree(
      "x != 5", "nTrain_Signal=40:nTrain_Background=20:NormMode=EqualNumEvents:!V");
  const auto& data = loader.GetDataSet();
  EXPECT_EQ(data.NumEvents(Types::kTraining, 0), 40);
  EXPECT_EQ(data.NumEvents(Types::kTesting, 0), 59);
  EXPECT_EQ(data.NumEvents(Types::kTraining, 1), 20);
  EXPECT_EQ(data.NumEvents(Types::kTesting, 1), 40);
  EXPECT_NEAR(data.SumOfWeights(Types::kTraining, 0), 40, 1e-10);
  EXPECT_NEAR(data.SumOfWeights(Types::kTraining, 1), 40, 1e-10);
  EXPECT_NEAR(data.SumOfWeights(Types::kTesting, 1), 40 * 15, 1e-10);
  double seen = 0;
  data.ForEach({}, [&](const EventBatch& batch) {
    for (const double w : batch.weights) seen += w;
  });
  EXPECT_NEAR(seen, 80, 1e-10);
}

TEST_F(DataLoaderTest, TheSplitIsAFunctionOfTheSeed) {
  const auto chosen = [](int seed) {
    DataLoader loader("dataset");
    loader.AddVariable("x");
    loader.AddSignalTree(Table(200));
    loader.AddBackgroundTree(Table(200));
    loader.PrepareTrainingAndTestTree("", "SplitSeed=" + std::to_string(seed) + ":!V");
    std::vector<float> all;
    loader.GetDataSet().ForEach({}, [&](const EventBatch& batch) {
      all.insert(all.end(), batch.variables.GetData(), batch.variables.GetData() + batch.size);
    });
    return all;
  };
  EXPECT_EQ(chosen(1), chosen(1));
  EXPECT_NE(chosen(1), chosen(2));
  const auto one = chosen(1);  // rows of two trees are chosen independently
  EXPECT_NE(std::vector<float>(one.begin(), one.begin() + 100),
            std::vector<float>(one.begin() + 100, one.end()));
}

TEST_F(DataLoaderTest, EventsOneByOne) {
  loader.AddVariable("a + b");
  loader.AddVariable("label := a");
  loader.AddTarget("t");
  loader.AddSpectator("a");
  for (int i = 0; i < 20; ++i) {
    loader.AddEvent(i % 2 == 0 ? "even" : "odd", i < 10 ? Types::kTraining : Types::kTesting,
                    std::vector<double>{1.0 * i, 2.0 * i + 1e15, 3.0 * i, 2.0 * i + 1e15}, i + 1);
  }
  loader.PrepareTrainingAndTestTree("", "NormMode=None:!V");
  const auto& data = loader.GetDataSet();
  EXPECT_EQ(data.NumEvents(Types::kTraining), 10);
  EXPECT_EQ(data.NumEvents(Types::kTesting), 10);
  EXPECT_EQ(data.SumOfWeights(Types::kTraining, 0), 1 + 3 + 5 + 7 + 9);
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::int64_t i = 0; i < batch.size; ++i) {
      const float a = batch.variables.GetData()[2 * i];
      EXPECT_EQ(batch.variables.GetData()[2 * i + 1], static_cast<float>(2 * a + 1e15));
      EXPECT_EQ(batch.targets.GetData()[i], 3 * a);
      EXPECT_EQ(batch.spectators.GetData()[i],
                1e15 + 2 * a);  // exact, although a float variable is the same
      EXPECT_EQ(batch.weights[static_cast<std::size_t>(i)], a + 1);
    }
  });
}

TEST_F(DataLoaderTest, TwoValuesOfOneExpression) {
  loader.AddVariable("a");
  loader.AddSpectator("a");
  loader.AddSignalTrainingEvent(std::vector<double>{1, 2});
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.GetDataSet(); }), "two values of 'a'"));
}

TEST_F(DataLoaderTest, OneTreeTwoCuts) {
  loader.AddVariable("x");
  loader.SetInputTrees(Table(100), "x < 30", "x >= 30");
  loader.PrepareTrainingAndTestTree("", "!V");
  EXPECT_EQ(loader.GetDataSet().NumEvents(Types::kTraining, 0), 15);
  EXPECT_EQ(loader.GetDataSet().NumEvents(Types::kTraining, 1), 35);
  DataLoader two("dataset");
  two.AddVariable("x");
  two.AddSignalTree(Table(100));
  two.AddBackgroundTree(Table(100));
  two.PrepareTrainingAndTestTree("x < 20", "x >= 40", "!V");
  EXPECT_EQ(two.GetDataSet().NumEvents(Types::kTesting, 0), 10);
  EXPECT_EQ(two.GetDataSet().NumEvents(Types::kTesting, 1), 30);
}

TEST_F(DataLoaderTest, RefusedValues) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  loader.AddVariable("x");
  loader.AddSignalTree(Table(50), kNaN);
  loader.AddBackgroundTree(Table(50));
  const auto text = Refusal<DataError>([&] { loader.GetDataSet(); });
  EXPECT_TRUE(Contains(text, "weight of class 'Signal'") && Contains(text, "nan")) << text;
  DataLoader log("dataset");
  log.AddVariable("log(x - 20)");
  log.AddSignalTree(Table(50, 1));
  log.AddBackgroundTree(Table(50, 100));
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { log.GetDataSet(); }), "'log(x-20)'"));
  log.AddCut("x > 20");  // a data set that was refused may be mended
  EXPECT_EQ(log.GetDataSet().NumEvents(Types::kTraining, 0), 15);
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { log.AddCut("x > 30"); }), "already read"));
}

TEST_F(DataLoaderTest, RefusedRegistrations) {
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.AddSignalTree(nullptr); }), "Signal"));
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.AddTree(Table(3), ""); }), "needs a name"));
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.AddCut("x > 0"); }), "no class"));
  EXPECT_TRUE(Contains(Refusal<OptionError>([&] { loader.AddVariablesArray("v", 0); }), "size 0"));
  EXPECT_TRUE(Contains(Refusal<OptionError>([&] { loader.AddVariable(" := "); }), "expression"));
  loader.AddVariable("x");
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.AddVariable(" x "); }), "twice"));
  EXPECT_TRUE(Contains(Refusal<DataError>([&] { loader.GetDataSet(); }), "AddTree"));
  loader.AddSignalTrainingEvent(std::vector<double>{1});
  EXPECT_TRUE(
      Contains(Refusal<DataError>([&] { loader.AddVariable("y"); }), "before the first event"));
  EXPECT_TRUE(
      Contains(Refusal<DataError>([&] { loader.PrepareTrainingAndTestTree("x>0", "x<0", "!V"); }),
               "Background"));
}

}  // namespace
}  // namespace TMVA
