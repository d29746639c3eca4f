// What ROOT draws: accepted, said once, not drawn.
#include <TH1.h>
#include <TLegend.h>
#include <TPad.h>
#include <TStyle.h>

#include <atomic>
#include <string>

#include <TMVA/Log.h>

inline namespace tmva_root {

TStyle* gStyle = new TStyle;
TPad* gPad = new TCanvas;

void SayNotDrawn(const char* what) {
  static std::atomic<bool> is_said = false;
  if (is_said.exchange(true)) return;
  TMVA::Log("TCanvas").Info(std::string(what) +
                            ": C++ macros do not draw; what they write to files is there, and the "
                            "same script in Python (tmva.ROOT) draws");
}

TCanvas* TCanvas::Of(const TMVA::ROCCurves&) { return new TCanvas("roc", "ROC curves"); }

TPad* TPad::cd(Int_t) {
  gPad = this;
  return this;
}

void TPad::SaveAs(const char* path, Option_t*) const {
  SayNotDrawn(path && *path ? path : GetName());
}

TObject* TPad::DrawClone(Option_t*) {
  SayNotDrawn(GetName());
  return this;
}

TLegend* TPad::BuildLegend(Double_t, Double_t, Double_t, Double_t, const char*, Option_t*) {
  static TLegend legend;
  return &legend;
}

void TPad::SetMargin(Float_t left, Float_t right, Float_t bottom, Float_t top) {
  left_ = left;
  right_ = right;
  bottom_ = bottom;
  top_ = top;
}

TLine* TLine::DrawLine(Double_t, Double_t, Double_t, Double_t) {
  SayNotDrawn("a line");
  return this;
}

TText* TText::DrawText(Double_t, Double_t, const char* text) {
  SayNotDrawn(text);
  return this;
}

TLatex* TLatex::DrawLatex(Double_t, Double_t, const char* text) {
  SayNotDrawn(text);
  return this;
}

TH1* TH1::DrawCopy(Option_t*) const {
  SayNotDrawn(GetName());
  return Clone();
}

TH1* TH1::DrawClone(Option_t*) const { return DrawCopy(); }

}  // namespace tmva_root
