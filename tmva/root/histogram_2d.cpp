// TH2: histograms of two quantities.
#include <TH2.h>

#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>

inline namespace tmva_root {

TH2F::TH2F(const char* name, const char* title, const TAxis& x, const TAxis& y)
    : TH1(name, "", x,
          static_cast<std::size_t>(x.GetNbins() + 2) *
              static_cast<std::size_t>(std::max(y.GetNbins(), 0) + 2)) {
  if (y.GetNbins() < 1 || !(y.GetXmin() < y.GetXmax()))
    throw TMVA::DataError(std::string("histogram '") + name +
                          "': the y axis needs at least one bin and an ascending range");
  y_ = y;
  SetTitle(title);
}

Int_t TH2F::Fill(Double_t) {
  throw TMVA::DataError(std::string("histogram '") + GetName() + "': Fill needs x and y");
}

Int_t TH2F::Fill(Double_t x, Double_t y, Double_t weight) {
  const Int_t ix = x_.FindBin(x), iy = y_.FindBin(y), bin = GetBin(ix, iy);
  AddToCell(static_cast<std::size_t>(bin), weight);
  if (ix == 0 || ix > GetNbinsX() || iy == 0 || iy > GetNbinsY()) return -1;
  sums_.w += weight;
  sums_.ww += weight * weight;
  sums_.x += weight * x;
  sums_.xx += weight * x * x;
  sums_.y += weight * y;
  sums_.yy += weight * y * y;
  sums_.xy += weight * x * y;
  return bin;
}

TH1::Sums TH2F::SumsOfBins() const {
  Sums sums;
  for (Int_t iy = y_.GetFirst(); iy <= y_.GetLast(); ++iy)
    for (Int_t ix = x_.GetFirst(); ix <= x_.GetLast(); ++ix) {
      const double w = GetBinContent(ix, iy), error = GetBinError(ix, iy);
      const double x = x_.GetBinCenter(ix), y = y_.GetBinCenter(iy);
      sums.w += w;
      sums.ww += error * error;
      sums.x += w * x;
      sums.xx += w * x * x;
      sums.y += w * y;
      sums.yy += w * y * y;
      sums.xy += w * x * y;
    }
  return sums;
}

Double_t TH2F::Integral(Option_t*) const {
  return Integral(x_.GetFirst(), x_.GetLast(), y_.GetFirst(), y_.GetLast());
}

Double_t TH2F::Integral(Int_t first, Int_t last, Option_t*) const {
  return Integral(first, last, 1, GetNbinsY());
}

Double_t TH2F::Integral(Int_t xfirst, Int_t xlast, Int_t yfirst, Int_t ylast) const {
  double sum = 0;
  for (Int_t iy = std::max(yfirst, 0); iy <= std::min(ylast, GetNbinsY() + 1); ++iy)
    for (Int_t ix = std::max(xfirst, 0); ix <= std::min(xlast, GetNbinsX() + 1); ++ix)
      sum += GetBinContent(ix, iy);
  return sum;
}

Double_t TH2F::GetCovariance() const {
  const Sums sums = Statistics();
  return sums.w != 0 ? sums.xy / sums.w - sums.x / sums.w * sums.y / sums.w : 0;
}

Double_t TH2F::GetCorrelationFactor() const {
  const double widths = GetStdDev(1) * GetStdDev(2);
  return widths != 0 ? GetCovariance() / widths : 0;
}

}  // namespace tmva_root
