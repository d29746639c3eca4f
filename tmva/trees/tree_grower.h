// TreeGrower: grows one decision tree on the events of a sample.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <TMVA/Random.h>

#include "tmva/trees/separation.h"
#include "tmva/trees/training_sample.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

struct GrowOptions {
  Separation separation = Separation::kGiniIndex;
  int max_depth = 3;           ///< the root has depth 0; nodes of this depth are leaves
  double min_node_percent = 5; ///< of the events given
  int num_cuts = 20;           ///< cuts of the grid in the node's own range; <= 0: every value
  double purity_limit = 0.5;   ///< a leaf of larger purity is signal
  bool randomised = false;     ///< a random choice of variables in every node
  int use_variables = 1;       ///< how many
  bool poisson_variables = true;  ///< mean of a Poisson distribution, or exactly so many
  bool fisher_cuts = false;       ///< classification with num_cuts > 0: also cut on correlated variables
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
  /// `sample` must outlive the grower; its weights and targets may change between trees, its columns
  /// may not. The result does not depend on `threads`.
  TreeGrower(const TrainingSample& sample, const GrowOptions& options, int threads);
  ~TreeGrower();

  /// Grows on `events`, which are reordered so that every node's are adjacent (stable). Pass the list
  /// 0, 1, ..., num_events - 1 with `whole_sample`: then the root's bins are kept from tree to tree.
  GrownTree Grow(EventList& events, bool whole_sample, Random& random);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace TMVA::inline standalone
