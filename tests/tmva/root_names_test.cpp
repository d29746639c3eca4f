// Names of ROOT in C++: what macros rely on beyond single answers (tests/python/macros/names.C
// compares those with ROOT).
#include <MacroMain.h>
#include <MacroPrelude.h>

#include <gtest/gtest.h>

#include <filesystem>

namespace {

struct InFolder {
  std::filesystem::path old = std::filesystem::current_path();
  InFolder() {
    const auto folder = std::filesystem::temp_directory_path() / "tmva_root_names";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);
  }
  ~InFolder() { std::filesystem::current_path(old); }
};

std::string Taken(std::string_view text) { return std::string(text); }

TEST(RootNames, CutsAndTextsGoWhereTextsAreAskedFor) {
  const TCut cut = TCut("x>0") && "y<1";
  EXPECT_EQ(Taken(cut), "(x>0)&&(y<1)");
  const TString text("a");
  EXPECT_EQ(Taken(text), "a");
  const std::string standard = text;
  EXPECT_EQ(standard + "b", "ab");
  TMVA::DataLoader loader("d");
  loader.AddCut(cut, "Signal");
  loader.AddVariable(TString::Format("v%d", 1), 'F');
}

TEST(RootNames, DistributionsHaveTheirMoments) {
  TRandom3 random(42);
  const int n = 40000;
  double sum = 0, squares = 0, poisson = 0, poisson_squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.Gaus(3, 2), k = random.PoissonD(50);
    sum += x;
    squares += x * x;
    poisson += k;
    poisson_squares += k * k;
  }
  EXPECT_NEAR(sum / n, 3, 5 * 2 / std::sqrt(n));
  EXPECT_NEAR(squares / n - sum * sum / n / n, 4, 0.2);
  EXPECT_NEAR(poisson / n, 50, 0.2);
  EXPECT_NEAR(poisson_squares / n - poisson * poisson / n / n, 50, 2);
  EXPECT_NE(TRandom3(0).Rndm(), TRandom3(0).Rndm());
}

TEST(RootNames, TensorsPrintNested) {
  std::ostringstream out;
  auto memory = std::make_shared<std::vector<float>>(std::vector<float>{1, 2, 3, 4, 5, 6});
  const TMVA::Experimental::RTensor<float> x(memory, {2, 3});
  out << x << x.Reshape({6}) << x.Slice({{0, 2}, {1, 2}}) << x.Transpose();
  EXPECT_EQ(out.str(),
            "{ { 1, 2, 3 } { 4, 5, 6 } }{ 1, 2, 3, 4, 5, 6 }{ { 2 } { 5 } }{ { 1, 4 } { 2, 5 } { "
            "3, 6 } }");
  EXPECT_THROW((TMVA::RTensor<float>(memory, {2, 2})), TMVA::DataError);
}

TEST(RootNames, FramesSelectAndDefineInOrder) {
  const ROOT::RDataFrame frame(100);
  const auto x = frame.Define("x", "1.f*rdfentry_");
  EXPECT_EQ(x.Count().GetValue(), 100U);
  EXPECT_EQ(x.Filter("x >= 10").Range(5).Max("x").GetValue(), 14);
  EXPECT_EQ(x.Range(20).Filter("x >= 10").Count().GetValue(), 10U);
  const auto y = x.Define("y", [](double a, int b) { return a + b; }, {"x", "2*x"});
  EXPECT_EQ(*y.Sum("y"), 3 * 4950);
  EXPECT_EQ(y.Filter([](float v) { return v > 290; }, {"y"}).Take<int>("x").GetValue(),
            (std::vector<int>{97, 98, 99}));
  EXPECT_EQ(y.GetColumnNames(), (std::vector<std::string>{"x", "y"}));
  EXPECT_NEAR(*y.StdDev("x"), 29.011, 1e-3);
  const auto histogram = y.Histo1D({"h", "t", 10, 0, 100}, "x", "y");
  EXPECT_EQ(histogram->GetEntries(), 100);
  EXPECT_EQ(histogram->Integral(), 3 * 4950);
  const auto tensor = TMVA::Experimental::AsTensor<float>(x.Range(2), {"x", "x+1"},
                                                          TMVA::MemoryLayout::ColumnMajor);
  EXPECT_EQ(tensor(1, 1), 2);
  EXPECT_THROW(y.Define("x", "1"), TMVA::DataError);
  EXPECT_THROW(y.Define("z", [](double a) { return a; }, {"x", "y"}), TMVA::DataError);
}

TEST(RootNames, ScalersRoundTrip) {
  const InFolder folder;
  std::vector<float> values{1, 10, 2, 30, 3, 20};
  const TMVA::RTensor<float> x(values.data(), {3, 2});
  TMVA::Experimental::RStandardScaler<float> scaler;
  scaler.Fit(x);
  EXPECT_EQ(scaler.GetMeans(), (std::vector<float>{2, 20}));
  EXPECT_EQ(scaler.GetStds(), (std::vector<float>{1, 10}));
  scaler.Save("scaler", "scaler.root");
  const TMVA::Experimental::RStandardScaler<float> read("scaler", "scaler.root");
  EXPECT_EQ(read.Compute(std::vector<float>{3, 10}), (std::vector<float>{1, -1}));
  EXPECT_EQ(read.Compute(x)(1, 1), 1);
  EXPECT_THROW(read.Compute(std::vector<float>{3}), TMVA::DataError);
}

TEST(RootNames, MethodsThatDoNotExistAreNoneOfThose) {
  TMVA::BookedMethod* none = nullptr;
  EXPECT_EQ(dynamic_cast<TMVA::MethodCuts*>(none), nullptr);
  EXPECT_EQ(TMVA::gTools().SplitString("a,b,,c", ',').size(), 4U);
  EXPECT_TRUE(TMVA::gTools().SplitString("", ',').empty());
}

TEST(RootNames, VectorsDoArithmetic) {
  const ROOT::RVec<float> a{1, 2, 3};
  const ROOT::RVec<int> b{3, 2, 1};
  EXPECT_EQ(Sum(a * b + 1), 13);
  EXPECT_TRUE(All(a[a > 1.5 && b < 2] == ROOT::RVec<float>{3}));
  EXPECT_THROW(a + ROOT::RVec<float>{1}, TMVA::DataError);
}

}  // namespace
