// Exponential functions without calls, which compilers turn into vector code.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace TMVA::inline standalone::onnx {

inline double Exp(double x) { return std::exp(x); }
inline double Tanh(double x) { return std::tanh(x); }

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
  float series = 1.0F / 5040;
  for (const float c : {1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F})
    series = series * r + c;
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
      a + a * y * (-1.0F / 3 + y * (2.0F / 15 + y * (-17.0F / 315 + y * (62.0F / 2835))));
  return std::copysign(a < 0.25F ? small : large, x);
}

template <class T>
T Sigmoid(T x) {
  return T(1) / (T(1) + Exp(-x));
}

}  // namespace TMVA::inline standalone::onnx
