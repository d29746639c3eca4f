// TreeGrower: grows one decision tree on the events of a sample.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <TMVA/Random.h>

#include "tmva/threads/workers.h"
#include "tmva/trees/training/event_partition.h"
#include "tmva/trees/training/separation.h"
#include "tmva/trees/training/split_finder.h"
#include "tmva/trees/training/training_sample.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

struct GrowOptions {
  Separation separation = Separation::kGiniIndex;
  int max_depth = 3;              ///< the root has depth 0; nodes of this depth are leaves
  double min_node_percent = 5;    ///< of the events given
  int num_cuts = 20;              ///< cuts of the grid in the node's own range; <= 0: every value
  double purity_limit = 0.5;      ///< a leaf of larger purity is signal
  bool randomised = false;        ///< a random choice of variables in every node
  int use_variables = 1;          ///< how many
  bool poisson_variables = true;  ///< mean of a Poisson distribution, or exactly so many
  bool fisher_cuts = false;  ///< classification with num_cuts > 0: also cut on correlated variables
  double fisher_correlation = 0.8;   ///< from which on variables are combined
  bool exclusive_variables = false;  ///< those in the combination are not cut on alone
};

/// What growing knows of a node: its events are [begin, end) of the (reordered) event list.
struct GrownNode {
  std::size_t begin = 0, end = 0;
  NodeSums sums;
};

struct GrownTree {
  DecisionTree tree;
  std::vector<GrownNode> grown;    ///< as tree.nodes
  std::vector<double> importance;  ///< a variable: sum of (gain * weight)^2 over its splits; in
                                   ///< Fisher cuts times the square of its coefficient
};

class TreeGrower {
 public:
  /// A grower of trees on `sample`, which must outlive it: on histograms of the whole sample's bins
  /// where it is quantised, else with TMVA's grid in the range of each node. Weights and targets of
  /// the sample may change between trees, its variables may not. The result does not depend on
  /// `threads`.
  static std::unique_ptr<TreeGrower> Make(const TrainingSample& sample, const GrowOptions& options,
                                          int threads);
  virtual ~TreeGrower() = default;

  /// Grows on `events`, which are reordered so that every node's are adjacent (stable). Pass the
  /// list 0, 1, ..., num_events - 1 with `whole_sample`: then what is known of it is kept from tree
  /// to tree.
  GrownTree Grow(EventList& events, bool whole_sample, Random& random);

 protected:
  TreeGrower(const TrainingSample& sample, const GrowOptions& options, int threads);

  /// Once a tree.
  virtual void Begin(bool whole_sample) = 0;
  /// Sums over the events of a node that is new.
  virtual NodeSums SumUp(std::size_t node) = 0;
  /// The best split of a node that SumUp was called for last; gain 0 when there is none.
  virtual NodeSplit FindSplit(std::size_t node, std::vector<int> variables) = 0;
  /// Reorders the events of a node; returns where those that go right begin.
  virtual std::size_t Partition(const GrownNode& node, const NodeSplit& split) = 0;
  /// A node was split; its daughters have their events. Not called for splits that failed.
  virtual void Divided(std::size_t node) { (void)node; }
  /// The node stays a leaf.
  virtual void Left(std::size_t node) { (void)node; }

  bool Regression() const { return options_.separation == Separation::kRegressionVariance; }
  bool MayBeSplit(const NodeSums& sums, int depth) const;
  std::span<const std::uint32_t> EventsOf(const GrownNode& node) const {
    return std::span(*events_).subspan(node.begin, node.end - node.begin);
  }

  const TrainingSample& sample_;
  const GrowOptions options_;
  SplitRules rules_;
  Workers workers_;
  EventPartition partition_;
  EventList* events_ = nullptr;
  GrownTree result_;

 private:
  std::size_t AddNode(std::size_t begin, std::size_t end, int depth);
  std::vector<int> ChooseVariables(Random& random) const;
  void AddImportance(const NodeSplit& split, double weight);
  void Describe(std::size_t node);
  void MakeLeaf(std::size_t node);
  /// Splits a node if it can be; returns whether.
  bool Split(std::size_t node, Random& random);
};

}  // namespace TMVA::inline standalone
