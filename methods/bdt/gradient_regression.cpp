// Gradient boosting of regression.
#include <cmath>

#include "methods/bdt/forest_training.h"
#include "methods/bdt/losses.h"

namespace TMVA::inline standalone {
namespace {

void FitLeaves(ForestTraining& training, GrownTree& grown, const RegressionLoss& loss,
               const std::vector<double>& residual, std::vector<WeightedValue>& work) {
  for (std::size_t n = 0; n < grown.grown.size(); ++n) {
    TreeNode& node = grown.tree.nodes[n];
    if (!node.IsLeaf()) continue;
    work.clear();
    for (std::size_t i = grown.grown[n].begin; i < grown.grown[n].end; ++i) {
      const auto event = training.Events()[i];
      work.push_back({residual[event], static_cast<double>(training.sample.weight[event])});
    }
    node.response = static_cast<float>(training.options.shrinkage * loss.Fit(work));
    if (!std::isfinite(node.response)) node.response = 0;
  }
}

}  // namespace

void TrainGradientRegression(ForestTraining& training) {
  TrainingSample& sample = training.sample;
  const std::size_t n = sample.num_events;
  const auto loss =
      MakeRegressionLoss(training.options.regression_loss, training.options.huber_quantile);
  std::vector<WeightedValue> work(n);
  std::vector<double> residual(n);
  for (std::size_t i = 0; i < n; ++i)
    work[i] = {static_cast<double>(sample.target[i]), static_cast<double>(sample.weight[i])};
  const double start = loss->Start(work);
  for (std::size_t i = 0; i < n; ++i) residual[i] = static_cast<double>(sample.target[i]) - start;
  training.FollowLoss(1, start, RegressionScoreLoss(training.options.regression_loss));
  for (int t = 0; t < training.options.num_trees && !training.Stopped(); ++t) {
    work.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      work[i] = {residual[i], static_cast<double>(sample.weight[i])};
    loss->Prepare(work);
    for (std::size_t i = 0; i < n; ++i)
      sample.target[i] = static_cast<float>(loss->Target(residual[i]));
    GrownTree tree = training.GrowForAll();
    FitLeaves(training, tree, *loss, residual, work);
    training.ForEachEvent(tree, [&](std::size_t event, std::size_t leaf) {
      residual[event] -= static_cast<double>(tree.tree.nodes[leaf].response);
    });
    training.AddStep(std::move(tree), 0);
    if (!training.EndRound(static_cast<std::size_t>(t) + 1)) break;
  }
  training.KeepBest(1);
  // In weight files the start value stands where the weight of the first tree would.
  if (!training.forest.trees.empty()) training.forest.trees.front().weight = start;
}

}  // namespace TMVA::inline standalone
