// The events a BDT is trained on: read once from the stream, cleaned, normalised.
#pragma once

#include <TMVA/Method.h>
#include <TMVA/Random.h>

#include "methods/bdt/bdt_options.h"
#include "methods/bdt/preselection.h"
#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

struct TrainingEvents {
  TrainingSample fit;
  TrainingSample validation;  ///< set aside for early stopping or automatic pruning
  Preselection preselection;  ///< DoPreselection: its events are not in the samples
  bool has_negative_weights = false;
};

/// Reads the training sample. DataError when a class, or the whole sample, is left without events.
TrainingEvents ReadTrainingEvents(const DataSet& data, const BdtOptions& options, const Log& log,
                                  int threads);

/// A bag for tree number `tree`: every event Poisson(fraction) times; in order.
EventList DrawBag(std::size_t num_events, double fraction, std::size_t tree);

}  // namespace TMVA::inline standalone
