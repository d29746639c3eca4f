// Pdf in the weight file: the PDF element with its original histogram.
#include <cmath>

#include <TMVA/Error.h>

#include "tmva/pdf/pdf.h"

namespace TMVA::inline standalone {
namespace {

// Bounds on the work that a corrupt file can ask for.
constexpr std::int64_t kMostBins = 1'000'000;
constexpr std::int64_t kMostSmoothings = 10'000;
constexpr double kMostSmoothedBins = 1e8;
constexpr std::size_t kMostKernels = 20'000;

BinnedContent LoadHistogram(const WeightNode& pdf) {
  const WeightNode& node = pdf.Child("Histogram");
  const std::int64_t bins = node.GetInt("NBins", 1, kMostBins);
  const std::vector<double> contents = node.Numbers(bins);
  BinnedContent histogram;
  try {
    if (node.GetInt("HasEquidistantBins", 0, 1) == 1)
      histogram = BinnedContent(contents.size(), node.GetDouble("XMin"), node.GetDouble("XMax"));
    else
      histogram = BinnedContent(pdf.Child("HistogramBinning").Numbers(bins + 1));
  } catch (const DataError& error) {
    node.Fail(error.what());
  }
  for (std::size_t i = 0; i < contents.size(); ++i) histogram[i] = static_cast<float>(contents[i]);
  return histogram;
}

}  // namespace

Pdf Pdf::Load(const WeightNode& node, bool normalise) {
  PdfSettings settings;
  settings.normalise = normalise;
  settings.min_smooth = static_cast<int>(node.GetInt("MinNSmooth", -1, kMostSmoothings));
  settings.max_smooth = static_cast<int>(node.GetInt("MaxNSmooth", -1, kMostSmoothings));
  settings.interpolation = static_cast<PdfInterpolation>(node.GetInt("InterpolMethod", 0, 5));
  settings.kde.adaptive = node.GetInt("KDE_iter", 0, 2) == 2;
  const std::int64_t border = node.GetInt("KDE_border", 0, 3);
  settings.kde.border = static_cast<KdeBorder>(border == 0 ? 1 : border);
  settings.kde.fine_factor = node.GetDouble("KDE_finefactor");
  try {
    BinnedContent histogram = LoadHistogram(node);
    const double bins = static_cast<double>(histogram.Size());
    const bool kernels = settings.interpolation == PdfInterpolation::kKde;
    if (settings.max_smooth * bins > kMostSmoothedBins) node.Fail("too many smoothings");
    if (kernels && histogram.Size() > kMostKernels) node.Fail("too many bins for kernels");
    Pdf pdf = Build(node.GetString("Name"), std::move(histogram), settings);
    pdf.histogram_name = node.Child("Histogram").GetString("Name");
    return pdf;
  } catch (const DataError& error) {
    node.Fail(error.what());
  }
}

void Pdf::Save(WeightNode& node) const {
  node.Set("Name", name_);
  node.Set("MinNSmooth", settings_.min_smooth).Set("MaxNSmooth", settings_.max_smooth);
  node.Set("InterpolMethod", static_cast<int>(settings_.interpolation));
  node.Set("KDE_type", 1);
  node.Set("KDE_iter", settings_.kde.adaptive ? 2 : 1);
  node.Set("KDE_border", static_cast<int>(settings_.kde.border));
  node.Set("KDE_finefactor", settings_.kde.fine_factor);
  WeightNode& histogram = node.AddChild("Histogram");
  histogram.Set("Name", histogram_name).Set("NBins", original_.Size());
  histogram.Set("XMin", original_.Low()).Set("XMax", original_.High());
  histogram.Set("HasEquidistantBins", original_.Equidistant() ? 1 : 0);
  histogram.SetNumbers(std::span<const float>(original_.Contents()));
  if (original_.Equidistant()) return;
  WeightNode& binning = node.AddChild("HistogramBinning");
  binning.Set("NBins", original_.Size());
  binning.SetNumbers(std::span<const double>(original_.Edges()));
}

}  // namespace TMVA::inline standalone
