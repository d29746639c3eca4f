// Losses on the events set aside.
#include "methods/bdt/early_stopping.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kBlock = 4096;

double LogOnePlusExp(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

}  // namespace

EarlyStopping::EarlyStopping(const TrainingSample& events, std::size_t num_outputs, double start,
                             int patience, ScoreLoss loss, Workers& workers)
    : events_(events),
      num_outputs_(num_outputs),
      patience_(static_cast<std::size_t>(patience)),
      loss_(std::move(loss)),
      workers_(workers),
      scores_(events.num_events * num_outputs, start) {}

void EarlyStopping::Add(const DecisionTree& tree, std::size_t output) {
  workers_.ForBlocks(
      events_.num_events, kBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
          const auto leaf = tree.FindLeaf([&](std::size_t v) { return events_.Value(v, i); },
                                          events_.num_variables);
          scores_[i * num_outputs_ + output] += static_cast<double>(tree.nodes[leaf].response);
        }
      });
}

bool EarlyStopping::EndRound() {
  struct Part {
    double loss = 0, weight = 0;
  };
  std::vector<Part> parts((events_.num_events + kBlock - 1) / kBlock);
  workers_.ForBlocks(
      events_.num_events, kBlock, [&](std::size_t begin, std::size_t end, std::size_t b) {
        for (std::size_t i = begin; i < end; ++i) {
          const double weight = static_cast<double>(events_.weight[i]);
          parts[b].weight += weight;
          parts[b].loss +=
              weight * loss_(std::span(scores_).subspan(i * num_outputs_, num_outputs_),
                             events_.event_class[i],
                             events_.target.empty() ? 0.0F : events_.target[i]);
        }
      });
  Part all;
  for (const auto& part : parts) all.loss += part.loss, all.weight += part.weight;
  losses_.push_back(all.weight != 0 ? all.loss / all.weight : 0);
  if (best_ == 0 || losses_.back() < losses_[best_ - 1]) best_ = losses_.size();
  return losses_.size() >= best_ + patience_;
}

ScoreLoss BinaryLoss(std::uint8_t signal_class) {
  return [signal_class](std::span<const double> scores, std::uint8_t cls, float) {
    return LogOnePlusExp((cls == signal_class ? -2 : 2) * scores[0]);
  };
}

ScoreLoss MulticlassLoss() {
  return [](std::span<const double> scores, std::uint8_t cls, float) {
    const double largest = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (const double score : scores) sum += std::exp(score - largest);
    return std::log(sum) + largest - scores[cls];
  };
}

ScoreLoss RegressionScoreLoss(const std::string& name) {
  return [squared = name == "LeastSquares"](std::span<const double> scores, std::uint8_t,
                                            float target) {
    const double d = scores[0] - static_cast<double>(target);
    return squared ? d * d : std::abs(d);
  };
}

}  // namespace TMVA::inline standalone
