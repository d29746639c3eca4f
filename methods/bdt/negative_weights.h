// NegWeightTreatment=PairNegWeightsGlobal.
#pragma once

#include <TMVA/Log.h>

#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

/// Takes every negative weight out of the nearest events of positive weight of its class (nearest
/// by the class's covariance) until it is used up; events left with weight 0 leave the sample. The
/// time goes with the number of negative times that of positive events. The sample must not be
/// quantised.
void PairNegativeWeights(TrainingSample& sample, const Log& log);

/// Keeps the events with these numbers, which ascend.
void KeepEvents(TrainingSample& sample, const std::vector<std::size_t>& kept);

}  // namespace TMVA::inline standalone
