// TStyle: how ROOT's pictures look. Accepted; C++ macros do not draw.
#pragma once

#include <TAttLine.h>
#include <TNamed.h>

inline namespace tmva_root {

class TStyle : public TNamed, public TAttLine, public TAttFill, public TAttMarker, public TAttText {
 public:
  TStyle(const char* name = "Modern", const char* title = "") : TNamed(name, title) {}
  const char* ClassName() const override { return "TStyle"; }
  void cd() {}
  void Reset(Option_t* = "") {}
  void SetOptStat(Option_t*) {}
  void SetPalette(Int_t = 57, const Int_t* = nullptr, Float_t = 1) {}
  void SetPaintTextFormat(const char* = "g") {}
  void SetPaperSize(Float_t = 20, Float_t = 26) {}
  void SetLineStyleString(Int_t, const char*) {}
  void SetTitleAlign(Int_t = 13) {}
  void SetTitleStyle(Int_t = 1001) {}
  void SetStatStyle(Int_t = 1001) {}
  void SetStatFormat(const char* = "6.4g") {}
  void SetFitFormat(const char* = "5.4g") {}
  void SetTimeOffset(Double_t) {}
  void SetNdivisions(Int_t = 510, Option_t* = "X") {}
  void SetOptStat(Int_t = 0) {}
  void SetOptFit(Int_t = 0) {}
  void SetOptTitle(Int_t = 0) {}
  void SetPadGridX(Int_t = 0) {}
  void SetPadGridY(Int_t = 0) {}
  void SetPadTickX(Int_t = 0) {}
  void SetPadTickY(Int_t = 0) {}
  void SetCanvasColor(Int_t = 0) {}
  void SetCanvasBorderMode(Int_t = 0) {}
  void SetCanvasDefH(Int_t = 0) {}
  void SetCanvasDefW(Int_t = 0) {}
  void SetPadColor(Int_t = 0) {}
  void SetPadBorderMode(Int_t = 0) {}
  void SetPadBorderSize(Int_t = 0) {}
  void SetFrameBorderMode(Int_t = 0) {}
  void SetFrameFillColor(Int_t = 0) {}
  void SetFrameLineColor(Int_t = 0) {}
  void SetFrameLineWidth(Int_t = 0) {}
  void SetStatColor(Int_t = 0) {}
  void SetStatFont(Int_t = 0) {}
  void SetStatBorderSize(Int_t = 0) {}
  void SetTitleColor(Int_t = 0) {}
  void SetTitleFillColor(Int_t = 0) {}
  void SetTitleTextColor(Int_t = 0) {}
  void SetTitleBorderSize(Int_t = 0) {}
  void SetHistLineColor(Int_t = 0) {}
  void SetHistLineWidth(Int_t = 0) {}
  void SetHistFillColor(Int_t = 0) {}
  void SetHistFillStyle(Int_t = 0) {}
  void SetLegendBorderSize(Int_t = 0) {}
  void SetLegendFillColor(Int_t = 0) {}
  void SetLegendFont(Int_t = 0) {}
  void SetNumberContours(Int_t = 0) {}
  void SetOptLogx(Int_t = 0) {}
  void SetOptLogy(Int_t = 0) {}
  void SetOptLogz(Int_t = 0) {}
  void SetFuncColor(Int_t = 0) {}
  void SetFuncWidth(Int_t = 0) {}
  void SetPadTopMargin(Float_t = 0) {}
  void SetPadBottomMargin(Float_t = 0) {}
  void SetPadLeftMargin(Float_t = 0) {}
  void SetPadRightMargin(Float_t = 0) {}
  void SetTitleX(Float_t = 0) {}
  void SetTitleY(Float_t = 0) {}
  void SetTitleW(Float_t = 0) {}
  void SetTitleH(Float_t = 0) {}
  void SetStatX(Float_t = 0) {}
  void SetStatY(Float_t = 0) {}
  void SetStatW(Float_t = 0) {}
  void SetStatH(Float_t = 0) {}
  void SetStatFontSize(Float_t = 0) {}
  void SetTitleFontSize(Float_t = 0) {}
  void SetEndErrorSize(Float_t = 0) {}
  void SetErrorX(Float_t = 0) {}
  void SetLegendTextSize(Float_t = 0) {}
  void SetTitleXOffset(Float_t = 0) {}
  void SetTitleYOffset(Float_t = 0) {}
  void SetBarWidth(Float_t = 0) {}
  void SetLabelSize(Float_t = 0, Option_t* = "X") {}
  void SetLabelOffset(Float_t = 0, Option_t* = "X") {}
  void SetTitleSize(Float_t = 0, Option_t* = "X") {}
  void SetTitleOffset(Float_t = 0, Option_t* = "X") {}
  void SetTickLength(Float_t = 0, Option_t* = "X") {}
  void SetLabelFont(Int_t = 0, Option_t* = "X") {}
  void SetTitleFont(Int_t = 0, Option_t* = "X") {}
  void SetLabelColor(Int_t = 0, Option_t* = "X") {}
  void SetAxisColor(Int_t = 0, Option_t* = "X") {}
};

extern TStyle* gStyle;

}  // namespace tmva_root
