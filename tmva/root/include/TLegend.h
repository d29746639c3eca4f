// TLegend, TLine, TLatex, TText, TBox and TPaveText: what ROOT draws beside data. Accepted, not
// drawn.
#pragma once

#include <TAttLine.h>
#include <TNamed.h>

inline namespace tmva_root {

class TLegendEntry : public TNamed,
                     public TAttLine,
                     public TAttFill,
                     public TAttMarker,
                     public TAttText {
 public:
  const char* ClassName() const override { return "TLegendEntry"; }
};

class TBox : public TNamed, public TAttLine, public TAttFill {
 public:
  TBox(Double_t = 0, Double_t = 0, Double_t = 0, Double_t = 0) {}
  const char* ClassName() const override { return "TBox"; }
};

class TPave : public TBox, public TAttText {
 public:
  TPave(Double_t = 0, Double_t = 0, Double_t = 0, Double_t = 0, Int_t = 4, Option_t* = "br") {}
  const char* ClassName() const override { return "TPave"; }
  void SetBorderSize(Int_t = 4) {}
  void SetShadowColor(Int_t) {}
  void SetX1NDC(Double_t) {}
  void SetX2NDC(Double_t) {}
  void SetY1NDC(Double_t) {}
  void SetY2NDC(Double_t) {}
};

class TPaveText : public TPave {
 public:
  using TPave::TPave;
  const char* ClassName() const override { return "TPaveText"; }
  TLegendEntry* AddText(const char*) { return &line_; }

 private:
  TLegendEntry line_;
};
using TPaveLabel = TPaveText;

class TLegend : public TPave {
 public:
  TLegend(Double_t = 0.3, Double_t = 0.15, Double_t = 0.3, Double_t = 0.15, const char* = "",
          Option_t* = "brNDC") {}
  const char* ClassName() const override { return "TLegend"; }
  TLegendEntry* AddEntry(const TObject*, const char* = "", Option_t* = "lpf") { return &entry_; }
  TLegendEntry* AddEntry(const char*, const char* = "", Option_t* = "lpf") { return &entry_; }
  void SetHeader(const char*, Option_t* = "") {}
  void SetMargin(Float_t) {}
  void SetNColumns(Int_t) {}
  void SetEntrySeparation(Float_t) {}

 private:
  TLegendEntry entry_;
};

class TLine : public TNamed, public TAttLine {
 public:
  TLine(Double_t = 0, Double_t = 0, Double_t = 0, Double_t = 0) {}
  const char* ClassName() const override { return "TLine"; }
  TLine* DrawLine(Double_t, Double_t, Double_t, Double_t);
  void SetNDC(Bool_t = true) {}
};

class TText : public TNamed, public TAttText {
 public:
  TText(Double_t = 0, Double_t = 0, const char* text = "") : TNamed("", text) {}
  const char* ClassName() const override { return "TText"; }
  TText* DrawText(Double_t, Double_t, const char*);
  TText* DrawTextNDC(Double_t x, Double_t y, const char* text) { return DrawText(x, y, text); }
  void SetNDC(Bool_t = true) {}
};

class TLatex : public TText, public TAttLine {
 public:
  using TText::TText;
  const char* ClassName() const override { return "TLatex"; }
  TLatex* DrawLatex(Double_t, Double_t, const char*);
  TLatex* DrawLatexNDC(Double_t x, Double_t y, const char* text) { return DrawLatex(x, y, text); }
};

}  // namespace tmva_root
