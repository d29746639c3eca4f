// TF1: a function of x with parameters.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <TAttLine.h>
#include <TNamed.h>

inline namespace tmva_root {

/// "gaus" (constant, mean, width), "expo", "polN", a formula in x with parameters [0], [1], ..., or
/// a C++ function of (x, parameters). It is found by its name in TH1::FillRandom.
class TF1 : public TNamed, public TAttLine, public TAttFill, public TAttMarker {
 public:
  using Function = std::function<Double_t(const Double_t*, const Double_t*)>;
  /// OptionError for a formula that cannot be read.
  TF1(const char* name, const char* formula, Double_t low = 0, Double_t high = 1);
  TF1(const char* name, Function function, Double_t low = 0, Double_t high = 1,
      Int_t parameters = 0);
  ~TF1() override;
  TF1(const TF1&) = delete;
  TF1& operator=(const TF1&) = delete;
  const char* ClassName() const override { return "TF1"; }
  /// By name; nullptr where there is none.
  static TF1* Find(const std::string& name);

  Double_t Eval(Double_t x) const;
  Double_t operator()(Double_t x) const { return Eval(x); }
  Int_t GetNpar() const { return static_cast<Int_t>(parameters_.size()); }
  void SetParameter(Int_t i, Double_t value) {
    parameters_.at(static_cast<std::size_t>(i)) = value;
  }
  Double_t GetParameter(Int_t i) const { return parameters_.at(static_cast<std::size_t>(i)); }
  /// DataError for more values than there are parameters.
  template <class... Values>
  void SetParameters(Double_t first, Values... values) {
    Assign({first, static_cast<Double_t>(values)...});
  }
  void SetParameters(const Double_t* values) { Assign({values, values + GetNpar()}); }
  void SetParNames(const char* = "", const char* = "", const char* = "", const char* = "") {}
  void SetRange(Double_t low, Double_t high) {
    low_ = low;
    high_ = high;
  }
  Double_t GetXmin() const { return low_; }
  Double_t GetXmax() const { return high_; }
  Double_t GetMaximum() const;
  Double_t Integral(Double_t low, Double_t high) const;
  /// A number between GetXmin() and GetXmax(), which occurs as often as the function says.
  Double_t GetRandom() const;
  void SetNpx(Int_t) {}

 private:
  void Assign(std::vector<Double_t> values);

  Function function_;
  std::vector<Double_t> parameters_;
  Double_t low_, high_;
};

}  // namespace tmva_root
