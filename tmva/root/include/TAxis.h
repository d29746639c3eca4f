// TAxis: bins and title of an axis.
#pragma once

#include <string>
#include <vector>

#include <TAttLine.h>
#include <TNamed.h>

inline namespace tmva_root {

/// `edges` are given where the bins differ in width. Bin 0 is the underflow, GetNbins() + 1 the
/// overflow.
class TAxis : public TNamed {
 public:
  TAxis() = default;
  TAxis(Int_t bins, Double_t low, Double_t high) : bins_(bins), low_(low), high_(high) {}
  TAxis(Int_t bins, const Double_t* edges)
      : bins_(bins), low_(edges[0]), high_(edges[bins]), edges_(edges, edges + bins + 1) {}
  const char* ClassName() const override { return "TAxis"; }

  Int_t GetNbins() const { return bins_; }
  Double_t GetXmin() const { return low_; }
  Double_t GetXmax() const { return high_; }
  Int_t FindBin(Double_t x) const;
  Int_t FindFixBin(Double_t x) const { return FindBin(x); }
  Double_t GetBinLowEdge(Int_t bin) const;
  Double_t GetBinUpEdge(Int_t bin) const { return GetBinLowEdge(bin + 1); }
  Double_t GetBinCenter(Int_t bin) const;
  Double_t GetBinWidth(Int_t bin) const;
  Bool_t IsVariableBinSize() const { return !edges_.empty(); }
  const std::vector<Double_t>& Edges() const { return edges_; }

  void SetBinLabel(Int_t bin, const char* label);
  const char* GetBinLabel(Int_t bin) const;
  const std::vector<std::string>& Labels() const { return labels_; }
  /// The bins that Integral, GetMean and the like look at; 0, 0 is all.
  void SetRange(Int_t first = 0, Int_t last = 0);
  void SetRangeUser(Double_t low, Double_t high);
  Int_t GetFirst() const { return first_ > 0 ? first_ : 1; }
  Int_t GetLast() const { return first_ > 0 ? last_ : bins_; }

  // Looks of an axis, which C++ macros do not draw.
  void CenterTitle(Bool_t = true) {}
  void RotateTitle(Bool_t = true) {}
  void SetTitleOffset(Float_t = 1) {}
  void SetTitleSize(Float_t = 0.04f) {}
  void SetTitleFont(Font_t = 62) {}
  void SetTitleColor(Color_t = 1) {}
  void SetLabelSize(Float_t = 0.04f) {}
  void SetLabelOffset(Float_t = 0.005f) {}
  void SetLabelFont(Font_t = 62) {}
  void SetLabelColor(Color_t = 1) {}
  void SetNdivisions(Int_t = 510, Bool_t = true) {}
  void SetTickLength(Float_t = 0.03f) {}
  void SetTimeDisplay(Int_t) {}
  void SetTimeFormat(const char* = "") {}
  void SetMoreLogLabels(Bool_t = true) {}
  void SetLimits(Double_t low, Double_t high);

 private:
  Int_t bins_ = 1, first_ = 0, last_ = 0;
  Double_t low_ = 0, high_ = 1;
  std::vector<Double_t> edges_;
  std::vector<std::string> labels_;
};

}  // namespace tmva_root
