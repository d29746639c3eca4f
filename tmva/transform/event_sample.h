// EventSample: all events of a stream up to a limit, above it those with the smallest hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace TMVA::inline standalone {

/// The choice depends on the hashes alone, so it is random by event and the same in every run.
class EventSample {
 public:
  EventSample(std::size_t width, std::size_t limit) : width_(width), limit_(limit) {}
  void Add(std::span<const float> values, double weight, std::uint64_t hash);

  std::size_t Size() const { return weights_.size(); }
  std::span<const float> Values(std::size_t i) const { return {&values_[i * width_], width_}; }
  /// Factor by which the weights of the sample fall short of those of all events.
  double WeightFactor() const;
  double Weight(std::size_t i) const { return weights_[i]; }

 private:
  std::size_t width_, limit_;
  double total_weight_ = 0;
  std::vector<float> values_;
  std::vector<double> weights_;
  std::vector<std::pair<std::uint64_t, std::size_t>> heap_;  ///< (hash, row), largest hash first
};

}  // namespace TMVA::inline standalone
