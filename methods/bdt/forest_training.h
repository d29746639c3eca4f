// Training a forest: what all boosting types share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/Method.h>

#include "methods/bdt/bdt_options.h"
#include "methods/bdt/early_stopping.h"
#include "methods/bdt/training_events.h"
#include "tmva/trees/training/tree_grower.h"

namespace TMVA::inline standalone {

/// Events that a thread takes on at a time.
inline constexpr std::size_t kBlockOfEvents = 16384;

/// A trained forest and what was seen on the way, one entry a tree.
struct TrainedForest {
  std::vector<DecisionTree> trees;
  std::vector<std::vector<double>> importance;  ///< of every tree: that of each variable, sum 1
  std::vector<double> validation_loss;          ///< EarlyStopping: after every round
  std::vector<double> error_fraction;           ///< AdaBoost and its kin
  std::vector<std::size_t> nodes_before, nodes_after;  ///< pruning
};

/// Grows tree after tree on all events or on bags of them, and collects the forest.
class ForestTraining {
 public:
  ForestTraining(TrainingEvents& events, const BdtOptions& options, TrainingContext& context,
                 const std::string& title);

  /// The next tree, grown on the present weights and targets; its events are Events().
  GrownTree Grow();
  /// The same, but the leaves get the events of the whole sample, whatever the tree was grown on:
  /// leaves fitted to all events overtrain less than those that know only the bag
  /// (bench/RESULTS.md, quality).
  GrownTree GrowForAll();
  /// The events of the tree grown last, by leaf; [GrownNode::begin, end) of each leaf.
  const EventList& Events() const { return list_; }
  bool Bagged() const { return bagged_; }
  /// Takes the tree into the forest.
  void Add(GrownTree tree, double weight, std::size_t nodes_before);
  /// Calls use(event, node number of its leaf) for every event of Events(), in several threads.
  template <class Use>
  void ForEachEvent(const GrownTree& tree, const Use& use);
  bool Stopped() const { return context_.stop.stop_requested(); }
  /// Follows the loss of gradient boosting on the validation events, if EarlyStopping asks for it.
  void FollowLoss(std::size_t num_outputs, double start, ScoreLoss loss);
  /// Takes a tree of gradient boosting into the forest.
  void AddStep(GrownTree tree, std::size_t output);
  /// Ends a round of gradient boosting; false when it was the last one.
  bool EndRound(std::size_t rounds_done);
  /// Drops the trees after the best round.
  void KeepBest(std::size_t num_outputs);
  void Report(std::size_t done) { progress_.Update(static_cast<std::int64_t>(done)); }

  TrainingSample& sample;
  const TrainingSample& validation;
  const BdtOptions& options;
  const Log& log;
  TrainedForest forest;
  Workers workers;

 private:
  void ListAllEvents();
  void Spread(GrownTree& tree);
  NodeSums SumUp(std::size_t begin, std::size_t end);

  TrainingContext& context_;
  std::unique_ptr<TreeGrower> grower_;
  bool bagged_;
  double bag_fraction_;
  std::size_t grown_ = 0;
  EventList list_;
  std::optional<EarlyStopping> stopping_;
  Progress progress_;
};

/// AdaBoost, AdaCost, Bagging, AdaBoostR2.
void TrainAdaptive(ForestTraining& training);
/// Gradient boosting with `outputs` forests side by side: 1 for two classes, else one a class.
void TrainGradient(ForestTraining& training, std::size_t num_classes);
/// Gradient boosting of regression; the first tree's weight is the start value.
void TrainGradientRegression(ForestTraining& training);

template <class Use>
void ForestTraining::ForEachEvent(const GrownTree& tree, const Use& use) {
  for (std::size_t node = 0; node < tree.grown.size(); ++node) {
    if (!tree.tree.nodes[node].IsLeaf()) continue;
    const std::size_t first = tree.grown[node].begin;
    workers.ForBlocks(tree.grown[node].end - first, kBlockOfEvents,
                      [&](std::size_t begin, std::size_t end, std::size_t) {
                        for (std::size_t i = begin; i < end; ++i) use(list_[first + i], node);
                      });
  }
}

}  // namespace TMVA::inline standalone
