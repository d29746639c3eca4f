// Binning and filling of histograms, with ROOT's rules.
#include <TMVA/Error.h>
#include <TMVA/Histogram.h>

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {
namespace {

/// Lower edges belong to their bin; NaN goes to the overflow. As in ROOT the edges low + i * width
/// decide, not the quotient, which may be rounded across one.
int FindUniformBin(double x, int bins, double low, double high) {
  if (x < low) return 0;
  if (!(x < high)) return bins + 1;
  const int bin = 1 + static_cast<int>(bins * (x - low) / (high - low));
  if (bin > bins) return bins;
  const double width = (high - low) / bins;
  if (x < low + (bin - 1) * width) return bin - 1;
  if (x >= low + bin * width) return bin + 1;
  return bin;
}

int FindBinOf(double x, int bins, double low, double high, const std::vector<double>& edges) {
  if (edges.empty()) return FindUniformBin(x, bins, low, high);
  if (x < edges.front()) return 0;
  if (!(x < edges.back())) return bins + 1;
  return static_cast<int>(std::ranges::upper_bound(edges, x) - edges.begin());
}

void CheckAxis(const std::string& name, char axis, int bins, double low, double high) {
  if (bins > 0 && low < high && std::isfinite(low) && std::isfinite(high)) return;
  throw DataError("histogram '" + name + "': " + axis + " axis of " + std::to_string(bins) +
                  " bins from " + std::to_string(low) + " to " + std::to_string(high) +
                  ", expected at least one bin and an ascending range");
}

/// Adds to a cell. The first weight other than 1 starts the sums of squares (until then they equal
/// the contents).
void AddToCell(std::vector<double>& contents, std::vector<double>& sumw2, std::size_t cell,
               double weight) {
  if (sumw2.empty() && weight != 1) sumw2 = contents;
  contents[cell] += weight;
  if (!sumw2.empty()) sumw2[cell] += weight * weight;
}

}  // namespace

Histogram1::Histogram1(std::string name, std::string title, int nbins, double xmin, double xmax,
                       bool single)
    : name(std::move(name)),
      title(std::move(title)),
      single(single),
      nbins(nbins),
      xmin(xmin),
      xmax(xmax) {
  CheckAxis(this->name, 'x', nbins, xmin, xmax);
  contents.assign(static_cast<std::size_t>(nbins) + 2, 0);
}

int Histogram1::FindBin(double x) const { return FindBinOf(x, nbins, xmin, xmax, edges); }

void Histogram1::Fill(double x, double weight) {
  const int bin = FindBin(x);
  entries += 1;
  AddToCell(contents, sumw2, static_cast<std::size_t>(bin), weight);
  if (bin == 0 || bin > nbins) return;
  sumw += weight;
  sumw_sq += weight * weight;
  sumwx += weight * x;
  sumwx2 += weight * x * x;
}

// Outside the axis bins count as being of the mean width.
double Histogram1::BinWidth(int bin) const {
  if (edges.empty()) return (xmax - xmin) / nbins;
  if (bin < 1 || bin > nbins) return (edges.back() - edges.front()) / nbins;
  const auto inside = static_cast<std::size_t>(bin);
  return edges[inside] - edges[inside - 1];
}

double Histogram1::BinCenter(int bin) const {
  if (edges.empty() || bin < 1 || bin > nbins)
    return (edges.empty() ? xmin : edges.front()) + (bin - 0.5) * BinWidth(0);
  const auto inside = static_cast<std::size_t>(bin);
  return edges[inside - 1] + 0.5 * (edges[inside] - edges[inside - 1]);
}

Histogram2::Histogram2(std::string name, std::string title, int nx, double xmin, double xmax,
                       int ny, double ymin, double ymax, bool single)
    : name(std::move(name)),
      title(std::move(title)),
      single(single),
      nx(nx),
      ny(ny),
      xmin(xmin),
      xmax(xmax),
      ymin(ymin),
      ymax(ymax) {
  CheckAxis(this->name, 'x', nx, xmin, xmax);
  CheckAxis(this->name, 'y', ny, ymin, ymax);
  contents.assign((static_cast<std::size_t>(nx) + 2) * (static_cast<std::size_t>(ny) + 2), 0);
}

void Histogram2::Fill(double x, double y, double weight) {
  const int ix = FindBinOf(x, nx, xmin, xmax, x_edges);
  const int iy = FindBinOf(y, ny, ymin, ymax, y_edges);
  entries += 1;
  AddToCell(contents, sumw2,
            static_cast<std::size_t>(ix) +
                (static_cast<std::size_t>(nx) + 2) * static_cast<std::size_t>(iy),
            weight);
  if (ix == 0 || ix > nx || iy == 0 || iy > ny) return;
  sumw += weight;
  sumw_sq += weight * weight;
  sumwx += weight * x;
  sumwx2 += weight * x * x;
  sumwy += weight * y;
  sumwy2 += weight * y * y;
  sumwxy += weight * x * y;
}

}  // namespace TMVA::inline standalone
