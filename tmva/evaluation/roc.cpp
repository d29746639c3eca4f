// The exact, weighted ROC curve.
#include "tmva/evaluation/roc.h"

#include <algorithm>
#include <string>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

double Background(std::span<const double> weights, RocPair pair) {
  if (pair.background >= 0) return weights[static_cast<std::size_t>(pair.background)];
  double sum = 0;
  for (std::size_t c = 0; c < weights.size(); ++c)
    if (c != pair.signal) sum += weights[c];
  return sum;
}

void CheckArguments(const DataSetInfo& info, std::size_t output, std::size_t signal) {
  if (signal >= info.classes.size())
    throw DataError("ROC curve: there is no class number " + std::to_string(signal) + " among " +
                    std::to_string(info.classes.size()) + " classes");
  if (output >= info.NumOutputs())
    throw DataError("ROC curve: there is no output number " + std::to_string(output) + " among " +
                    std::to_string(info.NumOutputs()));
}

}  // namespace

bool VisitRoc(std::span<const SortedEvent> sorted, std::size_t classes, RocPair pair,
              const std::function<void(double, double)>& use) {
  const auto total = ClassWeights(sorted, classes);
  const double signal = total[pair.signal], background = Background(total, pair);
  if (!(signal > 0) || !(background > 0)) return false;
  use(0, 0);
  VisitThresholds(sorted, classes, [&](float, std::span<const double> above) {
    use(above[pair.signal] / signal, Background(above, pair) / background);
  });
  return true;
}

void RocFigures::Add(double signal, double background) {
  if (points_ > 0) {
    area_ += 0.5 * (signal + signal_) * (background - background_);
    for (std::size_t i = 0; i < backgrounds_.size(); ++i) {
      const double wanted = backgrounds_[i];
      if (background_ <= wanted && background > wanted)
        efficiencies_[i] =
            signal_ + (signal - signal_) * (wanted - background_) / (background - background_);
    }
  }
  signal_ = signal;
  background_ = background;
  ++points_;
}

double RocIntegral(const DataSetInfo& info, const SampleTruth& truth,
                   std::span<const float> responses, std::size_t output, std::size_t signal) {
  CheckArguments(info, output, signal);
  CheckResponses(truth, responses, info.NumOutputs());
  if (CountNotFinite(responses) > 0) return kNoFigure;
  const auto sorted = SortByResponse(truth, responses, info.NumOutputs(), output);
  RocFigures figures({});
  VisitRoc(sorted, info.classes.size(), {signal, -1},
           [&](double s, double b) { figures.Add(s, b); });
  return figures.Area();
}

Graph RocCurve(const DataSetInfo& info, const SampleTruth& truth, std::span<const float> responses,
               std::size_t output, std::size_t signal, std::size_t points) {
  CheckArguments(info, output, signal);
  CheckResponses(truth, responses, info.NumOutputs());
  Graph graph;
  graph.x_title = "Signal efficiency (Sensitivity)";
  graph.y_title = "Background rejection (Specificity)";
  if (CountNotFinite(responses) > 0) return graph;
  const auto sorted = SortByResponse(truth, responses, info.NumOutputs(), output);
  points = std::max<std::size_t>(points, 2);
  // Points at even steps along the curve: the sum of both efficiencies runs from 0 to 2.
  const double step = sorted.size() + 2 > points ? 2.0 / static_cast<double>(points - 1) : 0.0;
  double next = 0, last_s = 0, last_b = 0;
  VisitRoc(sorted, info.classes.size(), {signal, -1}, [&](double s, double b) {
    last_s = s, last_b = b;
    if (s + b < next || graph.x.size() + 1 >= points) return;
    graph.x.push_back(s);
    graph.y.push_back(1 - b);
    if (step > 0) next = s + b + step;
  });
  if (!graph.x.empty() && (graph.x.back() != last_s || graph.y.back() != 1 - last_b)) {
    graph.x.push_back(last_s);
    graph.y.push_back(1 - last_b);
  }
  return graph;
}

}  // namespace TMVA::inline standalone
