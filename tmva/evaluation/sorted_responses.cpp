// Responses in order.
#include "tmva/evaluation/sorted_responses.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {

void CheckResponses(const SampleTruth& truth, std::span<const float> responses,
                    std::size_t outputs) {
  if (responses.size() != truth.size() * outputs)
    throw DataError("evaluation: " + std::to_string(responses.size()) + " responses for " +
                    std::to_string(truth.size()) + " events with " + std::to_string(outputs) +
                    " output(s) each");
}

std::int64_t CountNotFinite(std::span<const float> responses) {
  return std::count_if(responses.begin(), responses.end(),
                       [](float r) { return !std::isfinite(r); });
}

void Sort(std::vector<SortedEvent>& events) {
  std::sort(events.begin(), events.end(), [](const SortedEvent& a, const SortedEvent& b) {
    return std::tie(a.response, a.cls, a.weight) < std::tie(b.response, b.cls, b.weight);
  });
}

std::vector<SortedEvent> SortByResponse(const SampleTruth& truth, std::span<const float> responses,
                                        std::size_t outputs, std::size_t output) {
  CheckResponses(truth, responses, outputs);
  std::vector<SortedEvent> events(truth.size());
  for (std::size_t i = 0; i < events.size(); ++i)
    events[i] = {responses[i * outputs + output], truth.weights[i], truth.classes[i]};
  Sort(events);
  return events;
}

void VisitThresholds(std::span<const SortedEvent> sorted, std::size_t classes,
                     const std::function<void(float, std::span<const double>)>& use) {
  std::vector<double> above(classes, 0.0);
  for (std::size_t i = sorted.size(); i > 0;) {
    const float response = sorted[i - 1].response;
    for (; i > 0 && sorted[i - 1].response == response; --i)
      above[sorted[i - 1].cls] += sorted[i - 1].weight;
    use(response, above);
  }
}

std::vector<double> ClassWeights(std::span<const SortedEvent> events, std::size_t classes) {
  // From the highest response down, as VisitThresholds sums: the last efficiency is exactly 1.
  std::vector<double> sums(classes, 0.0);
  for (std::size_t i = events.size(); i > 0; --i) sums[events[i - 1].cls] += events[i - 1].weight;
  return sums;
}

}  // namespace TMVA::inline standalone
