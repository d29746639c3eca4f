// TH1: histograms of one quantity, TH1F, TH1D and TH1I.
#pragma once

#include <memory>
#include <vector>

#include <TAttLine.h>
#include <TAxis.h>
#include <TNamed.h>

namespace TMVA::inline standalone {
struct Histogram1;
}

inline namespace tmva_root {

class TF1;
class TDirectory;

/// Contents are kept in double precision; TH1F and TH1I are rounded when they are written. A new
/// histogram belongs to the current directory and is written with it.
class TH1 : public TNamed, public TAttLine, public TAttFill, public TAttMarker {
 public:
  ~TH1() override;
  const char* ClassName() const override { return "TH1"; }
  virtual Int_t GetDimension() const { return 1; }
  TAxis* GetXaxis() { return &x_; }
  TAxis* GetYaxis() { return &y_; }
  const TAxis* GetXaxis() const { return &x_; }
  const TAxis* GetYaxis() const { return &y_; }
  Int_t GetNbinsX() const { return x_.GetNbins(); }
  Int_t GetNcells() const { return static_cast<Int_t>(contents_.size()); }
  /// "title;title of x;title of y"
  void SetTitle(const char* title) override;
  void SetXTitle(const char* title) { x_.SetTitle(title); }
  void SetYTitle(const char* title) { y_.SetTitle(title); }
  TDirectory* GetDirectory() const { return directory_; }
  void SetDirectory(TDirectory* directory);
  static void AddDirectory(Bool_t on = true) { add_to_directory_ = on; }
  static Bool_t AddDirectoryStatus() { return add_to_directory_; }
  static void SetDefaultSumw2(Bool_t on = true) { default_sumw2_ = on; }

  // NaN goes to the overflow. The first weight other than 1 starts the sums of squares.
  virtual Int_t Fill(Double_t x);
  virtual Int_t Fill(Double_t x, Double_t weight);
  void FillN(Int_t n, const Double_t* x, const Double_t* weights = nullptr, Int_t stride = 1);
  /// Random numbers after a function, "gaus" of mean 0 and width 1 or that of a TF1 with this name,
  /// or after a histogram.
  void FillRandom(const char* function, Int_t entries = 5000);
  void FillRandom(TF1* function, Int_t entries = 5000);
  void FillRandom(TH1* histogram, Int_t entries = 5000);
  Double_t GetRandom() const;
  Int_t FindBin(Double_t x) const { return x_.FindBin(x); }
  Double_t GetBinCenter(Int_t bin) const { return x_.GetBinCenter(bin); }
  Double_t GetBinLowEdge(Int_t bin) const { return x_.GetBinLowEdge(bin); }
  Double_t GetBinWidth(Int_t bin) const { return x_.GetBinWidth(bin); }
  // Outside the cells content and error are 0.
  Double_t GetBinContent(Int_t bin) const;
  Double_t GetBinError(Int_t bin) const;
  void SetBinContent(Int_t bin, Double_t content);
  void SetBinError(Int_t bin, Double_t error);
  void AddBinContent(Int_t bin, Double_t weight = 1);

  void Sumw2(Bool_t on = true);
  Int_t GetSumw2N() const { return static_cast<Int_t>(sumw2_.size()); }
  Double_t GetEntries() const { return entries_; }
  void SetEntries(Double_t entries) { entries_ = entries; }
  Double_t GetEffectiveEntries() const;
  Double_t GetSumOfWeights() const;
  /// Of all bins but under- and overflow, or of bins `first` to `last`; "width" multiplies with
  /// theirs.
  virtual Double_t Integral(Option_t* option = "") const;
  virtual Double_t Integral(Int_t first, Int_t last, Option_t* option = "") const;
  Double_t GetMean(Int_t axis = 1) const;
  Double_t GetMeanError(Int_t axis = 1) const;
  Double_t GetStdDev(Int_t axis = 1) const;
  Double_t GetStdDevError(Int_t axis = 1) const;
  Double_t GetRMS(Int_t axis = 1) const { return GetStdDev(axis); }
  Double_t GetMaximum() const;
  Double_t GetMinimum() const;
  Int_t GetMaximumBin() const;
  Int_t GetMinimumBin() const;
  void SetMaximum(Double_t = -1111) {}
  void SetMinimum(Double_t = -1111) {}

  // DataError for histograms of other bins.
  Bool_t Add(const TH1* other, Double_t factor = 1);
  Bool_t Divide(const TH1* other);
  Bool_t Multiply(const TH1* other);
  void Scale(Double_t factor = 1, Option_t* option = "");
  virtual void Reset(Option_t* option = "");
  TH1* Clone(const char* name = nullptr) const;
  TH1* DrawCopy(Option_t* = "") const;
  TH1* DrawClone(Option_t* = "") const;
  void Print(Option_t* option = "") const override;

  // Looks, which C++ macros do not draw.
  void SetLabelSize(Float_t = 0.02f, Option_t* = "X") {}
  void SetLabelOffset(Float_t = 0.005f, Option_t* = "X") {}
  void SetLabelFont(Font_t = 62, Option_t* = "X") {}
  void SetTitleSize(Float_t = 0.02f, Option_t* = "X") {}
  void SetTitleOffset(Float_t = 1, Option_t* = "X") {}
  void SetTitleFont(Font_t = 62, Option_t* = "X") {}
  void SetStats(Bool_t = true) {}
  void SetOption(Option_t* = "") {}

  TMVA::Histogram1 ToHistogram() const;

 protected:
  TH1(const char* name, const char* title, const TAxis& x, std::size_t cells);
  TH1(const TH1& other);
  virtual std::unique_ptr<TH1> Copy() const = 0;
  /// Contents are stored as float.
  virtual bool IsSingle() const { return true; }
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;
  void ForgetDirectory() override { directory_ = nullptr; }
  void JoinDirectory(TDirectory& directory) override { directory_ = &directory; }
  void SetContents(const TMVA::Histogram1& histogram);
  void AddToCell(std::size_t cell, double weight);
  /// Sums of the bins in the ranges of the axes, which stand for the sums made while filling once a
  /// range or a content was set.
  struct Sums {
    double w = 0, ww = 0, x = 0, xx = 0, y = 0, yy = 0, xy = 0;
  };
  virtual Sums SumsOfBins() const;
  Sums Statistics() const;

  TAxis x_, y_;
  std::vector<double> contents_, sumw2_;
  double entries_ = 0;
  Sums sums_;
  bool is_set_ = false;  ///< contents were set, not filled

 private:
  /// After arithmetic: as many unweighted entries as would be as significant, those outside
  /// included.
  double EntriesOfCells() const;
  void CheckBins(const TH1& other, const char* what) const;

  TDirectory* directory_ = nullptr;
  static bool add_to_directory_, default_sumw2_;
};

class TH1F : public TH1 {
 public:
  TH1F(const char* name, const char* title, Int_t bins, Double_t low, Double_t high)
      : TH1F(name, title, TAxis(bins, low, high)) {}
  TH1F(const char* name, const char* title, Int_t bins, const Double_t* edges)
      : TH1F(name, title, TAxis(bins, edges)) {}
  TH1F(const char* name, const char* title, Int_t bins, const Float_t* edges)
      : TH1F(name, title, bins, std::vector<Double_t>(edges, edges + bins + 1).data()) {}
  TH1F() : TH1F("", "", 1, 0, 1) {}
  explicit TH1F(const TMVA::Histogram1& histogram);
  const char* ClassName() const override { return "TH1F"; }

 protected:
  TH1F(const char* name, const char* title, const TAxis& x);
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH1F>(*this); }
};

class TH1D : public TH1F {
 public:
  using TH1F::TH1F;
  const char* ClassName() const override { return "TH1D"; }

 protected:
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH1D>(*this); }
  bool IsSingle() const override { return false; }
};

/// Counts; written as TH1D.
class TH1I : public TH1D {
 public:
  using TH1D::TH1D;
  const char* ClassName() const override { return "TH1I"; }

 protected:
  std::unique_ptr<TH1> Copy() const override { return std::make_unique<TH1I>(*this); }
};

}  // namespace tmva_root
