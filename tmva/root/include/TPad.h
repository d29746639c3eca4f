// TPad and TCanvas: where ROOT draws. C++ macros do not draw here: everything is accepted, one line
// says so, and nothing is saved.
#pragma once

#include <TAttLine.h>
#include <TNamed.h>

namespace TMVA::inline standalone {
class ROCCurves;
}

inline namespace tmva_root {

class TLegend;

/// Says, once, that C++ macros do not draw. `what` is what should have been drawn or saved.
void SayNotDrawn(const char* what);

class TPad : public TNamed, public TAttLine, public TAttFill {
 public:
  TPad() = default;
  TPad(const char* name, const char* title, Double_t = 0, Double_t = 0, Double_t = 1, Double_t = 1)
      : TNamed(name, title) {}
  const char* ClassName() const override { return "TPad"; }
  /// This pad stands for all of its parts.
  virtual TPad* cd(Int_t part = 0);
  TPad* GetPad(Int_t) { return this; }
  void Divide(Int_t = 1, Int_t = 1, Float_t = 0.01f, Float_t = 0.01f) {}
  void Clear(Option_t* = "") {}
  void Update() {}
  void Modified(Bool_t = true) {}
  void RedrawAxis(Option_t* = "") {}
  /// Saves nothing, and says so.
  void SaveAs(const char* path = "", Option_t* = "") const;
  void Print(Option_t* path = "") const override { SaveAs(path); }
  TObject* DrawClone(Option_t* = "");
  TLegend* BuildLegend(Double_t = 0.3, Double_t = 0.21, Double_t = 0.3, Double_t = 0.21,
                       const char* = "", Option_t* = "");

  void SetGrid(Int_t = 1, Int_t = 1) {}
  void SetGridx(Int_t = 1) {}
  void SetGridy(Int_t = 1) {}
  void SetLogx(Int_t = 1) {}
  void SetLogy(Int_t = 1) {}
  void SetLogz(Int_t = 1) {}
  void SetTicks(Int_t = 1, Int_t = 1) {}
  void SetTickx(Int_t = 1) {}
  void SetTicky(Int_t = 1) {}
  void SetBorderMode(Short_t) {}
  void SetBorderSize(Short_t) {}
  void SetFrameFillColor(Color_t) {}
  void SetLeftMargin(Float_t margin) { left_ = margin; }
  void SetRightMargin(Float_t margin) { right_ = margin; }
  void SetTopMargin(Float_t margin) { top_ = margin; }
  void SetBottomMargin(Float_t margin) { bottom_ = margin; }
  void SetMargin(Float_t left, Float_t right, Float_t bottom, Float_t top);
  Float_t GetLeftMargin() const { return left_; }
  Float_t GetRightMargin() const { return right_; }
  Float_t GetTopMargin() const { return top_; }
  Float_t GetBottomMargin() const { return bottom_; }

 private:
  Float_t left_ = 0.1f, right_ = 0.1f, top_ = 0.1f, bottom_ = 0.1f;
};
using TVirtualPad = TPad;

class TCanvas : public TPad {
 public:
  TCanvas(Bool_t = true) : TPad("c1", "c1") {}
  TCanvas(const char* name, const char* title = "", Int_t = 1) : TPad(name, title) {}
  TCanvas(const char* name, const char* title, Int_t, Int_t) : TPad(name, title) {}
  TCanvas(const char* name, const char* title, Int_t, Int_t, Int_t, Int_t) : TPad(name, title) {}
  /// What Factory::GetROCCurve returns, as TMVA has it; for ever.
  static TCanvas* Of(const TMVA::ROCCurves& curves);
  const char* ClassName() const override { return "TCanvas"; }
  void SetWindowSize(UInt_t, UInt_t) {}
  void SetCanvasSize(UInt_t, UInt_t) {}
};

/// The pad that is current; there always is one.
extern TPad* gPad;

}  // namespace tmva_root
