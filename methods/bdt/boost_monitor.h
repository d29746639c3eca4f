// DoBoostMonitor: how the separation grows with the forest.
#pragma once

#include <functional>
#include <span>

#include <TMVA/DataSet.h>
#include <TMVA/Histogram.h>

#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// ROC integral of the test events (of the training events where there are none) against the number
/// of trees, at up to 100 stages of a forest of `weighted` trees.
Graph MonitorBoosting(const DataSet& data, std::span<const DecisionTree> trees, bool weighted,
                      const std::function<float(const TreeNode&)>& answer);

}  // namespace TMVA::inline standalone
