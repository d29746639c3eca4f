// DoBoostMonitor: how the loss and the separation go with the number of trees.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/Histogram.h>

#include "tmva/trees/forest.h"

namespace TMVA::inline standalone {

/// A forest that is looked at while it grows.
struct StagedForest {
  std::span<const DecisionTree> trees;
  std::size_t num_variables = 0;
  std::size_t num_outputs = 1;  ///< tree t belongs to output t % num_outputs
  LeafAnswer answer = LeafAnswer::kResponse;
  bool weighted = false;
};

/// The loss of one event: sums over the trees so far (one an output), their weight, class and
/// target of the event.
using StageLoss = std::function<double(std::span<const double> sums, double weight_of_trees,
                                       std::uint32_t cls, float target)>;

/// Mean loss of the training events and of the test events (where there are any) against the number
/// of trees, at up to 100 stages: "TrainingLoss" and "TestLoss". For two classes also the ROC
/// integral of the test events, or of the training events where there are none:
/// "BoostMonitorGraph". Holds the events in memory.
std::vector<Graph> MonitorBoosting(const DataSet& data, const StagedForest& forest,
                                   const StageLoss& loss);

}  // namespace TMVA::inline standalone
