// Fisher cuts: the correlated variables of a node combined to one more variable to cut on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/training/grid_kernels.h"
#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

/// Fisher's discriminant of those of `variables` that are correlated with another one by more than
/// `min_correlation` among the signal or among the background events of a node. One coefficient a
/// variable of the sample (0: not in the combination), then the offset; empty where nothing is
/// correlated or the discriminant cannot be computed. `node` describes `events`.
std::vector<double> CombineCorrelated(const TrainingSample& sample,
                                      std::span<const std::uint32_t> events, const NodeEvents& node,
                                      std::span<const int> variables, double min_correlation);

/// values[i] = the discriminant of events[i]; returns the least and the largest.
ValueRange GatherFisher(const TrainingSample& sample, std::span<const std::uint32_t> events,
                        std::span<const double> coefficients, std::span<float> values);

}  // namespace TMVA::inline standalone
