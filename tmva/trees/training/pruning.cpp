// Pruning: clean-up, expected error, cost complexity.
#include "tmva/trees/training/pruning.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace TMVA::inline standalone {
namespace {

bool IsRegression(Separation separation) { return separation == Separation::kRegressionVariance; }

void MakeLeaf(TreeNode& node, bool regression, double purity_limit) {
  if (regression)
    node.type = NodeType::kRegression;
  else
    node.type =
        static_cast<double>(node.purity) > purity_limit ? NodeType::kSignal : NodeType::kBackground;
  node.left = node.right = node.first_coefficient = -1;
}

/// Nodes that can be reached, parents before daughters.
std::vector<std::size_t> Reachable(const DecisionTree& tree) {
  std::vector<std::size_t> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const TreeNode& node = tree.nodes[order[i]];
    if (node.IsLeaf()) continue;
    order.push_back(static_cast<std::size_t>(node.left));
    order.push_back(static_cast<std::size_t>(node.right));
  }
  return order;
}

/// Drops nodes that were cut off.
void Compact(GrownTree& grown) {
  const auto order = Reachable(grown.tree);
  std::vector<int> position(grown.tree.nodes.size(), -1);
  for (std::size_t i = 0; i < order.size(); ++i) position[order[i]] = static_cast<int>(i);
  std::vector<TreeNode> nodes;
  std::vector<GrownNode> info;
  for (const auto old : order) {
    TreeNode node = grown.tree.nodes[old];
    if (!node.IsLeaf()) {
      node.left = position[static_cast<std::size_t>(node.left)];
      node.right = position[static_cast<std::size_t>(node.right)];
    }
    nodes.push_back(node);
    info.push_back(grown.grown[old]);
  }
  grown.tree.nodes = std::move(nodes);
  grown.grown = std::move(info);
}

/// The cost of a node as a leaf: its weight times its separation index.
double NodeCost(const GrownNode& node, Separation separation) {
  if (IsRegression(separation)) return node.sums.weight * TargetVariance(node.sums);
  return node.sums.weight * SeparationIndex(separation, node.sums.Signal(), node.sums.Background());
}

/// The node whose removal costs least for each leaf that it saves; 0 when only the root is left.
std::size_t WeakestLink(const GrownTree& grown, Separation separation) {
  const auto order = Reachable(grown.tree);
  std::vector<double> cost(grown.tree.nodes.size(), 0.0);
  std::vector<int> leaves(grown.tree.nodes.size(), 1);
  double least = std::numeric_limits<double>::infinity();
  std::size_t weakest = 0;
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const TreeNode& node = grown.tree.nodes[*it];
    const double own = NodeCost(grown.grown[*it], separation);
    if (node.IsLeaf()) {
      cost[*it] = own;
      continue;
    }
    const auto left = static_cast<std::size_t>(node.left),
               right = static_cast<std::size_t>(node.right);
    cost[*it] = cost[left] + cost[right];
    leaves[*it] = leaves[left] + leaves[right];
    const double link = (own - cost[*it]) / (leaves[*it] - 1);
    if (link <= least) {
      least = link;
      weakest = *it;
    }
  }
  return weakest;
}

/// Prunes up to `steps` weakest links; calls `after` after each. Returns the steps done.
int CutWeakestLinks(GrownTree& grown, int steps, Separation separation, double purity_limit,
                    const std::function<void()>& after) {
  int done = 0;
  while (done < steps && !grown.tree.nodes[0].IsLeaf()) {
    const auto node = WeakestLink(grown, separation);
    MakeLeaf(grown.tree.nodes[node], IsRegression(separation), purity_limit);
    ++done;
    if (after) after();
  }
  return done;
}

}  // namespace

void CleanTree(GrownTree& grown, double purity_limit) {
  const auto order = Reachable(grown.tree);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    TreeNode& node = grown.tree.nodes[*it];
    if (node.IsLeaf()) continue;
    const auto& left = grown.tree.nodes[static_cast<std::size_t>(node.left)];
    const auto& right = grown.tree.nodes[static_cast<std::size_t>(node.right)];
    if (left.IsLeaf() && right.IsLeaf() && left.type == right.type)
      MakeLeaf(node, left.type == NodeType::kRegression, purity_limit);
  }
  Compact(grown);
}

void PruneExpectedError(GrownTree& grown, double strength, double purity_limit) {
  const auto order = Reachable(grown.tree);
  std::vector<double> error(grown.tree.nodes.size(), 0.0);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    TreeNode& node = grown.tree.nodes[*it];
    const double purity = static_cast<double>(node.purity), n = grown.grown[*it].sums.weight;
    const double f = purity > purity_limit ? purity : 1 - purity;
    const double spread = n > 0 ? std::sqrt(f * (1 - f) / n) : 1;
    error[*it] = std::min(1.0, 1 - (f - strength * spread));
    if (node.IsLeaf()) continue;
    const auto left = static_cast<std::size_t>(node.left),
               right = static_cast<std::size_t>(node.right);
    const double w_left = grown.grown[left].sums.weight, w_right = grown.grown[right].sums.weight;
    const double below = (w_left * error[left] + w_right * error[right]) / (w_left + w_right);
    if (below >= error[*it])
      MakeLeaf(node, false, purity_limit);
    else
      error[*it] = below;
  }
  Compact(grown);
}

void PruneCostComplexity(GrownTree& grown, double strength, Separation separation,
                         double purity_limit) {
  GrownTree trial = grown;
  const int length =
      CutWeakestLinks(trial, std::numeric_limits<int>::max(), separation, purity_limit, {});
  const int steps = static_cast<int>(strength / 100 * length);
  CutWeakestLinks(grown, steps, separation, purity_limit, {});
  Compact(grown);
}

void PruneCostComplexity(GrownTree& grown,
                         const std::function<double(const DecisionTree&)>& quality,
                         Separation separation, double purity_limit) {
  GrownTree trial = grown;
  int step = 0, best_step = 0;
  double best = quality(trial.tree);
  CutWeakestLinks(trial, std::numeric_limits<int>::max(), separation, purity_limit, [&] {
    ++step;
    const double now = quality(trial.tree);
    if (now > best) best = now, best_step = step;
  });
  CutWeakestLinks(grown, best_step, separation, purity_limit, {});
  Compact(grown);
}

}  // namespace TMVA::inline standalone
