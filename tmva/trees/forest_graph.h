// Forests as nodes of a graph.
#pragma once

#include <string>

#include "tmva/graph/graph_builder.h"
#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// From a value [N, num_inputs] of float to the responses of a forest, [N, num_outputs] of float.
/// Others than we may add up trees in single precision: where there are more than `trees_of_sum` of
/// an output, or where a constant is added, the sums of so many neighbours are added up in double
/// precision; a multiple of 8 makes them those of Forest.
std::string AddForest(onnx::GraphBuilder& graph, const std::string& x, TreeEnsemble ensemble,
                      std::size_t trees_of_sum);

}  // namespace TMVA::inline standalone
