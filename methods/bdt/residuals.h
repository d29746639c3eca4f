// The residuals that gradient boosting learns.
#pragma once

#include <cstdint>
#include <span>

namespace TMVA::inline standalone {

/// target[i] = 1 - p for events of the signal class and -p for others, with p = 1 / (1 + exp(-2
/// score[i])).
void BinaryResiduals(std::span<const float> score, std::span<const std::uint8_t> event_class,
                     std::uint8_t signal_class, std::span<float> target);

}  // namespace TMVA::inline standalone
