// TH2: histograms of two quantities, TH2F, TH2D and TH2I.
#pragma once

#include <memory>

#include <TH1.h>

namespace TMVA::inline standalone {
struct Histogram2;
}

inline namespace tmva_root {

class TH2F : public TH1 {
 public:
  TH2F(const char* name, const char* title, Int_t nx, Double_t xlow, Double_t xhigh, Int_t ny,
       Double_t ylow, Double_t yhigh)
      : TH2F(name, title, TAxis(nx, xlow, xhigh), TAxis(ny, ylow, yhigh)) {}
  TH2F(const char* name, const char* title, Int_t nx, const Double_t* xedges, Int_t ny,
       const Double_t* yedges)
      : TH2F(name, title, TAxis(nx, xedges), TAxis(ny, yedges)) {}
  explicit TH2F(const TMVA::Histogram2& histogram);
  const char* ClassName() const override { return "TH2F"; }
  Int_t GetDimension() const override { return 2; }

  Int_t Fill(Double_t) override;
  Int_t Fill(Double_t x, Double_t y) override { return Fill(x, y, 1); }
  Int_t Fill(Double_t x, Double_t y, Double_t weight);
  Int_t GetNbinsY() const { return y_.GetNbins(); }
  Int_t GetBin(Int_t x, Int_t y) const { return x + (GetNbinsX() + 2) * y; }
  Int_t FindBin(Double_t x, Double_t y) const { return GetBin(x_.FindBin(x), y_.FindBin(y)); }
  using TH1::GetBinContent;
  using TH1::GetBinError;
  using TH1::SetBinContent;
  using TH1::SetBinError;
  Double_t GetBinContent(Int_t x, Int_t y) const { return GetBinContent(GetBin(x, y)); }
  Double_t GetBinError(Int_t x, Int_t y) const { return GetBinError(GetBin(x, y)); }
  void SetBinContent(Int_t x, Int_t y, Double_t value) { SetBinContent(GetBin(x, y), value); }
  void SetBinError(Int_t x, Int_t y, Double_t error) { SetBinError(GetBin(x, y), error); }
  using TH1::Integral;
  Double_t Integral(Option_t* option = "") const override;
  Double_t Integral(Int_t first, Int_t last, Option_t* option = "") const override;
  Double_t Integral(Int_t xfirst, Int_t xlast, Int_t yfirst, Int_t ylast) const;
  Double_t GetCorrelationFactor() const;
  Double_t GetCovariance() const;

  TMVA::Histogram2 ToHistogram() const;

 protected:
  TH2F(const char* name, const char* title, const TAxis& x, const TAxis& y);
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH2F>(*this); }
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;
  Sums SumsOfBins() const override;
};
using TH2 = TH2F;

class TH2D : public TH2F {
 public:
  using TH2F::TH2F;
  const char* ClassName() const override { return "TH2D"; }

 protected:
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH2D>(*this); }
  bool IsSingle() const override { return false; }
};

/// Counts; written as TH2D.
class TH2I : public TH2D {
 public:
  using TH2D::TH2D;
  const char* ClassName() const override { return "TH2I"; }

 protected:
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH2I>(*this); }
};

}  // namespace tmva_root
