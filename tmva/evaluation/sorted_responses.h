// Responses in order: the one array behind ROC integrals and efficiencies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

/// 12 bytes an event.
struct SortedEvent {
  float response;
  float weight;
  std::uint32_t cls;
};

/// Throws DataError unless there are `outputs` responses an event.
void CheckResponses(const SampleTruth& truth, std::span<const float> responses,
                    std::size_t outputs);

/// Number of responses that are NaN or infinite.
std::int64_t CountNotFinite(std::span<const float> responses);

/// Events by rising response; equal responses in an order that does not depend on the input's, so
/// that sums do not either. The responses must be numbers.
std::vector<SortedEvent> SortByResponse(const SampleTruth& truth, std::span<const float> responses,
                                        std::size_t outputs, std::size_t output);
void Sort(std::vector<SortedEvent>& events);

/// Calls `use` for every distinct response, from the highest down, with the sums of weights by
/// class of the events at or above it.
void VisitThresholds(std::span<const SortedEvent> sorted, std::size_t classes,
                     const std::function<void(float, std::span<const double>)>& use);

/// Sums of weights by class.
std::vector<double> ClassWeights(std::span<const SortedEvent> events, std::size_t classes);

}  // namespace TMVA::inline standalone
