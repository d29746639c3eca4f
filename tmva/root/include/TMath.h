// TMath: constants and functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

#include <Rtypes.h>

inline namespace tmva_root {

namespace TMath {

constexpr Double_t Pi() { return 3.14159265358979323846; }
constexpr Double_t TwoPi() { return 2 * Pi(); }
constexpr Double_t PiOver2() { return Pi() / 2; }
constexpr Double_t PiOver4() { return Pi() / 4; }
constexpr Double_t InvPi() { return 1 / Pi(); }
constexpr Double_t RadToDeg() { return 180 / Pi(); }
constexpr Double_t DegToRad() { return Pi() / 180; }
constexpr Double_t Sqrt2() { return 1.4142135623730950488016887242097; }
constexpr Double_t E() { return 2.71828182845904523536; }
constexpr Double_t Ln10() { return 2.30258509299404568402; }
constexpr Double_t LogE() { return 0.43429448190325182765; }
constexpr Double_t C() { return 2.99792458e8; }      ///< m / s
constexpr Double_t H() { return 6.62607015e-34; }    ///< J s
constexpr Double_t K() { return 1.380649e-23; }      ///< J / K
constexpr Double_t Qe() { return 1.602176634e-19; }  ///< C
constexpr Double_t Na() { return 6.02214076e+23; }   ///< 1 / mol
constexpr Double_t Infinity() { return std::numeric_limits<Double_t>::infinity(); }
constexpr Double_t QuietNaN() { return std::numeric_limits<Double_t>::quiet_NaN(); }

inline Double_t Sin(Double_t x) { return std::sin(x); }
inline Double_t Cos(Double_t x) { return std::cos(x); }
inline Double_t Tan(Double_t x) { return std::tan(x); }
inline Double_t ASin(Double_t x) { return std::asin(std::clamp(x, -1.0, 1.0)); }
inline Double_t ACos(Double_t x) { return std::acos(std::clamp(x, -1.0, 1.0)); }
inline Double_t ATan(Double_t x) { return std::atan(x); }
inline Double_t ATan2(Double_t y, Double_t x) { return std::atan2(y, x); }
inline Double_t SinH(Double_t x) { return std::sinh(x); }
inline Double_t CosH(Double_t x) { return std::cosh(x); }
inline Double_t TanH(Double_t x) { return std::tanh(x); }
inline Double_t Hypot(Double_t x, Double_t y) { return std::hypot(x, y); }
inline Double_t Sqrt(Double_t x) { return std::sqrt(x); }
inline Double_t Exp(Double_t x) { return std::exp(x); }
inline Double_t Log(Double_t x) { return std::log(x); }
inline Double_t Log2(Double_t x) { return std::log2(x); }
inline Double_t Log10(Double_t x) { return std::log10(x); }
inline Double_t Power(Double_t x, Double_t y) { return std::pow(x, y); }
inline Double_t Ceil(Double_t x) { return std::ceil(x); }
inline Double_t Floor(Double_t x) { return std::floor(x); }
inline Int_t CeilNint(Double_t x) { return static_cast<Int_t>(std::ceil(x)); }
inline Int_t FloorNint(Double_t x) { return static_cast<Int_t>(std::floor(x)); }
/// The nearest integer; of two equally near ones the even one.
inline Int_t Nint(Double_t x) { return static_cast<Int_t>(std::nearbyint(x)); }
inline Bool_t Finite(Double_t x) { return std::isfinite(x); }
inline Bool_t IsNaN(Double_t x) { return std::isnan(x); }
inline Bool_t Even(Long64_t n) { return n % 2 == 0; }
inline Bool_t Odd(Long64_t n) { return n % 2 != 0; }

template <class T>
T Abs(T x) {
  return x < 0 ? -x : x;
}
inline Double_t Abs(Double_t x) { return std::fabs(x); }
inline Float_t Abs(Float_t x) { return std::fabs(x); }
template <class A, class B>
auto Min(A a, B b) {
  return a <= b ? a : b;
}
template <class A, class B>
auto Max(A a, B b) {
  return a >= b ? a : b;
}
template <class T>
T Sq(T x) {
  return x * x;
}
template <class T>
T Range(T low, T high, T x) {
  return std::clamp(x, low, high);
}
template <class T>
T Sign(T magnitude, T of) {
  return std::copysign(magnitude, of);
}
inline Bool_t AreEqualAbs(Double_t a, Double_t b, Double_t epsilon) {
  return std::fabs(a - b) < epsilon;
}
inline Bool_t AreEqualRel(Double_t a, Double_t b, Double_t precision) {
  return std::fabs(a - b) <= 0.5 * precision * (std::fabs(a) + std::fabs(b));
}

inline Double_t Gaus(Double_t x, Double_t mean = 0, Double_t sigma = 1, Bool_t norm = false) {
  if (sigma == 0) return 1e30;
  const Double_t z = (x - mean) / sigma;
  const Double_t value = std::exp(-0.5 * z * z);
  return norm ? value / (std::sqrt(TwoPi()) * sigma) : value;
}
inline Double_t BreitWigner(Double_t x, Double_t mean = 0, Double_t gamma = 1) {
  return gamma / ((x - mean) * (x - mean) + gamma * gamma / 4) / TwoPi();
}
inline Double_t Poisson(Double_t x, Double_t mean) {
  if (x < 0) return 0;
  return x == 0 ? std::exp(-mean) : std::exp(x * std::log(mean) - std::lgamma(x + 1) - mean);
}
inline Double_t Erf(Double_t x) { return std::erf(x); }
inline Double_t Erfc(Double_t x) { return std::erfc(x); }
inline Double_t Gamma(Double_t x) { return std::tgamma(x); }
inline Double_t LnGamma(Double_t x) { return std::lgamma(x); }
inline Double_t Beta(Double_t a, Double_t b) {
  return std::exp(std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b));
}
inline Double_t Freq(Double_t x) { return 0.5 * std::erfc(-x / Sqrt2()); }
inline Double_t Factorial(Int_t n) { return std::round(std::tgamma(n + 1.0)); }

// Arrays and ranges.
template <class T>
Double_t Mean(Long64_t n, const T* values) {
  return std::accumulate(values, values + n, 0.0) / n;
}
template <class Iterator>
Double_t Mean(Iterator first, Iterator last) {
  Double_t sum = 0;
  Long64_t n = 0;
  for (; first != last; ++first, ++n) sum += *first;
  return sum / n;
}
/// Standard deviation, with n - 1.
template <class T>
Double_t StdDev(Long64_t n, const T* values) {
  const Double_t mean = Mean(n, values);
  Double_t sum = 0;
  for (Long64_t i = 0; i < n; ++i) sum += (values[i] - mean) * (values[i] - mean);
  return n > 1 ? std::sqrt(sum / (n - 1)) : 0;
}
template <class T>
Double_t RMS(Long64_t n, const T* values) {
  return StdDev(n, values);
}
template <class T>
T MinElement(Long64_t n, const T* values) {
  return *std::min_element(values, values + n);
}
template <class T>
T MaxElement(Long64_t n, const T* values) {
  return *std::max_element(values, values + n);
}
template <class T>
Long64_t LocMin(Long64_t n, const T* values) {
  return std::min_element(values, values + n) - values;
}
template <class T>
Long64_t LocMax(Long64_t n, const T* values) {
  return std::max_element(values, values + n) - values;
}
template <class T, class Index>
void Sort(Index n, const T* values, Index* order, Bool_t down = true) {
  std::iota(order, order + n, Index(0));
  std::stable_sort(order, order + n, [&](Index a, Index b) {
    return down ? values[a] > values[b] : values[a] < values[b];
  });
}

}  // namespace TMath

}  // namespace tmva_root
