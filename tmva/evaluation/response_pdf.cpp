// Density of a response histogram.
#include "tmva/evaluation/response_pdf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kTableSize = 10000;
constexpr double kFloor = 1e-12;

/// Parabola through (-1, y0), (0, y1), (1, y2).
double Parabola(double y0, double y1, double y2, double x) {
  return y1 + 0.5 * x * ((y2 - y0) + x * (y0 - 2 * y1 + y2));
}

/// `position` counts bins from the first centre.
double QuadraticSpline(const std::vector<double>& y, double position) {
  const std::size_t n = y.size();
  const auto around = [&](std::size_t i) {
    return Parabola(y[i - 1], y[i], y[i + 1], position - static_cast<double>(i));
  };
  const double at = std::floor(position);
  if (at < 1) return around(1);
  if (at >= static_cast<double>(n) - 2) return around(n - 2);
  const auto i = static_cast<std::size_t>(at);
  return 0.5 * (around(i) + around(i + 1));
}

}  // namespace

ResponsePdf::ResponsePdf(const Histogram1& histogram)
    : min_(histogram.xmin), max_(histogram.xmax), table_(kTableSize) {
  const std::vector<double> y(histogram.contents.begin() + 1, histogram.contents.end() - 1);
  const double bins_per_step = static_cast<double>(y.size()) / static_cast<double>(kTableSize);
  for (std::size_t i = 0; i < kTableSize; ++i) {
    const double bin = (static_cast<double>(i) + 0.5) * bins_per_step;
    double value = QuadraticSpline(y, bin - 0.5);
    if (value <= kFloor) value = std::max(kFloor, y[static_cast<std::size_t>(bin)]);
    table_[i] = value;
  }
  const double sum = std::accumulate(table_.begin(), table_.end(), 0.0);
  for (double& value : table_) value /= sum * (max_ - min_) / static_cast<double>(kTableSize);
}

double ResponsePdf::operator()(double x) const {
  const double position = (x - min_) / (max_ - min_) * static_cast<double>(kTableSize) - 0.5;
  const double at = std::clamp(std::floor(position), 0.0, static_cast<double>(kTableSize - 2));
  const auto i = static_cast<std::size_t>(at);
  return std::max(kFloor, table_[i] + (position - at) * (table_[i + 1] - table_[i]));
}

double Separation(const ResponsePdf& signal, const ResponsePdf& background) {
  constexpr int kSteps = 100;
  const double step = (signal.Max() - signal.Min()) / kSteps;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double x = signal.Min() + (i + 0.5) * step;
    const double s = signal(x), b = background(x);
    sum += 0.5 * (s - b) * (s - b) / (s + b);
  }
  return sum * step;
}

double Separation(const Histogram1& signal, const Histogram1& background) {
  const auto total = [](const Histogram1& h) {
    return std::accumulate(h.contents.begin() + 1, h.contents.end() - 1, 0.0);
  };
  const double all_s = total(signal), all_b = total(background);
  if (!(all_s > 0) || !(all_b > 0)) return kNoFigure;
  double sum = 0;
  for (std::size_t i = 1; i + 1 < signal.contents.size(); ++i) {
    const double s = signal.contents[i] / all_s, b = background.contents[i] / all_b;
    if (s + b > 0) sum += 0.5 * (s - b) * (s - b) / (s + b);
  }
  return sum;
}

}  // namespace TMVA::inline standalone
