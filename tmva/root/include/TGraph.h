// TGraph and TMultiGraph: points.
#pragma once

#include <memory>
#include <vector>

#include <TAttLine.h>
#include <TAxis.h>
#include <TList.h>
#include <TNamed.h>

namespace TMVA::inline standalone {
struct Graph;
}

inline namespace tmva_root {

class TGraph : public TNamed, public TAttLine, public TAttFill, public TAttMarker {
 public:
  TGraph() : TNamed("Graph", "Graph") {}
  explicit TGraph(Int_t n) : TGraph() { Set(n); }
  TGraph(Int_t n, const Double_t* x, const Double_t* y);
  TGraph(Int_t n, const Float_t* x, const Float_t* y);
  explicit TGraph(const TMVA::Graph& graph);
  const char* ClassName() const override { return "TGraph"; }
  /// "title;title of x;title of y"
  void SetTitle(const char* title) override;
  TAxis* GetXaxis() { return &x_axis_; }
  TAxis* GetYaxis() { return &y_axis_; }

  Int_t GetN() const { return static_cast<Int_t>(x_.size()); }
  void Set(Int_t n);
  Double_t* GetX() { return x_.data(); }
  Double_t* GetY() { return y_.data(); }
  const Double_t* GetX() const { return x_.data(); }
  const Double_t* GetY() const { return y_.data(); }
  /// Makes room for the point where there is none yet.
  void SetPoint(Int_t i, Double_t x, Double_t y);
  void AddPoint(Double_t x, Double_t y) { SetPoint(GetN(), x, y); }
  /// -1 where there is no such point.
  Int_t GetPoint(Int_t i, Double_t& x, Double_t& y) const;
  Double_t GetPointX(Int_t i) const;
  Double_t GetPointY(Int_t i) const;
  Int_t RemovePoint(Int_t i);
  /// Straight lines between the points, by ascending x, and on beyond them.
  Double_t Eval(Double_t x) const;
  /// Area of the polygon that the points enclose.
  Double_t Integral() const;
  Double_t GetMean(Int_t axis = 1) const;
  void Sort();
  void Print(Option_t* option = "") const override;

  void SetMinimum(Double_t = -1111) {}
  void SetMaximum(Double_t = -1111) {}
  TMVA::Graph ToGraph() const;

 protected:
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;

 private:
  std::vector<Double_t> x_, y_;
  TAxis x_axis_, y_axis_;
};

/// Graphs that belong together. It owns what is added, as in ROOT.
class TMultiGraph : public TNamed {
 public:
  TMultiGraph() = default;
  TMultiGraph(const char* name, const char* title) : TNamed(name, title) {}
  const char* ClassName() const override { return "TMultiGraph"; }
  void Add(TGraph* graph, Option_t* option = "");
  TList* GetListOfGraphs() { return &list_; }
  TAxis* GetXaxis() { return &x_axis_; }
  TAxis* GetYaxis() { return &y_axis_; }

 protected:
  /// Every graph by itself.
  Int_t WriteInto(TDirectory& directory, const std::string& name) override;

 private:
  std::vector<std::unique_ptr<TGraph>> graphs_;
  TList list_;
  TAxis x_axis_, y_axis_;
};

}  // namespace tmva_root
