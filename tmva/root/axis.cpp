// TAxis: bins, with ROOT's rules.
#include <TAxis.h>

#include <algorithm>

#include <TMVA/Histogram.h>

inline namespace tmva_root {

Int_t TAxis::FindBin(Double_t x) const {
  TMVA::Histogram1 bins;  // the rules have one home
  bins.nbins = bins_;
  bins.xmin = low_;
  bins.xmax = high_;
  if (edges_.empty()) return bins.FindBin(x);
  if (x < edges_.front()) return 0;
  if (!(x < edges_.back())) return bins_ + 1;
  return static_cast<Int_t>(std::ranges::upper_bound(edges_, x) - edges_.begin());
}

Double_t TAxis::GetBinLowEdge(Int_t bin) const {
  if (edges_.empty() || bin < 1 || bin > bins_ + 1) return low_ + (bin - 1) * GetBinWidth(bin);
  return edges_[static_cast<std::size_t>(bin - 1)];
}

Double_t TAxis::GetBinWidth(Int_t bin) const {
  if (edges_.empty() || bin < 1 || bin > bins_) return (high_ - low_) / bins_;
  return edges_[static_cast<std::size_t>(bin)] - edges_[static_cast<std::size_t>(bin - 1)];
}

Double_t TAxis::GetBinCenter(Int_t bin) const {
  if (edges_.empty() || bin < 1 || bin > bins_) return low_ + (bin - 0.5) * GetBinWidth(bin);
  return GetBinLowEdge(bin) + 0.5 * GetBinWidth(bin);
}

void TAxis::SetBinLabel(Int_t bin, const char* label) {
  if (bin < 1 || bin > bins_) return;
  if (static_cast<std::size_t>(bin) > labels_.size()) labels_.resize(static_cast<std::size_t>(bin));
  labels_[static_cast<std::size_t>(bin - 1)] = label;
}

const char* TAxis::GetBinLabel(Int_t bin) const {
  if (bin < 1 || static_cast<std::size_t>(bin) > labels_.size()) return "";
  return labels_[static_cast<std::size_t>(bin - 1)].c_str();
}

void TAxis::SetRange(Int_t first, Int_t last) {
  const bool is_all = first == 0 && last == 0;
  first_ = is_all ? 0 : std::clamp(first, 1, bins_);
  last_ = is_all ? 0 : std::clamp(last, first_, bins_);
}

void TAxis::SetRangeUser(Double_t low, Double_t high) {
  Int_t last = FindBin(high);
  if (GetBinLowEdge(last) >= high) --last;  // the range ends before that bin
  SetRange(FindBin(low), last);
}

void TAxis::SetLimits(Double_t low, Double_t high) {
  low_ = low;
  high_ = high;
  edges_.clear();
}

}  // namespace tmva_root
