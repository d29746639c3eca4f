// Kernel density estimate: Gaussian kernels of fixed or adaptive width.
#include "tmva/pdf/kde.h"

#include <cmath>
#include <vector>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

// Width of the fixed kernel from number of entries and spread of the histogram.
double KernelWidth(const BinnedContent& histogram) {
  double sum = 0, mean = 0, square = 0;
  for (std::size_t i = 0; i < histogram.Size(); ++i) {
    const double weight = histogram[i], x = histogram.Center(i);
    sum += weight, mean += weight * x, square += weight * x * x;
  }
  if (!(sum > 0)) throw DataError("kernel density estimate: the histogram is empty");
  mean /= sum;
  const double rms = std::sqrt(std::abs(square / sum - mean * mean));
  const double sigma = std::sqrt(2.) * std::pow(4. / 3., 0.2) * rms * std::pow(sum, -0.2);
  if (!(sigma > 0))
    throw DataError("kernel density estimate: all entries of the histogram are in one bin");
  return sigma;
}

class Kernels {
 public:
  Kernels(const BinnedContent& source, const KdeSettings& settings)
      : source_(source), border_(settings.border), widths_(source.Size(), KernelWidth(source)) {
    if (!settings.adaptive) return;
    BinnedContent first = source;
    for (float& content : first.Contents()) content = 0;
    FillTable(first);
    double integral = 0;
    for (std::size_t i = 0; i + 1 < first.Size(); ++i) integral += first[i] * first.Width(i);
    for (std::size_t i = 0; i < first.Size(); ++i) {
      const double density = first[i] / integral;
      // Where there is nothing the kernel carries no weight: any width will do.
      if (density > 0) widths_[i] *= settings.fine_factor / std::sqrt(density);
    }
  }

  // The last bins of source and table are left out, as in TMVA.
  void FillTable(BinnedContent& table) const {
    const std::size_t bins = source_.Size();
    std::vector<double> edges(table.Size());
    for (std::size_t j = 0; j < edges.size(); ++j) edges[j] = table.LowEdge(j);
    for (std::size_t i = 0; i + 1 < bins; ++i) {
      if (source_[i] == 0) continue;
      const double x = source_.Center(i);
      AddKernel(i, x, edges, table);
      if (border_ != KdeBorder::kMirror) continue;
      if (i + 1 < bins / 5) AddKernel(i, 2 * source_.Low() - x, edges, table);
      if (i + 1 > 4 * bins / 5) AddKernel(i, 2 * source_.High() - x, edges, table);
    }
  }

 private:
  void AddKernel(std::size_t bin, double mean, const std::vector<double>& edges,
                 BinnedContent& table) const {
    const double sigma = widths_[bin];
    double norm = 0.5 * source_[bin];
    if (border_ == KdeBorder::kRenormalise)
      norm /= 0.5 * (std::erf((source_.High() - mean) / sigma) -
                     std::erf((source_.Low() - mean) / sigma));
    double below = std::erf((edges[0] - mean) / sigma);
    for (std::size_t j = 0; j + 1 < edges.size(); ++j) {
      const double above = std::erf((edges[j + 1] - mean) / sigma);
      table[j] += static_cast<float>(norm * (above - below));
      below = above;
    }
  }

  const BinnedContent& source_;
  KdeBorder border_;
  std::vector<double> widths_;
};

}  // namespace

void EstimateDensity(const BinnedContent& source, const KdeSettings& settings,
                     BinnedContent& table) {
  Kernels(source, settings).FillTable(table);
}

}  // namespace TMVA::inline standalone
