// EarlyStopping: follows the loss of a growing forest on events it is not trained on.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "tmva/threads/workers.h"
#include "tmva/trees/training/training_sample.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// The loss of an event of class `cls` or of target `target`, of its scores (one an output).
using ScoreLoss =
    std::function<double(std::span<const double> scores, std::uint8_t cls, float target)>;

class EarlyStopping {
 public:
  /// Stops when the loss has not improved for `patience` rounds. Scores begin with `start`.
  EarlyStopping(const TrainingSample& events, std::size_t num_outputs, double start, int patience,
                ScoreLoss loss, Workers& workers);
  /// Adds the answers of a tree to the scores of an output.
  void Add(const DecisionTree& tree, std::size_t output);
  /// Ends a round; true when boosting should end.
  bool EndRound();

  std::size_t BestRound() const { return best_; }  ///< rounds to keep
  const std::vector<double>& Losses() const { return losses_; }

 private:
  const TrainingSample& events_;
  std::size_t num_outputs_;
  std::size_t patience_;
  ScoreLoss loss_;
  Workers& workers_;
  std::vector<double> scores_;  ///< [event, output]
  std::vector<double> losses_;
  std::size_t best_ = 0;
};

/// log(1 + exp(-2 y F)), y = 1 for signal and -1 for background.
ScoreLoss BinaryLoss(std::uint8_t signal_class);
/// -log of the softmax of the event's class.
ScoreLoss MulticlassLoss();
/// (F - t)^2 for LeastSquares, |F - t| for AbsoluteDeviation and Huber.
ScoreLoss RegressionScoreLoss(const std::string& name);

}  // namespace TMVA::inline standalone
