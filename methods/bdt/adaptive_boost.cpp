// AdaBoost, AdaCost, Bagging and AdaBoostR2: boosting by event weights.
#include <algorithm>
#include <cmath>
#include <limits>

#include "methods/bdt/forest_training.h"
#include "tmva/trees/training/pruning.h"

namespace TMVA::inline standalone {
namespace {

/// Calls use(event, leaf) for every event of the tree's sample, as often as it occurs.
template <class Use>
void ForEachOccurrence(const ForestTraining& training, const GrownTree& tree, const Use& use) {
  for (std::size_t n = 0; n < tree.grown.size(); ++n) {
    const TreeNode& node = tree.tree.nodes[n];
    if (!node.IsLeaf()) continue;
    for (std::size_t i = tree.grown[n].begin; i < tree.grown[n].end; ++i)
      use(training.Events()[i], node);
  }
}

/// Sum of the weights of the validation events that a tree classifies rightly.
double ValidationQuality(const DecisionTree& tree, const TrainingSample& events, double limit) {
  double right = 0;
  for (std::size_t i = 0; i < events.num_events; ++i) {
    const auto leaf =
        tree.FindLeaf([&](std::size_t v) { return events.Value(v, i); }, events.num_variables);
    const bool signal = static_cast<double>(tree.nodes[leaf].purity) > limit;
    if (signal == events.IsSignal(i)) right += static_cast<double>(events.weight[i]);
  }
  return right;
}

void Prune(GrownTree& tree, const ForestTraining& training, Separation separation) {
  const BdtOptions& o = training.options;
  if (o.yes_no_leaf && separation != Separation::kRegressionVariance)
    CleanTree(tree, o.purity_limit);
  if (o.prune_method == "NoPruning") return;
  if (o.prune_method == "ExpectedError")
    PruneExpectedError(tree, o.prune_strength, o.purity_limit);
  else if (o.prune_strength >= 0)
    PruneCostComplexity(tree, o.prune_strength, separation, o.purity_limit);
  else
    PruneCostComplexity(
        tree,
        [&](const DecisionTree& t) {
          return ValidationQuality(t, training.validation, o.purity_limit);
        },
        separation, o.purity_limit);
  if (o.yes_no_leaf && separation != Separation::kRegressionVariance)
    CleanTree(tree, o.purity_limit);
}

double SumOfWeights(const GrownTree& tree) { return tree.grown.front().sums.weight; }

/// Calls use(leaf, its events' sums) for every leaf.
template <class Use>
void ForEachLeaf(const GrownTree& tree, const Use& use) {
  for (std::size_t n = 0; n < tree.grown.size(); ++n)
    if (tree.tree.nodes[n].IsLeaf()) use(tree.tree.nodes[n], tree.grown[n].sums);
}

/// Calls use(begin, end, block) for blocks of the tree's list of events; in several threads unless
/// events occur more than once in it.
template <class Use>
void ForBlocksOfEvents(ForestTraining& training, std::size_t begin, std::size_t end,
                       const Use& use) {
  const auto shifted = [&](std::size_t from, std::size_t to, std::size_t b) {
    use(begin + from, begin + to, b);
  };
  Workers alone(1);
  (training.Bagged() ? alone : training.workers).ForBlocks(end - begin, kBlockOfEvents, shifted);
}

/// Multiplies weights by `factor(signal, leaf)`, or divides where a negative weight is boosted
/// inversely, and brings the sum back to the number of events.
template <class Factor>
void Reweight(ForestTraining& training, const GrownTree& tree, const Factor& factor) {
  const BdtOptions& o = training.options;
  TrainingSample& sample = training.sample;
  const bool inverse = o.negative_weights == "InverseBoostNegWeights";
  // Beyond these a weight is as good as nothing, or all that there is; and it has to stay a number.
  constexpr double kLeast = 1e-20, kMost = 1e20;
  double sum = 0;
  for (std::size_t n = 0; n < tree.grown.size(); ++n) {
    const TreeNode& leaf = tree.tree.nodes[n];
    if (!leaf.IsLeaf()) continue;
    const float up[2] = {static_cast<float>(std::clamp(factor(false, leaf), kLeast, kMost)),
                         static_cast<float>(std::clamp(factor(true, leaf), kLeast, kMost))};
    std::vector<double> parts((tree.grown[n].end - tree.grown[n].begin) / kBlockOfEvents + 1);
    ForBlocksOfEvents(training, tree.grown[n].begin, tree.grown[n].end,
                      [&](std::size_t begin, std::size_t end, std::size_t b) {
                        double part = 0;
                        for (std::size_t i = begin; i < end; ++i) {
                          const auto event = training.Events()[i];
                          float& weight = sample.weight[event];
                          const float f = up[sample.IsSignal(event)];
                          weight = inverse && weight < 0 ? weight / f : weight * f;
                          part += static_cast<double>(weight);
                        }
                        parts[b] = part;
                      });
    for (const double part : parts) sum += part;
  }
  if (!(sum > 0)) return;
  const auto norm = static_cast<float>(static_cast<double>(training.Events().size()) / sum);
  const auto signal_norm = static_cast<float>(static_cast<double>(norm) * o.signal_to_background);
  ForBlocksOfEvents(training, 0, training.Events().size(),
                    [&](std::size_t begin, std::size_t end, std::size_t) {
                      for (std::size_t i = begin; i < end; ++i) {
                        const auto event = training.Events()[i];
                        sample.weight[event] *= sample.IsSignal(event) ? signal_norm : norm;
                      }
                    });
}

struct Boost {
  double weight = 0;  ///< of the tree; not positive: boosting ends
  double error = 0;
};

/// AdaBoost with leaves of yes and no.
Boost BoostYesNo(ForestTraining& training, const GrownTree& tree) {
  double wrong_sum = 0;
  ForEachLeaf(tree, [&](const TreeNode& leaf, const NodeSums& sums) {
    wrong_sum += leaf.type == NodeType::kSignal ? sums.Background() : sums.Signal();
  });
  double error = std::abs(wrong_sum / SumOfWeights(tree));
  if (error >= 0.5) {
    training.log.Warning("the error rate of a tree is " + std::to_string(error) +
                         " > 0.5: boosting ends here");
    return {0, error};
  }
  // A tree without an error would get an infinite weight.
  error = std::max(error, std::numeric_limits<double>::epsilon());
  const double alpha = training.options.ada_boost_beta * std::log((1 - error) / error);
  Reweight(training, tree, [up = std::exp(alpha)](bool signal, const TreeNode& leaf) {
    return (leaf.type == NodeType::kSignal) != signal ? up : 1.0;
  });
  return {alpha, error};
}

/// RealAdaBoost (all costs 1) and AdaCost: leaves answer with their purity.
Boost BoostReal(ForestTraining& training, const GrownTree& tree) {
  const BdtOptions& o = training.options;
  const bool with_costs = o.Is("AdaCost");
  // y q cost: positive where the tree is right
  const auto agreement = [&](bool signal, const TreeNode& leaf) {
    const double q = 2 * (static_cast<double>(leaf.purity) - 0.5), yq = signal ? q : -q;
    if (!with_costs) return yq;
    const bool selected = static_cast<double>(leaf.purity) > o.purity_limit;
    return yq * (signal ? (selected ? o.cost_ss : o.cost_sb) : (selected ? o.cost_bs : o.cost_bb));
  };
  double sum = 0;
  ForEachLeaf(tree, [&](const TreeNode& leaf, const NodeSums& sums) {
    sum += sums.Signal() * agreement(true, leaf) + sums.Background() * agreement(false, leaf);
  });
  constexpr double kLargest = 1 - std::numeric_limits<double>::epsilon();
  const double error = std::clamp(sum / SumOfWeights(tree), -kLargest, kLargest);
  const double alpha = o.ada_boost_beta * std::log((1 + error) / (1 - error));
  Reweight(training, tree, [&](bool signal, const TreeNode& leaf) {
    return std::exp(-alpha * agreement(signal, leaf));
  });
  return {alpha, error};
}

/// Loss of one event in AdaBoostR2, between 0 and 1; `x` is its deviation over the largest.
double LossR2(const std::string& loss, double x) {
  if (loss == "Linear") return x;
  return loss == "Quadratic" ? x * x : 1 - std::exp(-x);
}

Boost BoostR2(ForestTraining& training, const GrownTree& tree) {
  auto& sample = training.sample;
  const auto deviation = [&](std::uint32_t event, const TreeNode& leaf) {
    return std::abs(static_cast<double>(leaf.response) - static_cast<double>(sample.target[event]));
  };
  double largest = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    largest = std::max(largest, deviation(event, leaf));
  });
  if (!(largest > 0)) return {-std::log(std::numeric_limits<double>::epsilon()), 0};
  double loss = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    loss += static_cast<double>(sample.weight[event]) *
            LossR2(training.options.ada_boost_r2_loss, deviation(event, leaf) / largest);
  });
  const double before = SumOfWeights(tree);
  const double error = std::max(loss / before, std::numeric_limits<double>::epsilon());
  if (error >= 0.5) {
    training.log.Warning("the error of a tree is " + std::to_string(error) +
                         " >= 0.5: boosting ends here");
    return {0, error};
  }
  const double beta = error / (1 - error);
  double after = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    sample.weight[event] *=
        static_cast<float>(std::pow(beta, 1 - deviation(event, leaf) / largest));
    after += static_cast<double>(sample.weight[event]);
  });
  for (const auto event : training.Events())
    sample.weight[event] *= static_cast<float>(before / after);
  return {std::log(1 / beta), error};
}

Boost BoostOnce(ForestTraining& training, const GrownTree& tree) {
  if (training.options.Is("Bagging")) return {1, 0};
  if (const double sum = SumOfWeights(tree); sum == 0 || !std::isfinite(sum)) {
    training.log.Warning("the weights of the events of a tree sum to " + std::to_string(sum) +
                         ": it has no error rate, and boosting ends here");
    return {0, 0};
  }
  if (training.options.Is("AdaBoostR2")) return BoostR2(training, tree);
  if (training.options.yes_no_leaf) return BoostYesNo(training, tree);
  return BoostReal(training, tree);
}

Separation PruningSeparation(const BdtOptions& options) {
  const auto& names = SeparationNames();
  return static_cast<Separation>(std::find(names.begin(), names.end(), options.separation) -
                                 names.begin());
}

}  // namespace

void TrainAdaptive(ForestTraining& training) {
  const Separation separation = PruningSeparation(training.options);
  for (int t = 0; t < training.options.num_trees && !training.Stopped(); ++t) {
    GrownTree tree = training.Grow();
    const std::size_t nodes_before = tree.tree.nodes.size();
    Prune(tree, training, separation);
    const Boost boost = BoostOnce(training, tree);
    training.forest.error_fraction.push_back(boost.error);
    training.Add(std::move(tree), std::max(boost.weight, 0.0), nodes_before);
    training.Report(static_cast<std::size_t>(t) + 1);
    if (boost.weight > 0) continue;
    training.log.Warning("stopped boosting at itree=" + std::to_string(t));
    break;
  }
}

}  // namespace TMVA::inline standalone
