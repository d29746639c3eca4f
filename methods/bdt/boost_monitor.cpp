// Following the stages of a forest.
#include "methods/bdt/boost_monitor.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kStages = 100;

struct Events {
  std::vector<float> variables;  ///< row after row
  std::vector<double> weights;
  std::vector<std::uint32_t> classes;
  std::vector<float> targets;  ///< the first one; empty in classification
  std::vector<double> sums;    ///< over the trees so far, one an output
};

Events Read(const DataSet& data, Types::ETreeType sample, std::size_t outputs) {
  Events events;
  StreamOptions options;
  options.sample = sample;
  data.ForEach(options, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      const auto row = batch.variables.Row(i);
      events.variables.insert(events.variables.end(), row.begin(), row.end());
      events.weights.push_back(batch.weights[i]);
      events.classes.push_back(batch.classes.empty() ? 0 : batch.classes[i]);
      if (!data.Info().targets.empty()) events.targets.push_back(batch.targets(i, std::size_t{0}));
    }
  });
  events.sums.assign(events.weights.size() * outputs, 0.0);
  return events;
}

void AddTrees(const StagedForest& all, std::size_t begin, std::size_t end, Events& events) {
  const Forest some(all.trees.subspan(begin, end - begin), all.num_variables, all.answer,
                    all.weighted, all.num_outputs);
  std::vector<double> more(events.sums.size());
  some.Sum({events.variables.data(), all.num_variables, events.weights.size()}, more);
  for (std::size_t i = 0; i < more.size(); ++i) events.sums[i] += more[i];
}

double MeanLoss(const Events& events, std::size_t outputs, double weight_of_trees,
                const StageLoss& loss) {
  double sum = 0, weight = 0;
  for (std::size_t i = 0; i < events.weights.size(); ++i) {
    sum += events.weights[i] * loss(std::span(events.sums).subspan(i * outputs, outputs),
                                    weight_of_trees, events.classes[i],
                                    events.targets.empty() ? 0.0F : events.targets[i]);
    weight += events.weights[i];
  }
  return weight != 0 ? sum / weight : 0;
}

/// Area under the weighted ROC curve; ties count half.
double RocArea(const Events& events, std::size_t signal_class) {
  std::vector<std::size_t> order(events.weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return events.sums[a] < events.sums[b]; });
  double background = 0, signal = 0, area = 0;
  for (std::size_t i = 0; i < order.size();) {
    double s = 0, b = 0;
    const double value = events.sums[order[i]];
    for (; i < order.size() && events.sums[order[i]] == value; ++i)
      (events.classes[order[i]] == signal_class ? s : b) += events.weights[order[i]];
    area += s * (background + b / 2);
    signal += s;
    background += b;
  }
  return signal * background > 0 ? area / (signal * background) : 0;
}

Graph MakeGraph(const std::string& name, const std::string& quantity) {
  Graph graph;
  graph.name = name;
  graph.title = quantity + " vs number of trees";
  graph.x_title = "number of trees";
  graph.y_title = quantity;
  return graph;
}

}  // namespace

std::vector<Graph> MonitorBoosting(const DataSet& data, const StagedForest& forest,
                                   const StageLoss& loss) {
  const std::size_t outputs = forest.num_outputs, rounds = forest.trees.size() / outputs;
  std::vector<Events> samples{Read(data, Types::kTraining, outputs)};
  std::vector<Graph> graphs{MakeGraph("TrainingLoss", "loss of the training events")};
  if (data.NumEvents(Types::kTesting) > 0) {
    samples.push_back(Read(data, Types::kTesting, outputs));
    graphs.push_back(MakeGraph("TestLoss", "loss of the test events"));
  }
  const bool with_roc = data.Info().analysis == Types::kClassification;
  if (with_roc) graphs.push_back(MakeGraph("BoostMonitorGraph", "ROC integral"));
  const std::size_t step = std::max<std::size_t>(1, rounds / kStages);
  double weight_of_trees = 0;
  for (std::size_t round = 0; round < rounds;) {
    const std::size_t next = std::min(round + step, rounds);
    for (std::size_t t = round * outputs; t < next * outputs; ++t)
      weight_of_trees += forest.trees[t].weight;
    for (std::size_t s = 0; s < samples.size(); ++s) {
      AddTrees(forest, round * outputs, next * outputs, samples[s]);
      graphs[s].y.push_back(MeanLoss(samples[s], outputs, weight_of_trees, loss));
    }
    if (with_roc) graphs.back().y.push_back(RocArea(samples.back(), data.Info().SignalClass()));
    for (auto& graph : graphs) graph.x.push_back(static_cast<double>(next));
    round = next;
  }
  return graphs;
}

}  // namespace TMVA::inline standalone
