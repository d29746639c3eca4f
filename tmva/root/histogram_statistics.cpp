// TH1: sums, means and widths.
#include <TH1.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

inline namespace tmva_root {
namespace {

/// Mean of one axis from sums of weights.
double Mean(double sum, double weights) { return weights != 0 ? sum / weights : 0; }

}  // namespace

TH1::Sums TH1::SumsOfBins() const {
  Sums sums;
  for (Int_t bin = x_.GetFirst(); bin <= x_.GetLast(); ++bin) {
    const double w = GetBinContent(bin), error = GetBinError(bin), x = x_.GetBinCenter(bin);
    sums.w += w;
    sums.ww += error * error;
    sums.x += w * x;
    sums.xx += w * x * x;
  }
  return sums;
}

TH1::Sums TH1::Statistics() const {
  const auto is_whole = [](const TAxis& axis) {
    return axis.GetFirst() == 1 && axis.GetLast() == axis.GetNbins();
  };
  return is_set_ || !is_whole(x_) || !is_whole(y_) ? SumsOfBins() : sums_;
}

Double_t TH1::GetMean(Int_t axis) const {
  const Sums sums = Statistics();
  return Mean(axis == 2 ? sums.y : sums.x, sums.w);
}

Double_t TH1::GetStdDev(Int_t axis) const {
  const Sums sums = Statistics();
  const double mean = Mean(axis == 2 ? sums.y : sums.x, sums.w);
  return std::sqrt(std::abs(Mean(axis == 2 ? sums.yy : sums.xx, sums.w) - mean * mean));
}

Double_t TH1::GetEffectiveEntries() const {
  const Sums sums = Statistics();
  return sums.ww != 0 ? sums.w * sums.w / sums.ww : std::abs(sums.w);
}

Double_t TH1::GetMeanError(Int_t axis) const {
  const double entries = GetEffectiveEntries();
  return entries > 0 ? GetStdDev(axis) / std::sqrt(entries) : 0;
}

Double_t TH1::GetStdDevError(Int_t axis) const {
  const double entries = GetEffectiveEntries();
  return entries > 0 ? GetStdDev(axis) / std::sqrt(2 * entries) : 0;
}

Double_t TH1::GetSumOfWeights() const { return TH1::Integral(1, GetNbinsX(), ""); }

Double_t TH1::Integral(Option_t* option) const {
  return Integral(x_.GetFirst(), x_.GetLast(), option);
}

Double_t TH1::Integral(Int_t first, Int_t last, Option_t* option) const {
  const bool with_width = TString(option).Contains("width", TString::kIgnoreCase);
  double sum = 0;
  for (Int_t bin = std::max(first, 0); bin <= std::min(last, GetNbinsX() + 1); ++bin)
    sum += GetBinContent(bin) * (with_width ? x_.GetBinWidth(bin) : 1);
  return sum;
}

Int_t TH1::GetMaximumBin() const {
  Int_t best = -1;
  const Int_t rows = GetDimension() == 2 ? y_.GetLast() : 0;
  for (Int_t row = GetDimension() == 2 ? y_.GetFirst() : 0; row <= rows; ++row)
    for (Int_t column = x_.GetFirst(); column <= x_.GetLast(); ++column) {
      const Int_t bin = column + (GetNbinsX() + 2) * row;
      if (best < 0 || GetBinContent(bin) > GetBinContent(best)) best = bin;
    }
  return best;
}

Int_t TH1::GetMinimumBin() const {
  Int_t best = -1;
  const Int_t rows = GetDimension() == 2 ? y_.GetLast() : 0;
  for (Int_t row = GetDimension() == 2 ? y_.GetFirst() : 0; row <= rows; ++row)
    for (Int_t column = x_.GetFirst(); column <= x_.GetLast(); ++column) {
      const Int_t bin = column + (GetNbinsX() + 2) * row;
      if (best < 0 || GetBinContent(bin) < GetBinContent(best)) best = bin;
    }
  return best;
}

Double_t TH1::GetMaximum() const { return GetBinContent(GetMaximumBin()); }
Double_t TH1::GetMinimum() const { return GetBinContent(GetMinimumBin()); }

void TH1::Print(Option_t* option) const {
  std::printf("%s.Print Name  = %s, Entries= %d, Total sum= %g\n",
              GetDimension() == 2 ? "TH2" : "TH1", GetName(), static_cast<int>(entries_),
              GetSumOfWeights());
  if (!TString(option).Contains("all", TString::kIgnoreCase) || GetDimension() == 2) return;
  for (Int_t bin = 0; bin <= GetNbinsX() + 1; ++bin)
    std::printf(" fSumw[%d]=%g, x=%g, error=%g\n", bin, GetBinContent(bin), x_.GetBinCenter(bin),
                GetBinError(bin));
}

}  // namespace tmva_root
