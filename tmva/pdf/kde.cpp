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
    std::vector<float> edges(table.Size());
    for (std::size_t j = 0; j < edges.size(); ++j) edges[j] = static_cast<float>(table.LowEdge(j));
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
  // The arguments of the error function are floats, as in TMVA: far tails show the difference.
  void AddKernel(std::size_t bin, double at, const std::vector<float>& edges,
                 BinnedContent& table) const {
    const auto mean = static_cast<float>(at), sigma = static_cast<float>(widths_[bin]);
    const auto integral_to = [&](float x) {
      return std::erf(static_cast<double>((x - mean) / sigma));
    };
    double norm = 1;
    if (border_ == KdeBorder::kRenormalise)
      norm = 0.5 * (integral_to(static_cast<float>(source_.High())) -
                    integral_to(static_cast<float>(source_.Low())));
    double below = integral_to(edges[0]);
    for (std::size_t j = 0; j + 1 < edges.size(); ++j) {
      const double above = integral_to(edges[j + 1]);
      const auto share = static_cast<float>(0.5 * (above - below) / norm);
      table[j] += static_cast<float>(static_cast<double>(source_[bin]) * share);
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
