// Gradient boosting of classifiers: regression trees on the residuals of the class probabilities.
#include <algorithm>
#include <cmath>

#include "methods/bdt/forest_training.h"
#include "methods/bdt/residuals.h"

namespace TMVA::inline standalone {
namespace {

/// Gives every leaf its step: Shrinkage (K-1)/K sum(w r) / sum(w |r| (1-|r|)).
void FitLeaves(ForestTraining& training, GrownTree& grown, double num_classes) {
  const double scale = training.options.shrinkage * (num_classes - 1) / num_classes;
  for (std::size_t n = 0; n < grown.grown.size(); ++n) {
    TreeNode& node = grown.tree.nodes[n];
    if (!node.IsLeaf()) continue;
    const NodeSums& sums = grown.grown[n].sums;
    const double curvature = sums.target_abs - sums.target_sq;
    // Negative weights can turn the curvature around: such a leaf takes no step.
    node.response =
        curvature < 0 ? 0.0F : static_cast<float>(scale * sums.target / std::max(curvature, 1e-30));
    if (!std::isfinite(node.response)) node.response = 0;
  }
}

/// Grows one tree on the present residuals and adds its answers to `score`.
void AddTree(ForestTraining& training, double num_classes, std::size_t output,
             std::vector<float>& score) {
  GrownTree tree = training.GrowForAll();
  FitLeaves(training, tree, num_classes);
  training.ForEachEvent(tree, [&](std::size_t event, std::size_t leaf) {
    score[event] += tree.tree.nodes[leaf].response;
  });
  training.AddStep(std::move(tree), output);
}

void TrainTwoClasses(ForestTraining& training) {
  TrainingSample& sample = training.sample;
  std::vector<float> score(sample.num_events, 0.0F);
  training.FollowLoss(1, 0, BinaryLoss(sample.signal_class));
  for (int t = 0; t < training.options.num_trees && !training.Stopped(); ++t) {
    training.workers.ForBlocks(
        sample.num_events, kBlockOfEvents, [&](std::size_t begin, std::size_t end, std::size_t) {
          const std::size_t n = end - begin;
          BinaryResiduals(std::span(score).subspan(begin, n),
                          std::span(sample.event_class).subspan(begin, n), sample.signal_class,
                          std::span(sample.target).subspan(begin, n));
        });
    AddTree(training, 2, 0, score);
    if (!training.EndRound(static_cast<std::size_t>(t) + 1)) break;
  }
  training.KeepBest(1);
}

/// probability[k][i] from scores, by the softmax, for begin <= i < end.
void Softmax(const std::vector<std::vector<float>>& score, std::size_t begin, std::size_t end,
             std::vector<std::vector<float>>& probability) {
  const std::size_t classes = score.size();
  std::vector<double> terms(classes);
  for (std::size_t i = begin; i < end; ++i) {
    float largest = score[0][i];
    double sum = 0;
    for (std::size_t k = 1; k < classes; ++k) largest = std::max(largest, score[k][i]);
    for (std::size_t k = 0; k < classes; ++k)
      sum += terms[k] = std::exp(static_cast<double>(score[k][i] - largest));
    for (std::size_t k = 0; k < classes; ++k)
      probability[k][i] = static_cast<float>(terms[k] / sum);
  }
}

void TrainManyClasses(ForestTraining& training, std::size_t classes) {
  TrainingSample& sample = training.sample;
  std::vector<std::vector<float>> score(classes, std::vector<float>(sample.num_events, 0.0F));
  training.FollowLoss(classes, 0, MulticlassLoss());
  std::vector<std::vector<float>> probability(classes, std::vector<float>(sample.num_events));
  for (int t = 0; t < training.options.num_trees && !training.Stopped(); ++t) {
    // All trees of a round start from the same probabilities.
    training.workers.ForBlocks(sample.num_events, kBlockOfEvents,
                               [&](std::size_t begin, std::size_t end, std::size_t) {
                                 Softmax(score, begin, end, probability);
                               });
    for (std::size_t k = 0; k < classes; ++k) {
      for (std::size_t i = 0; i < sample.num_events; ++i)
        sample.target[i] = (sample.event_class[i] == k ? 1.0F : 0.0F) - probability[k][i];
      AddTree(training, static_cast<double>(classes), k, score[k]);
    }
    if (!training.EndRound(static_cast<std::size_t>(t) + 1)) break;
  }
  training.KeepBest(classes);
}

}  // namespace

void TrainGradient(ForestTraining& training, std::size_t num_classes) {
  training.sample.target.resize(training.sample.num_events);
  if (num_classes == 2)
    TrainTwoClasses(training);
  else
    TrainManyClasses(training, num_classes);
}

}  // namespace TMVA::inline standalone
