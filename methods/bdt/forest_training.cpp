// The loop around the tree grower: bags, variable importance, progress.
#include "methods/bdt/forest_training.h"

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace TMVA::inline standalone {
namespace {

double BagFraction(const BdtOptions& options, std::size_t num_events) {
  if (options.use_train_events > 0)
    return static_cast<double>(options.use_train_events) / static_cast<double>(num_events);
  return options.bagged_fraction;
}

}  // namespace

ForestTraining::ForestTraining(TrainingEvents& events, const BdtOptions& o,
                               TrainingContext& context, const std::string& title)
    : sample(events.fit),
      validation(events.validation),
      options(o),
      log(context.log),
      workers(context.threads),
      context_(context),
      grower_(TreeGrower::Make(sample, MakeGrowOptions(o, context.data.Info(), sample.num_events),
                               context.threads)),
      bagged_(o.bagged_boost),
      bag_fraction_(BagFraction(o, sample.num_events)),
      progress_("Training " + title, o.num_trees, "trees") {}

GrownTree ForestTraining::Grow() {
  constexpr std::uint64_t kVariableStream = 2;
  if (bagged_)
    list_ = DrawBag(sample.num_events, bag_fraction_, grown_);
  else
    ListAllEvents();
  Random random(grown_, kVariableStream);
  ++grown_;
  return grower_->Grow(list_, !bagged_, random);
}

GrownTree ForestTraining::GrowForAll() {
  GrownTree tree = Grow();
  if (bagged_) Spread(tree);
  return tree;
}

/// Sorts all events of the sample by the leaf they reach.
void ForestTraining::Spread(GrownTree& grown) {
  const std::size_t n = sample.num_events;
  std::vector<std::uint32_t> leaf(n);
  workers.ForBlocks(n, kBlockOfEvents, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t event = begin; event < end; ++event)
      leaf[event] = static_cast<std::uint32_t>(grown.tree.FindLeaf(
          [&](std::size_t v) { return sample.Value(v, event); }, sample.num_variables));
  });
  for (auto& node : grown.grown) node.begin = node.end = 0;
  for (const auto at : leaf) ++grown.grown[at].end;
  std::size_t begin = 0;
  for (auto& node : grown.grown) {
    node.begin = std::exchange(begin, begin + node.end);
    node.end = node.begin;
  }
  list_.resize(n);
  for (std::size_t event = 0; event < n; ++event)
    list_[grown.grown[leaf[event]].end++] = static_cast<std::uint32_t>(event);
  for (auto& node : grown.grown) node.sums = SumUp(node.begin, node.end);
}

NodeSums ForestTraining::SumUp(std::size_t first, std::size_t last) {
  std::vector<NodeSums> parts((last - first + kBlockOfEvents - 1) / kBlockOfEvents);
  workers.ForBlocks(last - first, kBlockOfEvents,
                    [&](std::size_t begin, std::size_t end, std::size_t b) {
                      NodeSums part;
                      for (std::size_t i = first + begin; i < first + end; ++i) {
                        const double w = static_cast<double>(sample.weight[list_[i]]),
                                     t = static_cast<double>(sample.target[list_[i]]);
                        part += {w, w * t, w * t * t, 1, w * std::abs(t), t > 0 ? w : 0};
                      }
                      parts[b] = part;
                    });
  NodeSums sums;
  for (const auto& part : parts) sums += part;
  return sums;
}

/// The last tree left the list in its own order.
void ForestTraining::ListAllEvents() {
  constexpr std::size_t kBlock = 1 << 16;
  list_.resize(sample.num_events);
  workers.ForBlocks(list_.size(), kBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) list_[i] = static_cast<std::uint32_t>(i);
  });
}

void ForestTraining::Add(GrownTree grown, double weight, std::size_t nodes_before) {
  const double sum = std::accumulate(grown.importance.begin(), grown.importance.end(), 0.0);
  if (sum > 0)
    for (double& importance : grown.importance) importance /= sum;
  forest.importance.push_back(std::move(grown.importance));
  grown.tree.weight = weight;
  forest.nodes_before.push_back(nodes_before);
  forest.nodes_after.push_back(grown.tree.nodes.size());
  forest.trees.push_back(std::move(grown.tree));
}

void ForestTraining::FollowLoss(std::size_t num_outputs, double start, ScoreLoss loss) {
  if (options.early_stopping > 0)
    stopping_.emplace(validation, num_outputs, start, options.early_stopping, std::move(loss),
                      workers);
}

void ForestTraining::AddStep(GrownTree tree, std::size_t output) {
  if (stopping_) stopping_->Add(tree.tree, output);
  const std::size_t nodes = tree.tree.nodes.size();
  Add(std::move(tree), 1, nodes);
}

bool ForestTraining::EndRound(std::size_t rounds_done) {
  const bool last = stopping_ && stopping_->EndRound();
  progress_.Update(
      static_cast<std::int64_t>(rounds_done),
      stopping_ ? fmt::format("loss {:.4g}", stopping_->Losses().back()) : std::string());
  return !last && !Stopped();
}

void ForestTraining::KeepBest(std::size_t num_outputs) {
  if (!stopping_) return;
  forest.validation_loss = stopping_->Losses();
  const std::size_t best = stopping_->BestRound(), trees = best * num_outputs;
  log.Info(fmt::format("the loss of the validation events was least after {} of {} rounds: {:.6g}",
                       best, stopping_->Losses().size(),
                       best > 0 ? stopping_->Losses()[best - 1] : 0.0));
  forest.trees.resize(trees);
  forest.importance.resize(trees);
  forest.nodes_before.resize(trees);
  forest.nodes_after.resize(trees);
}

}  // namespace TMVA::inline standalone
