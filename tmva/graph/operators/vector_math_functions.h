// Functions of a float without calls and branches, which compilers turn into vector code. Included
// by files that are compiled for one instruction set each: everything here is local to them.
#pragma once

#include <cstdint>

namespace TMVA::inline standalone::onnx {
namespace {

// Not std::bit_cast, whose instances the linker would share between instruction sets.
inline std::int32_t BitsOf(float x) { return __builtin_bit_cast(std::int32_t, x); }
inline float FromBits(std::int32_t bits) { return __builtin_bit_cast(float, bits); }
inline float Absolute(float x) { return __builtin_fabsf(x); }

/// c0 + c1 x + ..., the highest coefficient first.
template <class... Cs>
inline float Polynomial(float x, float highest, Cs... rest) {
  float sum = highest;
  ((sum = sum * x + static_cast<float>(rest)), ...);
  return sum;
}

/// e^x: 2^n times the Taylor series of e^r with |r| <= log(2) / 2.
inline float Exp(float x) {
  constexpr float kRound =
      12582912.0F;  // 1.5 * 2^23: added, it leaves a whole number in the last bits
  const float low = x < -104.0F ? -104.0F : x, bounded = low > 89.0F ? 89.0F : low;
  const float shifted = bounded * 1.44269504F + kRound, whole = shifted - kRound;
  const auto n = BitsOf(shifted) - BitsOf(kRound);
  // log(2) in two parts, of which the first has few digits, so that its product is exact.
  const float r = bounded - whole * 0.693359375F + whole * 2.12194440e-4F;
  const float series =
      Polynomial(r, 1.0F / 5040, 1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F);
  // 2^n in two factors: the result may be a denormal number or infinite.
  const std::int32_t half = n >> 1;
  const auto power = [](std::int32_t e) { return FromBits((e + 127) << 23); };
  return series * power(half) * power(n - half);
}

/// log(1 + x) of an x from sqrt(1/2) - 1 to 1: twice the series of the inverse hyperbolic tangent.
inline float Log1p(float x) {
  const float s = x / (2.0F + x), y = s * s;
  return 2.0F * s *
         Polynomial(y, 1.0F / 15, 1.0F / 13, 1.0F / 11, 1.0F / 9, 1.0F / 7, 0.2F, 1.0F / 3, 1.0F);
}

/// log(x) = n log(2) + log(m) with m from sqrt(1/2) to sqrt(2).
inline float Log(float x) {
  constexpr float kSmallest = 1.17549435e-38F;
  const bool denormal = x < kSmallest;
  const auto bits = BitsOf(denormal ? x * 8388608.0F : x);
  const std::int32_t shifted = bits - 0x3f3504f3;  // the bits of sqrt(1/2)
  const auto n = static_cast<float>((shifted >> 23) - (denormal ? 23 : 0));
  const float m = FromBits((shifted & 0x007fffff) + 0x3f3504f3);
  const float log = n * 0.693359375F + (Log1p(m - 1.0F) - n * 2.12194440e-4F);
  const float finite = x < __builtin_inff() ? log : x;  // infinity and NaN
  const float positive = x > 0.0F || x != x ? finite : -__builtin_inff();
  return x < 0.0F ? __builtin_nanf("") : positive;
}

/// 1 - 2 / (e^2x + 1), and the Taylor series where that would cancel.
inline float Tanh(float x) {
  const float a = Absolute(x), y = x * x;
  const float large = 1.0F - 2.0F / (Exp(a + a) + 1.0F);
  const float small = a + a * y * Polynomial(y, 62.0F / 2835, -17.0F / 315, 2.0F / 15, -1.0F / 3);
  return __builtin_copysignf(a < 0.25F ? small : large, x);
}

inline float Sigmoid(float x) { return 1.0F / (1.0F + Exp(-x)); }

/// e^x - 1, and the Taylor series where that would cancel.
inline float Expm1(float x) {
  const float small =
      x * Polynomial(x, 1.0F / 5040, 1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F);
  return Absolute(x) < 0.35F ? small : Exp(x) - 1.0F;
}

/// log(1 + e^x), which must neither overflow nor lose small values.
inline float Softplus(float x) { return (x < 0.0F ? 0.0F : x) + Log1p(Exp(-Absolute(x))); }

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
  const float a = Absolute(x);
  return __builtin_copysignf(a < 1.0F ? ErfSeries(a) : 1.0F - ErfcTail(a), x);
}
inline float Erfc(float x) {
  const float a = Absolute(x);
  const float positive = a < 1.0F ? 1.0F - ErfSeries(a) : ErfcTail(a);
  return x < 0.0F ? 2.0F - positive : positive;
}

/// x / 2 * (1 + erf(x / sqrt(2))); as erfc, for the sum would cancel where x is negative.
inline float Gelu(float x) { return 0.5F * x * Erfc(x * -0.707106781F); }
inline float GeluTanh(float x) {
  return 0.5F * x * (1.0F + Tanh(0.797884561F * (x + 0.044715F * x * x * x)));  // sqrt(2 / pi)
}

/// Beyond this angle the remainder would lose digits.
constexpr float kMostAngle = 8192.0F;

/// sin(x + quarters * pi / 2), by the series of sine and cosine on [-pi/4, pi/4].
inline float Sine(float x, std::int32_t quarters) {
  constexpr float kRound = 12582912.0F;
  const float shifted = x * 0.636619772F + kRound, whole = shifted - kRound;
  const std::int32_t quadrant = BitsOf(shifted) - BitsOf(kRound) + quarters;
  // pi / 2 in three parts, of which the first two have few digits.
  const float r =
      ((x - whole * 1.5703125F) - whole * 4.83751296997e-4F) - whole * 7.54978995489e-8F;
  const float y = r * r;
  const float sine =
      r + r * y * Polynomial(y, 2.7557319e-6F, -1.9841270e-4F, 8.3333333e-3F, -1.6666667e-1F);
  const float cosine =
      1.0F - 0.5F * y + y * y * Polynomial(y, 2.4801587e-5F, -1.3888889e-3F, 4.1666667e-2F);
  const float turned = (quadrant & 1) != 0 ? cosine : sine;
  return (quadrant & 2) != 0 ? -turned : turned;
}

}  // namespace
}  // namespace TMVA::inline standalone::onnx
