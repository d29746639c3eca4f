// Helpers on histograms: unit area, mutual information, correlation ratio.
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "tmva/evaluation/figures.h"

namespace TMVA::inline standalone {
namespace {

/// Contents without under- and overflow, two by two bins joined, [nx, ny].
struct Cells {
  std::size_t nx, ny;
  std::vector<double> values;
  double total = 0;
  std::vector<double> by_x, by_y;
};

Cells Rebinned(const Histogram2& h) {
  Cells cells{
      static_cast<std::size_t>(h.nx / 2), static_cast<std::size_t>(h.ny / 2), {}, 0, {}, {}};
  cells.values.assign(cells.nx * cells.ny, 0.0);
  cells.by_x.assign(cells.nx, 0.0);
  cells.by_y.assign(cells.ny, 0.0);
  const std::size_t row = static_cast<std::size_t>(h.nx) + 2;
  for (std::size_t y = 0; y < 2 * cells.ny; ++y)
    for (std::size_t x = 0; x < 2 * cells.nx; ++x) {
      const double value = h.contents[(x + 1) + row * (y + 1)];
      cells.values[x / 2 * cells.ny + y / 2] += value;
      cells.by_x[x / 2] += value;
      cells.by_y[y / 2] += value;
      cells.total += value;
    }
  return cells;
}

}  // namespace

Histogram1 WeightedHistogram(const std::string& name, const std::string& title, int bins,
                             double min, double max, bool single) {
  Histogram1 histogram(name, title, bins, min, max, single);
  histogram.sumw2.assign(static_cast<std::size_t>(bins) + 2, 0.0);
  return histogram;
}

void NormaliseArea(Histogram1& h) {
  const double sum = std::accumulate(h.contents.begin() + 1, h.contents.end() - 1, 0.0);
  if (sum == 0) return;
  const double factor = 1 / (sum * (h.xmax - h.xmin) / h.nbins);
  for (double& content : h.contents) content *= factor;
  for (double& content : h.sumw2) content *= factor * factor;
  h.sumw *= factor;
  h.sumw_sq *= factor * factor;
  h.sumwx *= factor;
  h.sumwx2 *= factor;
}

double MutualInformation(const Histogram2& histogram) {
  const Cells cells = Rebinned(histogram);
  if (!(cells.total > 0)) return kNoFigure;
  double sum = 0;
  for (std::size_t x = 0; x < cells.nx; ++x)
    for (std::size_t y = 0; y < cells.ny; ++y) {
      const double p = cells.values[x * cells.ny + y] / cells.total;
      const double independent = cells.by_x[x] / cells.total * (cells.by_y[y] / cells.total);
      if (p > 0 && independent > 0) sum += p * std::log(p / independent);
    }
  return sum;
}

double CorrelationRatio(const Histogram2& h) {
  const Cells cells = Rebinned(h);
  if (!(cells.total > 0)) return kNoFigure;
  const double step = (h.ymax - h.ymin) / static_cast<double>(cells.ny);
  const auto centre = [&](std::size_t y) { return h.ymin + (static_cast<double>(y) + 0.5) * step; };
  double mean = 0, variance = 0, explained = 0;
  for (std::size_t y = 0; y < cells.ny; ++y) mean += cells.by_y[y] * centre(y) / cells.total;
  for (std::size_t y = 0; y < cells.ny; ++y)
    variance += cells.by_y[y] * (centre(y) - mean) * (centre(y) - mean) / cells.total;
  for (std::size_t x = 0; x < cells.nx; ++x) {
    if (!(cells.by_x[x] > 0)) continue;
    double slice = 0;
    for (std::size_t y = 0; y < cells.ny; ++y) slice += cells.values[x * cells.ny + y] * centre(y);
    slice = slice / cells.by_x[x] - mean;
    explained += cells.by_x[x] * slice * slice / cells.total;
  }
  return variance > 0 ? explained / variance : kNoFigure;
}

Histogram2 Transposed(const Histogram2& h) {
  Histogram2 result(h.name, h.title, h.ny, h.ymin, h.ymax, h.nx, h.xmin, h.xmax, h.single);
  const auto nx = static_cast<std::size_t>(h.nx) + 2, ny = static_cast<std::size_t>(h.ny) + 2;
  for (std::size_t y = 0; y < ny; ++y)
    for (std::size_t x = 0; x < nx; ++x) result.contents[y + ny * x] = h.contents[x + nx * y];
  return result;
}

}  // namespace TMVA::inline standalone
