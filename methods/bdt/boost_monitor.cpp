// The ROC integral after every few trees.
#include "methods/bdt/boost_monitor.h"

#include <algorithm>
#include <numeric>

namespace TMVA::inline standalone {
namespace {

struct MonitoredEvent {
  std::vector<float> variables;
  double weight;
  bool signal;
  double sum = 0;  ///< of the trees so far
};

std::vector<MonitoredEvent> ReadEvents(const DataSet& data) {
  std::vector<MonitoredEvent> events;
  StreamOptions stream;
  stream.sample = data.NumEvents(Types::kTesting) > 0 ? Types::kTesting : Types::kTraining;
  const std::size_t signal = data.Info().SignalClass();
  data.ForEach(stream, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      const auto row = batch.variables.Row(i);
      events.push_back({{row.begin(), row.end()}, batch.weights[i], batch.classes[i] == signal});
    }
  });
  return events;
}

/// Area under the weighted ROC curve; ties count half.
double RocArea(const std::vector<MonitoredEvent>& events) {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return events[a].sum < events[b].sum; });
  double background = 0, signal = 0, area = 0;
  for (std::size_t i = 0; i < order.size();) {
    double s = 0, b = 0;
    const double value = events[order[i]].sum;
    for (; i < order.size() && events[order[i]].sum == value; ++i)
      (events[order[i]].signal ? s : b) += events[order[i]].weight;
    area += s * (background + b / 2);
    signal += s;
    background += b;
  }
  return signal * background > 0 ? area / (signal * background) : 0;
}

}  // namespace

Graph MonitorBoosting(const DataSet& data, std::span<const DecisionTree> trees, bool weighted,
                      const std::function<float(const TreeNode&)>& answer) {
  constexpr std::size_t kStages = 100;
  Graph graph;
  graph.name = "BoostMonitorGraph";
  graph.title = "ROC integral vs number of trees";
  graph.x_title = "number of trees";
  graph.y_title = "ROC integral";
  auto events = ReadEvents(data);
  const std::size_t step = std::max<std::size_t>(1, trees.size() / kStages);
  for (std::size_t t = 0; t < trees.size(); ++t) {
    const double weight = weighted ? trees[t].weight : 1;
    for (auto& event : events) {
      const auto leaf = trees[t].FindLeaf([&](std::size_t v) { return event.variables[v]; },
                                          event.variables.size());
      event.sum += weight * static_cast<double>(answer(trees[t].nodes[leaf]));
    }
    if ((t + 1) % step != 0 && t + 1 != trees.size()) continue;
    graph.x.push_back(static_cast<double>(t + 1));
    graph.y.push_back(RocArea(events));
  }
  return graph;
}

}  // namespace TMVA::inline standalone
