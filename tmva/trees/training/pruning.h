// Pruning: making grown trees smaller.
#pragma once

#include <functional>

#include "tmva/trees/training/tree_grower.h"

namespace TMVA::inline standalone {

/// Removes splits whose two daughters are leaves of the same type, from the bottom up.
void CleanTree(GrownTree& tree, double purity_limit);
/// Prunes a subtree where its expected error is not below that of its top, whose estimate is made
/// `strength` standard deviations worse.
void PruneExpectedError(GrownTree& tree, double strength, double purity_limit);
/// Cuts the weakest links: the first `strength` percent of the sequence that ends at the root.
void PruneCostComplexity(GrownTree& tree, double strength, Separation separation,
                         double purity_limit);
/// As above with the number of steps at which `quality` (of the tree as it is then) is largest.
void PruneCostComplexity(GrownTree& tree, const std::function<double(const DecisionTree&)>& quality,
                         Separation separation, double purity_limit);

}  // namespace TMVA::inline standalone
