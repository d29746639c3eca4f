// Training a forest: what all boosting types share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <TMVA/Method.h>

#include "methods/bdt/bdt_options.h"
#include "methods/bdt/training_events.h"
#include "tmva/trees/tree_grower.h"

namespace TMVA::inline standalone {

/// A trained forest and what was seen on the way, one entry a tree.
struct TrainedForest {
  std::vector<DecisionTree> trees;
  std::vector<double> importance;        ///< a variable: sum over trees of weight * normalised importance
  std::vector<double> error_fraction;    ///< AdaBoost and its kin
  std::vector<std::size_t> nodes_before, nodes_after;  ///< pruning
};

/// Grows tree after tree on all events or on bags of them, and collects the forest.
class ForestTraining {
 public:
  ForestTraining(TrainingEvents& events, const BdtOptions& options, TrainingContext& context,
                 const std::string& title);

  /// The next tree, grown on the present weights and targets; its events are Events().
  GrownTree Grow();
  /// The events of the tree grown last, by leaf; [GrownNode::begin, end) of each node.
  const EventList& Events() const { return list_; }
  bool Bagged() const { return bagged_; }
  /// Takes the tree into the forest.
  void Add(GrownTree tree, double weight, std::size_t nodes_before);
  /// Calls use(event, node number of its leaf) for every event of the whole sample once, in several threads.
  template <class Use>
  void ForEachEvent(const GrownTree& tree, const Use& use);
  bool Stopped() const { return context_.stop.stop_requested(); }
  void Report(std::size_t done) { progress_.Update(static_cast<std::int64_t>(done)); }

  TrainingSample& sample;
  const TrainingSample& validation;
  const BdtOptions& options;
  const Log& log;
  TrainedForest forest;
  Workers workers;

 private:
  void ListAllEvents();

  TrainingContext& context_;
  std::unique_ptr<TreeGrower> grower_;
  bool bagged_;
  double bag_fraction_;
  std::size_t grown_ = 0;
  EventList list_;
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
  constexpr std::size_t kBlock = 16384;
  if (bagged_) {
    workers.ForBlocks(sample.num_events, kBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t event = begin; event < end; ++event)
        use(event, tree.tree.FindLeaf([&](std::size_t v) { return sample.Value(v, event); }, sample.num_variables));
    });
    return;
  }
  for (std::size_t node = 0; node < tree.grown.size(); ++node) {
    if (!tree.tree.nodes[node].IsLeaf()) continue;
    const std::size_t first = tree.grown[node].begin;
    workers.ForBlocks(tree.grown[node].end - first, kBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) use(list_[first + i], node);
    });
  }
}

}  // namespace TMVA::inline standalone
