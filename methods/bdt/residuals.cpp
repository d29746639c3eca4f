// Residuals, many events at a time.
#include "methods/bdt/residuals.h"

#include <bit>
#include <cstddef>

#include "tmva/trees/cpu_targets.h"

namespace TMVA::inline standalone {
namespace {

/// exp(x) to 2e-7 of its value, for x cut to [-87, 87]: 2^n times a polynomial on [-ln 2 / 2, ln 2
/// / 2] (Taylor's, whose next term is below the rounding). Without a call or a branch, so that
/// loops over it can be vectorised. Not the one of tmva/graph, whose last bits depend on the
/// processor: a forest's must not.
inline float Exp(float x) {
  x = x < -87.0F ? -87.0F : x;
  x = x > 87.0F ? 87.0F : x;
  constexpr float kRound =
      12582912.0F;  // 1.5 * 2^23: adding it leaves a whole number in the low bits
  const float shifted = x * 1.44269504F + kRound;
  const float n = shifted - kRound;
  const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
  float p = 1.0F / 5040;
  p = p * r + 1.0F / 720;
  p = p * r + 1.0F / 120;
  p = p * r + 1.0F / 24;
  p = p * r + 1.0F / 6;
  p = p * r + 0.5F;
  p = p * r + 1.0F;
  p = p * r + 1.0F;
  const std::uint32_t scale = (std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3f800000U;
  return p * std::bit_cast<float>(scale);
}

TMVA_KERNEL
void FillResiduals(const float* score, const std::uint8_t* event_class, std::uint8_t signal,
                   std::size_t n, float* target) {
  for (std::size_t i = 0; i < n; ++i) {
    // 1 - p is made as 1 / (1 + exp(2 F)): it keeps its digits where p is near 1.
    const float sign = 2 * static_cast<float>(event_class[i] == signal) - 1;
    target[i] = sign / (1 + Exp(sign * 2 * score[i]));
  }
}

}  // namespace

void BinaryResiduals(std::span<const float> score, std::span<const std::uint8_t> event_class,
                     std::uint8_t signal_class, std::span<float> target) {
  FillResiduals(score.data(), event_class.data(), signal_class, score.size(), target.data());
}

}  // namespace TMVA::inline standalone
