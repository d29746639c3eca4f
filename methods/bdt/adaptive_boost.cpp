// AdaBoost, AdaCost, Bagging and AdaBoostR2: boosting by event weights.
#include <algorithm>
#include <cmath>
#include <limits>

#include "methods/bdt/forest_training.h"
#include "tmva/trees/pruning.h"

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
    const auto leaf = tree.FindLeaf([&](std::size_t v) { return events.Value(v, i); },
                                    events.num_variables);
    const bool signal = static_cast<double>(tree.nodes[leaf].purity) > limit;
    if (signal == events.IsSignal(i)) right += static_cast<double>(events.weight[i]);
  }
  return right;
}

void Prune(GrownTree& tree, const ForestTraining& training, Separation separation) {
  const BdtOptions& o = training.options;
  if (o.yes_no_leaf && separation != Separation::kRegressionVariance) CleanTree(tree, o.purity_limit);
  if (o.prune_method == "NoPruning") return;
  if (o.prune_method == "ExpectedError")
    PruneExpectedError(tree, o.prune_strength, o.purity_limit);
  else if (o.prune_strength >= 0)
    PruneCostComplexity(tree, o.prune_strength, separation, o.purity_limit);
  else
    PruneCostComplexity(
        tree, [&](const DecisionTree& t) { return ValidationQuality(t, training.validation, o.purity_limit); },
        separation, o.purity_limit);
  if (o.yes_no_leaf && separation != Separation::kRegressionVariance) CleanTree(tree, o.purity_limit);
}

double SumOfWeights(const ForestTraining& training) {
  double sum = 0;
  for (const auto event : training.Events()) sum += static_cast<double>(training.sample.weight[event]);
  return sum;
}

/// Multiplies weights by `factor(event, leaf)`, or divides where a negative weight is boosted
/// inversely, and brings the sum back to the number of events.
template <class Factor>
void Reweight(ForestTraining& training, const GrownTree& tree, const Factor& factor) {
  const BdtOptions& o = training.options;
  auto& weight = training.sample.weight;
  const bool inverse = o.negative_weights == "InverseBoostNegWeights";
  double sum = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    const double f = factor(event, leaf);
    weight[event] *= static_cast<float>(inverse && weight[event] < 0 ? 1 / f : f);
    sum += static_cast<double>(weight[event]);
  });
  if (!(sum > 0)) return;
  const double norm = static_cast<double>(training.Events().size()) / sum;
  for (const auto event : training.Events())
    weight[event] *= static_cast<float>(training.sample.IsSignal(event) ? norm * o.signal_to_background : norm);
}

struct Boost {
  double weight = 0;  ///< of the tree; not positive: boosting ends
  double error = 0;
};

/// AdaBoost with leaves of yes and no.
Boost BoostYesNo(ForestTraining& training, const GrownTree& tree) {
  const auto& sample = training.sample;
  const auto wrong = [&](std::uint32_t event, const TreeNode& leaf) {
    return (leaf.type == NodeType::kSignal) != sample.IsSignal(event);
  };
  double wrong_sum = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    if (wrong(event, leaf)) wrong_sum += static_cast<double>(sample.weight[event]);
  });
  double error = std::abs(wrong_sum / SumOfWeights(training));
  if (error >= 0.5) {
    training.log.Warning("the error rate of a tree is " + std::to_string(error) +
                         " > 0.5: boosting ends here");
    return {0, error};
  }
  // A tree without an error would get an infinite weight.
  error = std::max(error, std::numeric_limits<double>::epsilon());
  const double alpha = training.options.ada_boost_beta * std::log((1 - error) / error);
  const double up = std::exp(alpha);
  Reweight(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    return wrong(event, leaf) ? up : 1.0;
  });
  return {alpha, error};
}

/// RealAdaBoost (all costs 1) and AdaCost: leaves answer with their purity.
Boost BoostReal(ForestTraining& training, const GrownTree& tree) {
  const BdtOptions& o = training.options;
  const auto& sample = training.sample;
  const bool with_costs = o.Is("AdaCost");
  // y q cost: positive where the tree is right
  const auto agreement = [&](std::uint32_t event, const TreeNode& leaf) {
    const bool signal = sample.IsSignal(event);
    const double q = 2 * (static_cast<double>(leaf.purity) - 0.5), yq = signal ? q : -q;
    if (!with_costs) return yq;
    const bool selected = static_cast<double>(leaf.purity) > o.purity_limit;
    return yq * (signal ? (selected ? o.cost_ss : o.cost_sb) : (selected ? o.cost_bs : o.cost_bb));
  };
  double sum = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    sum += static_cast<double>(sample.weight[event]) * agreement(event, leaf);
  });
  constexpr double kLargest = 1 - std::numeric_limits<double>::epsilon();
  const double error = std::clamp(sum / SumOfWeights(training), -kLargest, kLargest);
  const double alpha = o.ada_boost_beta * std::log((1 + error) / (1 - error));
  Reweight(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    return std::exp(-alpha * agreement(event, leaf));
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
  const double before = SumOfWeights(training);
  const double error = std::max(loss / before, std::numeric_limits<double>::epsilon());
  if (error >= 0.5) {
    training.log.Warning("the error of a tree is " + std::to_string(error) +
                         " >= 0.5: boosting ends here");
    return {0, error};
  }
  const double beta = error / (1 - error);
  double after = 0;
  ForEachOccurrence(training, tree, [&](std::uint32_t event, const TreeNode& leaf) {
    sample.weight[event] *= static_cast<float>(std::pow(beta, 1 - deviation(event, leaf) / largest));
    after += static_cast<double>(sample.weight[event]);
  });
  for (const auto event : training.Events()) sample.weight[event] *= static_cast<float>(before / after);
  return {std::log(1 / beta), error};
}

Boost BoostOnce(ForestTraining& training, const GrownTree& tree) {
  if (training.options.Is("Bagging")) return {1, 0};
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
