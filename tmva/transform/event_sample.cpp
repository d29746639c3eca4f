// EventSample: a bounded heap over hashes.
#include "tmva/transform/event_sample.h"

#include <algorithm>

namespace TMVA::inline standalone {

void EventSample::Add(std::span<const float> values, double weight, std::uint64_t hash) {
  total_weight_ += weight;
  if (Size() < limit_) {
    heap_.emplace_back(hash, Size());
    if (heap_.size() == limit_) std::make_heap(heap_.begin(), heap_.end());
    weights_.push_back(weight);
    values_.insert(values_.end(), values.begin(), values.end());
    return;
  }
  if (limit_ == 0 || hash >= heap_.front().first) return;
  std::pop_heap(heap_.begin(), heap_.end());
  const std::size_t row = heap_.back().second;
  heap_.back().first = hash;
  std::push_heap(heap_.begin(), heap_.end());
  weights_[row] = weight;
  std::copy(values.begin(), values.end(),
            values_.begin() + static_cast<std::ptrdiff_t>(row * width_));
}

double EventSample::WeightFactor() const {
  double sum = 0;
  for (const double weight : weights_) sum += weight;
  return sum > 0 && total_weight_ > 0 ? total_weight_ / sum : 1;
}

}  // namespace TMVA::inline standalone
