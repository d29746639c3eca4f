// Covers from a background sample.
#include "tmva/trees/cover.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <TMVA/Error.h>
#include <TMVA/Stop.h>

#include "tmva/threads/workers.h"

namespace TMVA::inline standalone {
namespace {

void CheckBackground(const Rows& background, std::span<const double> weights) {
  if (background.size == 0) throw DataError("the background sample has no events");
  if (weights.empty()) return;
  if (weights.size() != background.size)
    throw DataError("the background sample has " + std::to_string(background.size) +
                    " events but " + std::to_string(weights.size()) + " weights");
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0))
      throw DataError("background event " + std::to_string(i) + " has weight " +
                      std::to_string(weights[i]) + ", expected 0 or more");
    sum += weights[i];
  }
  if (!(sum > 0 && sum <= static_cast<double>(std::numeric_limits<float>::max())))
    throw DataError("the weights of the background sample add up to " + std::to_string(sum) +
                    ", expected a positive number");
}

void FillTree(DecisionTree& tree, std::size_t num_inputs, const Rows& background,
              std::span<const double> weights) {
  // Sums of leaves first: a path is walked once an event, without its inner nodes.
  std::vector<double> sums(tree.nodes.size(), 0);
  for (std::size_t i = 0; i < background.size; ++i) {
    const float* x = background.data + i * background.row_stride;
    sums[tree.FindLeaf([x](std::size_t v) { return x[v]; }, num_inputs)] +=
        weights.empty() ? 1 : weights[i];
  }
  std::vector<std::size_t> order{0};  // mothers before daughters
  for (std::size_t k = 0; k < order.size(); ++k) {
    const TreeNode& node = tree.nodes[order[k]];
    if (node.IsLeaf()) continue;
    order.push_back(static_cast<std::size_t>(node.left));
    order.push_back(static_cast<std::size_t>(node.right));
  }
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    TreeNode& node = tree.nodes[*at];
    if (!node.IsLeaf())
      sums[*at] =
          sums[static_cast<std::size_t>(node.left)] + sums[static_cast<std::size_t>(node.right)];
    node.cover = static_cast<float>(sums[*at]);
  }
}

}  // namespace

void ComputeCover(TreeEnsemble& ensemble, const Rows& background, std::span<const double> weights,
                  int threads) {
  CheckBackground(background, weights);
  const std::stop_token stop = CurrentStopToken();
  Workers(threads).ForEach(ensemble.trees.size(), [&](std::size_t t) {
    if (stop.stop_requested()) return;
    FillTree(ensemble.trees[t], ensemble.num_inputs, background, weights);
  });
}

}  // namespace TMVA::inline standalone
