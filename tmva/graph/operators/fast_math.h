// Exponential functions without calls, which compilers turn into vector code.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace TMVA::inline standalone::onnx {

inline double Exp(double x) { return std::exp(x); }
inline double Expm1(double x) { return std::expm1(x); }
inline double Log1p(double x) { return std::log1p(x); }
inline double Tanh(double x) { return std::tanh(x); }
inline double Erf(double x) { return std::erf(x); }
inline double Erfc(double x) { return std::erfc(x); }

/// c0 + c1 x + ..., the highest coefficient first.
template <class... Cs>
float Polynomial(float x, float highest, Cs... rest) {
  float sum = highest;
  ((sum = sum * x + static_cast<float>(rest)), ...);
  return sum;
}

/// e^x to about 2e-7: 2^n times the Taylor series of e^r with |r| <= log(2) / 2.
inline float Exp(float x) {
  constexpr float kRound = 12582912.0F;  // 1.5 * 2^23: adding it leaves no digits after the point
  const float low = x < -104.0F ? -104.0F : x;
  const float in_range = low > 89.0F ? 89.0F : low;
  const float shifted = in_range * 1.44269504F + kRound;
  const auto n = static_cast<std::int32_t>(std::bit_cast<std::uint32_t>(shifted) -
                                           std::bit_cast<std::uint32_t>(kRound));
  const float whole = shifted - kRound;
  // log(2) in two parts, of which the first has few digits, so that its product is exact.
  const float r = in_range - whole * 0.693359375F + whole * 2.12194440e-4F;
  const float series = Polynomial(r, 1.0F / 5040, 1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F,
                                  1.0F, 1.0F);
  // 2^n in two factors: the result may be a denormal number or infinite.
  const std::int32_t half = n / 2;
  const auto power = [](std::int32_t e) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(e + 127) << 23);
  };
  return series * power(half) * power(n - half);
}

/// 1 - 2 / (e^2x + 1), and the Taylor series where that would cancel.
inline float Tanh(float x) {
  const float a = std::fabs(x), y = x * x;
  const float large = 1.0F - 2.0F / (Exp(a + a) + 1.0F);
  const float small =
      a + a * y * Polynomial(y, 62.0F / 2835, -17.0F / 315, 2.0F / 15, -1.0F / 3);
  return std::copysign(a < 0.25F ? small : large, x);
}

/// e^x - 1, and the Taylor series where that would cancel.
inline float Expm1(float x) {
  const float small = x * Polynomial(x, 1.0F / 5040, 1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6,
                                     0.5F, 1.0F);
  return std::fabs(x) < 0.35F ? small : Exp(x) - 1.0F;
}

/// log(1 + x) of an x from 0 to 1: twice the series of the inverse hyperbolic tangent.
inline float Log1p(float x) {
  const float s = x / (2.0F + x), y = s * s;
  return 2.0F * s * Polynomial(y, 1.0F / 15, 1.0F / 13, 1.0F / 11, 1.0F / 9, 1.0F / 7, 0.2F,
                               1.0F / 3, 1.0F);
}

/// The Taylor series of erf, for |x| < 1.
inline float ErfSeries(float x) {
  const float y = x * x;
  return 1.12837917F * x *
         Polynomial(y, -1.0F / 6894720, 1.0F / 685440, -1.0F / 75600, 1.0F / 9360, -1.0F / 1320,
                    1.0F / 216, -1.0F / 42, 0.1F, -1.0F / 3, 1.0F);
}
/// erfc of an x of at least 1, by formula 7.1.26 of Abramowitz and Stegun.
inline float ErfcTail(float x) {
  const float t = 1.0F / (1.0F + 0.3275911F * x);
  return t * Exp(-x * x) *
         Polynomial(t, 1.061405429F, -1.453152027F, 1.421413741F, -0.284496736F, 0.254829592F);
}
inline float Erf(float x) {
  const float a = std::fabs(x);
  return std::copysign(a < 1.0F ? ErfSeries(a) : 1.0F - ErfcTail(a), x);
}
inline float Erfc(float x) {
  const float a = std::fabs(x);
  const float positive = a < 1.0F ? 1.0F - ErfSeries(a) : ErfcTail(a);
  return x < 0.0F ? 2.0F - positive : positive;
}

template <class T>
T Sigmoid(T x) {
  return T(1) / (T(1) + Exp(-x));
}

}  // namespace TMVA::inline standalone::onnx
