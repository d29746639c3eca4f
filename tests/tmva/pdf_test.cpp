// PDFs: smoothing, splines, kernels and tables against ROOT and TMVA; options; weight files.
#include "tmva/pdf/pdf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include <TMVA/Random.h>

#include "tests/tmva/reference_data.h"
#include "tmva/pdf/mva_pdfs.h"
#include "tmva/pdf/pdf_options.h"
#include "tmva/pdf/smooth.h"
#include "tmva/pdf/spline.h"

namespace TMVA {
namespace {

using testing::ReadReference;
using testing::ReadTable;

// Lines "name number number ..." in order.
std::vector<std::pair<std::string, std::vector<double>>> ReadSeries() {
  std::ifstream in(testing::TransformData("splines.txt"));
  std::vector<std::pair<std::string, std::vector<double>>> series;
  std::string line;
  while (std::getline(in, line)) {
    std::stringstream words(line);
    std::string name;
    words >> name;
    series.emplace_back(name, std::vector<double>{});
    for (double x; words >> x;) series.back().second.push_back(x);
  }
  return series;
}

TEST(Smoother, AgreesWithRoot) {
  int compared = 0;
  std::vector<double> values;
  for (const auto& [name, numbers] : ReadSeries()) {
    if (name == "in") values = numbers;
    if (name != "out") continue;
    Smooth353QH(values);
    ASSERT_EQ(values.size(), numbers.size());
    for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], numbers[i], 1e-12);
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

TEST(Smoother, LeavesShortAndLinearSeriesAlone) {
  std::vector<double> two{5, 1}, line{1, 2, 3, 4, 5, 6, 7}, none;
  Smooth353QH(two);
  Smooth353QH(line);
  Smooth353QH(none);
  EXPECT_EQ(two, (std::vector<double>{5, 1}));
  EXPECT_EQ(line, (std::vector<double>{1, 2, 3, 4, 5, 6, 7}));
}

TEST(Smoother, AdaptiveSmoothsPoorBinsMore) {
  Random random(1, 2);
  BinnedContent histogram(60, 0, 1);
  for (std::size_t i = 0; i < 60; ++i) {
    const double mean = i < 30 ? 1000 : 5;
    histogram[i] = static_cast<float>(random.Poisson(mean) + 2);
  }
  BinnedContent adaptive = histogram, least = histogram;
  SmoothAdaptively(adaptive, 0, 20);
  EXPECT_EQ(adaptive[10], histogram[10]);
  double before = 0, after = 0;
  for (std::size_t i = 32; i < 59; ++i) {
    before += std::abs(histogram[i] - histogram[i + 1]);
    after += std::abs(adaptive[i] - adaptive[i + 1]);
  }
  EXPECT_LT(after, before / 2);
}

TEST(Spline, CubicAndQuinticAgreeWithRoot) {
  std::map<std::string, std::vector<double>> s;
  for (auto& [name, numbers] : ReadSeries()) s.emplace(name, numbers);
  const auto cubic = MakeCubicSpline({s["xs"], s["ys"]}),
             quintic = MakeQuinticSpline({s["xs"], s["ys"]});
  ASSERT_EQ(s["ev"].size(), 41u);
  for (std::size_t i = 0; i < s["ev"].size(); ++i) {
    EXPECT_NEAR(cubic->Value(s["ev"][i]), s["s3"][i], 1e-12 * (1 + std::abs(s["s3"][i])));
    EXPECT_NEAR(quintic->Value(s["ev"][i]), s["s5"][i], 1e-12 * (1 + std::abs(s["s5"][i])));
  }
}

TEST(Spline, AllPassThroughTheirPoints) {
  const Points points{{0, 1, 3, 4, 4.5}, {1, -1, 2, 2, 0}};
  for (const auto make :
       {MakeLinearSpline, MakeQuadraticSpline, MakeCubicSpline, MakeQuinticSpline})
    for (std::size_t n = 1; n <= 5; ++n) {
      Points some = points;
      some.x.resize(n), some.y.resize(n);
      const auto spline = make(some);
      for (std::size_t i = 0; i < n; ++i)
        EXPECT_NEAR(spline->Value(some.x[i]), some.y[i], 1e-5) << n;
    }
}

// TMVA's Likelihood from its densities.
double LikelihoodResponse(const WeightNode& root, const std::vector<Pdf>& pdfs,
                          const std::vector<double>& x) {
  constexpr double kLeast = 2.2250738585072014e-305;
  double product[2] = {1, 1};
  for (std::size_t i = 0; i < pdfs.size(); ++i) {
    const double at = std::clamp(x[i / 2], pdfs[i].Low(), pdfs[i].High());
    product[i % 2] *= std::max(pdfs[i].Interpolate(at), kLeast);
  }
  const double s = std::max(product[0], kLeast), b = std::max(product[1], kLeast);
  double response = s / (s + b);
  for (const WeightNode* option : root.Child("Options").Children("Option"))
    if (option->GetString("name") == "TransformOutput" &&
        option->Text().find("True") != std::string::npos)
      response = -std::log(1 / (response >= 1 ? 1 - 1e-15 : response) - 1) / 15;
  return response;
}

class PdfReference : public ::testing::TestWithParam<const char*> {};

TEST_P(PdfReference, GivesTmvasLikelihood) {
  const std::string title = GetParam();
  const auto root = ReadReference(title);
  std::vector<Pdf> pdfs;  // signal and background of the first variable, of the second, ...
  for (const WeightNode* node : root->Child("Weights").Children("PDFDescriptor"))
    pdfs.push_back(Pdf::Load(node->Child("PDF"), true));
  ASSERT_EQ(pdfs.size(), 8u);
  auto table = ReadTable("likelihood.csv");
  const double tolerance = pdfs[0].Settings().interpolation == PdfInterpolation::kKde ? 1e-4 : 1e-5;
  ASSERT_GT(table[title].size(), 100u);
  for (std::size_t i = 0; i < table[title].size(); ++i) {
    std::vector<double> x;
    for (const char* name : {"myvar1", "myvar2", "var3", "var4"})
      x.push_back(static_cast<float>(table[name][i]));
    const double expected = table[title][i];
    EXPECT_NEAR(LikelihoodResponse(*root, pdfs, x), expected,
                tolerance * std::max(1., std::abs(expected)));
  }
}

INSTANTIATE_TEST_SUITE_P(Titles, PdfReference,
                         ::testing::Values("Likelihood", "LikelihoodKDE", "LikelihoodMIX",
                                           "LH_Spline1", "LH_Spline5", "LH_nbins",
                                           "LH_KDE_Nonadaptive_Mirror",
                                           "LH_KDE_Nonadaptive_Renorm"));

TEST(MvaPdfs, GiveTmvasProbabilityAndRarity) {
  const auto pdfs = MvaPdfs::Load(ReadReference("Fisher")->Child("MVAPdfs"));
  ASSERT_TRUE(pdfs.has_value());
  auto table = ReadTable("mva_pdfs.csv");
  ASSERT_GT(table["proba"].size(), 100u);
  for (std::size_t i = 0; i < table["proba"].size(); ++i) {
    const double response = table["response"][i];
    EXPECT_NEAR(pdfs->Probability(response, 0.5), table["proba"][i], 1e-5);
    EXPECT_NEAR(pdfs->Rarity(response), table["rarity"][i], 1e-5);
  }
}

TEST(MvaPdfs, AreBuiltAsTmvaBuildsThem) {
  const auto fisher = ReadReference("Fisher"), knn = ReadReference("KNN");
  std::vector<double> coefficients, responses, weights;
  std::vector<std::uint32_t> classes;
  for (const WeightNode* node : fisher->Child("Weights").Children("Coefficient"))
    coefficients.push_back(node->GetDouble("Value"));
  testing::TrainingEventsOf(*knn)->ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < batch.weights.size(); ++i) {
      double response = coefficients[0];
      for (std::size_t k = 0; k < 4; ++k) response += coefficients[k + 1] * batch.variables(i, k);
      responses.push_back(response);
      weights.push_back(batch.weights[i]);
      classes.push_back(batch.classes[i]);
    }
  });
  MvaPdfOptions options;
  OptionSet set("Fisher");
  options.Declare(set);
  set.Parse("PDFInterpolMVAPdf=Spline2:NbinsMVAPdf=50:NsmoothMVAPdf=10");
  options.Resolve(set);
  const auto ours =
      MvaPdfs::Build("Fisher", {responses, weights, classes, 0}, options, Log("test"));
  const auto theirs = MvaPdfs::Load(fisher->Child("MVAPdfs"));
  WeightNode saved("MVAPdfs");
  ours.Save(saved);
  const auto& expected = fisher->Child("MVAPdfs");
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(saved.Children()[k]->GetString("Name"), expected.Children()[k]->GetString("Name"));
    const auto a = saved.Children()[k]->Child("Histogram").Numbers(50);
    const auto b = expected.Children()[k]->Child("Histogram").Numbers(50);
    for (std::size_t i = 0; i < 50; ++i) EXPECT_NEAR(a[i], b[i], 1e-7);
  }
  EXPECT_DOUBLE_EQ(ours.Signal().Low(), theirs->Signal().Low());
  EXPECT_NEAR(ours.Probability(0.1, 0.3), theirs->Probability(0.1, 0.3), 1e-6);
}

TEST(MvaPdfs, RefuseWhatCannotBeDensities) {
  const MvaPdfOptions options;
  const std::vector<double> same(200, 0.5), weights(200, 1), empty;
  std::vector<std::uint32_t> classes(200, 0);
  EXPECT_THROW(MvaPdfs::Build("M", {same, weights, classes, 0}, options, Log("t")), DataError);
  std::vector<double> values(200);
  for (std::size_t i = 0; i < 200; ++i) values[i] = static_cast<double>(i);
  EXPECT_THROW(MvaPdfs::Build("M", {values, weights, classes, 0}, options, Log("t")), DataError);
  values[3] = std::nan("");
  EXPECT_THROW(MvaPdfs::Build("M", {values, weights, classes, 0}, options, Log("t")), DataError);
  EXPECT_FALSE(MvaPdfs::Load(WeightNode("MVAPdfs")).has_value());
}

BinnedContent Bump(std::size_t bins = 40) {
  BinnedContent histogram(bins, -2, 3);
  for (std::size_t i = 0; i < bins; ++i)
    histogram[i] = static_cast<float>(100 * std::exp(-histogram.Center(i) * histogram.Center(i)));
  return histogram;
}

TEST(Pdf, HasUnitIntegralWithEveryInterpolation) {
  for (int method = 0; method <= 5; ++method) {
    PdfSettings settings;
    settings.interpolation = static_cast<PdfInterpolation>(method);
    const Pdf pdf = Pdf::Build("bump", Bump(), settings);
    EXPECT_NEAR(pdf.Integral(pdf.Low(), pdf.High()), 1, 1e-5) << method;
    EXPECT_NEAR(pdf.Integral(-2, 0.3) + pdf.Integral(0.3, 3), 1, 1e-3) << method;
    EXPECT_NEAR(pdf.Value(0), 0.5653, 0.05) << method;
    EXPECT_EQ(pdf.Integral(-9, -8), 0);
    EXPECT_TRUE(std::isnan(pdf.Value(std::nan(""))));
    EXPECT_GT(pdf.Value(1e30), 0);
  }
}

TEST(Pdf, InverseUndoesACumulativeDistribution) {
  BinnedContent histogram(50, 10, 20);
  for (std::size_t i = 0; i < 50; ++i)
    histogram[i] = static_cast<float>(std::pow(static_cast<double>(i + 1) / 50, 2));
  PdfSettings settings;
  settings.interpolation = PdfInterpolation::kSpline1;
  settings.normalise = false;
  const Pdf pdf = Pdf::Build("rising", histogram, settings);
  for (double x = 10.2; x < 19.8; x += 0.37) EXPECT_NEAR(pdf.Inverse(pdf.Value(x)), x, 2e-3);
  EXPECT_NEAR(pdf.Inverse(2), 20, 1e-2);
  EXPECT_NEAR(pdf.Inverse(0), 10, 1e-2);
}

TEST(Pdf, SurvivesTheWeightFile) {
  PdfSettings settings;
  settings.min_smooth = settings.max_smooth = 3;
  BinnedContent uneven(std::vector<double>{0, 0.1, 0.5, 2, 7});
  uneven.Contents() = {1, 5, 3, 0.1f};
  for (const BinnedContent& histogram : {Bump(), uneven}) {
    const Pdf pdf = Pdf::Build("a \"name\" <x>", histogram, settings);
    WeightNode root("MethodSetup");
    pdf.Save(root.AddChild("PDF"));
    const auto read = ParseWeights(ToXml(root), "memory");
    const Pdf copy = Pdf::Load(read->Child("PDF"), true);
    EXPECT_EQ(copy.Name(), pdf.Name());
    for (double x = -3; x < 8; x += 0.11) EXPECT_EQ(copy.Value(x), pdf.Value(x));
  }
}

std::string PdfXml(const std::string& histogram, const std::string& smooth = "0") {
  return "<MethodSetup><PDF Name=\"x\" MinNSmooth=\"0\" MaxNSmooth=\"" + smooth +
         "\" InterpolMethod=\"2\" KDE_type=\"1\" KDE_iter=\"1\" KDE_border=\"1\" "
         "KDE_finefactor=\"1\">" +
         histogram + "</PDF></MethodSetup>";
}

TEST(Pdf, RefusesCorruptElements) {
  const auto load = [](const std::string& xml) {
    return Pdf::Load(ParseWeights(xml, "memory")->Child("PDF"), true);
  };
  const std::string good =
      "<Histogram Name=\"h\" NBins=\"3\" XMin=\"0\" XMax=\"1\" HasEquidistantBins=\"1\">1 2 "
      "1</Histogram>";
  EXPECT_NO_THROW(load(PdfXml(good)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return PdfXml(text.replace(text.find(from), from.size(), to));
  };
  EXPECT_THROW(load(with("NBins=\"3\"", "NBins=\"4\"")), ModelError);
  EXPECT_THROW(load(with("NBins=\"3\"", "NBins=\"999999999999\"")), ModelError);
  EXPECT_THROW(load(with("NBins=\"3\"", "NBins=\"-1\"")), ModelError);
  EXPECT_THROW(load(with("XMax=\"1\"", "XMax=\"0\"")), ModelError);
  EXPECT_THROW(load(with("XMax=\"1\"", "XMax=\"inf\"")), ModelError);
  EXPECT_THROW(load(with("1 2 1", "1 nan 1")), ModelError);
  EXPECT_THROW(load(with("HasEquidistantBins=\"1\"", "HasEquidistantBins=\"0\"")), ModelError);
  EXPECT_THROW(load(PdfXml(good, "1000000000")), ModelError);
  EXPECT_THROW(load(PdfXml("")), ModelError);
}

TEST(PdfOptions, SpecialOnesInheritFromGeneralOnes) {
  OptionSet set("Likelihood");
  PdfOptions general, special;
  general.Declare(set, "");
  special.Declare(set, "Sig[0]");
  set.Parse("NSmooth=3:PDFInterpol=KDE:NSmoothSig[0]=20:NAvEvtPerBin=20");
  special.InheritFrom(general, set, "Sig[0]");
  EXPECT_EQ(special.smooth, 20);
  EXPECT_EQ(special.interpolation, "KDE");
  EXPECT_EQ(general.Settings().min_smooth, 3);
  EXPECT_EQ(special.Settings().max_smooth, 20);
  EXPECT_EQ(special.NumBins(1000), 250u);  // kernels: five times as many
  special.bins = 40;
  EXPECT_EQ(special.NumBins(1000), 200u);
}

TEST(PdfOptions, ContradictionsAreErrors) {
  PdfOptions options;
  EXPECT_THROW(options.NumBins(49), OptionError);
  options.min_smooth = 5, options.max_smooth = 2;
  EXPECT_THROW(options.Settings(), OptionError);
  OptionSet set("X");
  PdfOptions declared;
  declared.Declare(set, "");
  EXPECT_THROW(set.Parse("PDFInterpol=Spline4"), OptionError);
}

}  // namespace
}  // namespace TMVA
