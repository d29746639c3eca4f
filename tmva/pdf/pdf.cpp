// Pdf: smoothing, interpolation, tabulation and look-up.
#include "tmva/pdf/pdf.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <TMVA/Error.h>

#include "tmva/pdf/smooth.h"
#include "tmva/pdf/spline.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kTableBins = 10000;
constexpr double kFloor = 1e-12;

std::unique_ptr<Spline> MakeSpline(PdfInterpolation interpolation, Points points) {
  switch (interpolation) {
    case PdfInterpolation::kSpline1:
      return MakeLinearSpline(std::move(points));
    case PdfInterpolation::kSpline3:
      return MakeCubicSpline(std::move(points));
    case PdfInterpolation::kSpline5:
      return MakeQuinticSpline(std::move(points));
    default:
      return MakeQuadraticSpline(std::move(points));
  }
}

BinnedContent TabulateSpline(const BinnedContent& smoothed, PdfInterpolation interpolation) {
  Points points;
  for (std::size_t i = 0; i < smoothed.Size(); ++i) {
    points.x.push_back(smoothed.Center(i));
    points.y.push_back(smoothed[i]);
  }
  const auto spline = MakeSpline(interpolation, std::move(points));
  BinnedContent table(kTableBins, smoothed.Low(), smoothed.High());
  for (std::size_t i = 0; i < table.Size(); ++i) {
    const double x = table.Center(i);
    double y = spline->Value(x);
    if (!(y > kFloor)) y = smoothed[smoothed.Find(x)];
    table[i] = static_cast<float>(std::max(y, kFloor));
  }
  return table;
}

BinnedContent Tabulate(const BinnedContent& smoothed, const PdfSettings& settings) {
  if (settings.interpolation == PdfInterpolation::kSpline0) return smoothed;
  if (settings.interpolation != PdfInterpolation::kKde)
    return TabulateSpline(smoothed, settings.interpolation);
  BinnedContent table(kTableBins, smoothed.Low(), smoothed.High());
  EstimateDensity(smoothed, settings.kde, table);
  return table;
}

void Normalise(const std::string& name, BinnedContent& table) {
  double integral = 0;
  for (std::size_t i = 0; i < table.Size(); ++i) integral += table[i] * table.Width(i);
  if (!(integral > 0)) throw DataError(name + ": the integral of the density is not positive");
  for (float& content : table.Contents()) content = static_cast<float>(content / integral);
}

}  // namespace

Pdf Pdf::Build(std::string name, BinnedContent histogram, const PdfSettings& settings) {
  for (const float content : histogram.Contents())
    if (!std::isfinite(content)) throw DataError(name + ": a bin content is not finite");
  Pdf pdf;
  pdf.histogram_name = name + "_original";
  pdf.name_ = std::move(name);
  pdf.settings_ = settings;
  pdf.smoothed_ = histogram;
  pdf.original_ = std::move(histogram);
  // Kernels smooth by themselves.
  if (settings.interpolation != PdfInterpolation::kKde) {
    if (settings.min_smooth == settings.max_smooth)
      Smooth(pdf.smoothed_, settings.min_smooth);
    else
      SmoothAdaptively(pdf.smoothed_, settings.min_smooth, settings.max_smooth);
  }
  pdf.table_ = Tabulate(pdf.smoothed_, settings);
  if (settings.normalise) Normalise(pdf.name_, pdf.table_);
  return pdf;
}

double Pdf::Interpolate(double x) const {
  const std::size_t bin = table_.Find(x);
  double value = table_[bin];
  if (settings_.interpolation != PdfInterpolation::kSpline0 && table_.Size() > 1) {
    const bool up = bin == 0 || (x > table_.Center(bin) && bin + 1 != table_.Size());
    const std::size_t next = up ? bin + 1 : bin - 1;
    const double dx = table_.Center(bin) - table_.Center(next);
    const double dy = static_cast<double>(table_[bin]) - table_[next];
    value += (x - table_.Center(bin)) * dy / dx;
  }
  return std::isnan(x) ? x : value;
}

double Pdf::Value(double x) const {
  const double value = Interpolate(x);
  return value < kFloor ? kFloor : value;  // NaN stays
}

double Pdf::Integral(double from, double to) const {
  if (to < table_.Low() || from >= table_.High()) return 0;
  const std::size_t first = table_.Find(from), last = table_.Find(to);
  double integral = 0;
  for (std::size_t bin = first; bin <= last; ++bin) {
    double width = table_.Width(bin);
    if (bin == first)
      width = table_.HighEdge(bin) - from;
    else if (bin == last)
      width = to - table_.LowEdge(bin);
    integral += table_[bin] * width;
  }
  return integral;
}

double Pdf::Inverse(double y) const {
  // Bin numbers count from 1 here: 0 stands for content 0 below the table.
  std::size_t low = 0, high = table_.Size();
  double low_value = 0, high_value = table_[high - 1];
  for (std::size_t bin = high / 2; bin > low && bin < high; bin = low + (high - low) / 2) {
    if (y < table_[bin - 1]) {
      high = bin, high_value = table_[bin - 1];
    } else {
      low = bin, low_value = table_[bin - 1];
    }
  }
  const double width = table_.Width(0),
               low_x = table_.Low() + (static_cast<double>(low) - 0.5) * width;
  // Below a table that starts at its floor the line would fall without end.
  if (!(high_value > std::max(low_value, kFloor))) return low_x;
  return low_x + width * std::min(1., (y - low_value) / (high_value - low_value));
}

std::string Pdf::Check(double events) const {
  std::string bad;
  const double per_content = events / original_.Sum();
  for (std::size_t i = 0; i < original_.Size(); ++i) {
    const double expected = smoothed_[i] * per_content, seen = original_[i] * per_content;
    if (seen > 0 && std::abs(expected - seen) > 5 * std::sqrt(seen))
      bad += (bad.empty() ? "" : ", ") + std::to_string(i + 1);
  }
  return bad;
}

}  // namespace TMVA::inline standalone
