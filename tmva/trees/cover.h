// Covers: how many events pass each node of a forest.
#pragma once

#include <span>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// Sets TreeNode::cover of every node to the sum of the weights of the background events that reach
/// it, for forests whose files do not say what they were trained on. No weights: every event
/// counts 1. DataError for a sample without events, and for weights that are negative, not finite,
/// or all 0.
void ComputeCover(TreeEnsemble& ensemble, const Rows& background,
                  std::span<const double> weights = {}, int threads = 1);

}  // namespace TMVA::inline standalone
