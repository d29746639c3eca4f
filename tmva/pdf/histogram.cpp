// BinnedContent: edges, centres and filling, with ROOT's arithmetic.
#include "tmva/pdf/histogram.h"

#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

BinnedContent::BinnedContent(std::size_t bins, double low, double high)
    : low_(low), high_(high), contents_(bins) {
  if (bins == 0 || !(low < high) || !std::isfinite(high - low))
    throw DataError("histogram: needs at least one bin and a finite range");
  width_ = (high - low) / static_cast<double>(bins);
}

BinnedContent::BinnedContent(std::vector<double> edges) : edges_(std::move(edges)) {
  if (edges_.size() < 2) throw DataError("histogram: needs at least two bin edges");
  for (std::size_t i = 0; i + 1 < edges_.size(); ++i)
    if (!(edges_[i] < edges_[i + 1])) throw DataError("histogram: bin edges must increase");
  low_ = edges_.front(), high_ = edges_.back();
  if (!std::isfinite(high_ - low_)) throw DataError("histogram: bin edges must be finite");
  contents_.resize(edges_.size() - 1);
}

double BinnedContent::LowEdge(std::size_t bin) const {
  if (!edges_.empty()) return edges_[bin];
  return low_ + static_cast<double>(bin) * width_;
}

double BinnedContent::Width(std::size_t bin) const {
  return edges_.empty() ? width_ : edges_[bin + 1] - edges_[bin];
}

double BinnedContent::Center(std::size_t bin) const {
  if (!edges_.empty()) return edges_[bin] + 0.5 * Width(bin);
  return low_ + (static_cast<double>(bin) + 0.5) * Width(bin);
}

std::size_t BinnedContent::Find(double x) const {
  if (!(x > low_)) return 0;
  if (!(x < high_)) return Size() - 1;
  if (!edges_.empty())
    return static_cast<std::size_t>(std::upper_bound(edges_.begin(), edges_.end(), x) -
                                    edges_.begin()) -
           1;
  const auto bin =
      static_cast<std::size_t>(static_cast<double>(Size()) * (x - low_) / (high_ - low_));
  return std::min(bin, Size() - 1);
}

void BinnedContent::Fill(double x, double weight) {
  if (x >= low_ && x < high_) contents_[Find(x)] += static_cast<float>(weight);
}

double BinnedContent::Sum() const {
  double sum = 0;
  for (const float content : contents_) sum += content;
  return sum;
}

}  // namespace TMVA::inline standalone
