// Factory and Reader around a method of the test's own: order of calls, failures, files.
#include <TMVA/Factory.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/Log.h>
#include <TMVA/Random.h>
#include <TMVA/Reader.h>

namespace TMVA {
namespace {

namespace fs = std::filesystem;

/// Answers with its first variable; fails where its option says so.
class FactoryTestMethod : public Method {
 public:
  explicit FactoryTestMethod(const MethodContext&) {}
  void DeclareOptions(OptionSet& options) override {
    options.Declare(fail_, "Fail", "Where it fails").Choices({"Never", "Train", "Evaluate", "NaN"});
  }
  void Configure(const OptionSet&) override {}
  void Train(TrainingContext&) override {
    if (fail_ == "Train") throw ModelError("the training failed on purpose");
  }
  void Evaluate(const EventBlock& events, ResponseBlock& response) const override {
    if (fail_ == "Evaluate") throw ModelError("the evaluation failed on purpose");
    const auto columns = events.variables.GetShape()[1];
    for (std::size_t i = 0; i < events.variables.GetShape()[0]; ++i)
      response.value.GetData()[i] = fail_ == "NaN" ? std::numeric_limits<double>::quiet_NaN()
                                                   : events.variables.GetData()[i * columns];
  }
  void Save(WeightNode&) const override {}
  void Load(const WeightNode&) override {}

 private:
  std::string fail_ = "Never";
};

class FactoryTest : public ::testing::Test {
 protected:
  FactoryTest() : old_(fs::current_path()) {
    static const bool registered = [] {
      MethodRegistry::Instance().Add(
          {"FactoryTestMethod", "Of a test", 1u << Types::kClassification,
           [](const MethodContext& c) { return std::make_unique<FactoryTestMethod>(c); }});
      return true;
    }();
    (void)registered;
    folder_ = fs::temp_directory_path() / ("tmva-factory-test-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    fs::current_path(folder_);
    Config::Instance().SetSilent(true);
    Fill(loader);
  }
  ~FactoryTest() override {
    Config::Instance().SetSilent(false);
    fs::current_path(old_);
    fs::remove_all(folder_);
  }

  static void Fill(DataLoader& loader) {
    loader.AddVariable("x");
    Random random(1, 2);
    for (int i = 0; i < 100; ++i)
      for (const auto type : {Types::kTraining, Types::kTesting}) {
        loader.AddEvent("Signal", type, std::vector<double>{random.Uniform() + 0.5});
        loader.AddEvent("Background", type, std::vector<double>{random.Uniform()});
      }
  }
  void Book(Factory& factory, const std::string& title, const std::string& fail = "Never") {
    factory.BookMethod(loader, "FactoryTestMethod", title, "Fail=" + fail);
  }

  DataLoader loader{"dataset"};

 private:
  fs::path old_, folder_;
};

const char* kOptions = "Silent:!Color:!DrawProgressBar";

TEST_F(FactoryTest, EndToEnd) {
  Factory factory("job", "out.root", kOptions);
  Book(factory, "A");
  factory.TrainAllMethods();
  factory.TestAllMethods();
  factory.EvaluateAllMethods();
  EXPECT_NEAR(factory.GetROCIntegral(loader, "A"), 0.875, 0.05);
  EXPECT_TRUE(fs::exists("out.root"));
  Reader reader("Silent");
  reader.BookMVA("A", "dataset/weights/job_A.weights.xml");
  EXPECT_EQ(reader.EvaluateMVA(std::vector<float>{0.25f}, "A"), 0.25);
}

TEST_F(FactoryTest, OneFailureDoesNotCostTheOthers) {
  for (const std::string fail : {"Train", "Evaluate", "NaN"}) {
    SCOPED_TRACE(fail);
    fs::remove("out.root");
    Factory factory("job", "out.root", kOptions);
    Book(factory, "A");
    Book(factory, "Bad", fail);
    Book(factory, "C");
    if (fail == "Train")
      EXPECT_THROW(factory.TrainAllMethods(), ModelError);
    else
      factory.TrainAllMethods();
    if (fail == "Train")
      factory.TestAllMethods();
    else
      EXPECT_THROW(factory.TestAllMethods(), ModelError);
    EXPECT_NO_THROW(factory.EvaluateAllMethods());
    EXPECT_TRUE(fs::exists("out.root"));
    EXPECT_EQ(factory.GetROCIntegral(loader, "A"), factory.GetROCIntegral(loader, "C"));
    EXPECT_THROW(factory.GetROCIntegral(loader, "Bad"), Error);
  }
}

TEST_F(FactoryTest, AFailedTrainingLeavesTheOldWeights) {
  fs::create_directories("dataset/weights");
  std::ofstream("dataset/weights/job_Bad.weights.xml") << "old";
  Factory factory("job", kOptions);
  Book(factory, "Bad", "Train");
  EXPECT_THROW(factory.TrainAllMethods(), ModelError);
  std::string text;
  std::ifstream("dataset/weights/job_Bad.weights.xml") >> text;
  EXPECT_EQ(text, "old");
}

TEST_F(FactoryTest, OrderOfCalls) {
  Factory factory("job", kOptions);
  EXPECT_THROW(factory.TrainAllMethods(), Error);
  Book(factory, "A");
  EXPECT_THROW(factory.TestAllMethods(), Error);
  EXPECT_THROW(factory.EvaluateAllMethods(), Error);
  factory.TrainAllMethods();
  EXPECT_THROW(factory.GetROCIntegral(loader, "A"), Error);
  factory.TestAllMethods();
  EXPECT_NO_THROW(factory.GetROCIntegral(loader, "A"));
  EXPECT_NO_THROW(factory.EvaluateAllMethods());
  factory.TrainAllMethods();
  EXPECT_THROW(factory.EvaluateAllMethods(), Error);  // the answers are of the earlier training
}

TEST_F(FactoryTest, ARefusedBookingLeavesNothing) {
  Factory factory("job", kOptions);
  {
    DataLoader gone("gone");
    Fill(gone);
    EXPECT_THROW(factory.BookMethod(gone, "FactoryTestMethod", "A", "Fail=Perhaps"), OptionError);
  }
  Book(factory, "A");
  EXPECT_THROW(Book(factory, "A"), OptionError);
  DataLoader other("dataset");
  Fill(other);
  EXPECT_THROW(factory.BookMethod(other, "FactoryTestMethod", "B"), DataError);
  EXPECT_NO_THROW(factory.TrainAllMethods());  // does not touch the loader that is gone
}

TEST_F(FactoryTest, HandlesMayBeShared) {
  std::shared_ptr<BookedMethod> method;
  {
    Factory factory("job", kOptions);
    Book(factory, "A");
    factory.TrainAllMethods();
    method = factory.GetMethod("dataset", "A").shared_from_this();
  }
  EXPECT_EQ(method->Title(), "A");
  EXPECT_EQ(method->Info().variables.size(), 1u);
}

TEST_F(FactoryTest, TargetsThatCannotBeWritten) {
  std::ofstream("plain") << "text";
  for (const std::string target : {"absent/out.root", "plain/out.root", "."})
    EXPECT_THROW(Factory("job", target, kOptions), Error) << target;
  EXPECT_FALSE(fs::exists("absent"));
}

}  // namespace
}  // namespace TMVA
