// EventPartition: puts the events of a node that go left before those that go right.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tmva/trees/training_sample.h"
#include "tmva/trees/workers.h"

namespace TMVA::inline standalone {

class EventPartition {
 public:
  explicit EventPartition(Workers& workers) : workers_(workers) {}

  /// Reorders list[begin, end) and returns where the right ones begin; both sides keep their order.
  /// decide(events, n, right) sets right[i] to 1 where events[i] goes right, to 0 where it does not.
  template <class Decide>
  std::size_t Split(EventList& list, std::size_t begin, std::size_t end, const Decide& decide) {
    if (sorted_.size() < list.size()) sorted_.resize(list.size());
    const std::size_t n = end - begin, blocks = (n + kBlock - 1) / kBlock;
    std::uint32_t* const from = list.data() + begin;
    std::uint32_t* const sorted = sorted_.data();
    lefts_.resize(blocks);
    workers_.ForBlocks(n, kBlock, [&](std::size_t first, std::size_t last, std::size_t b) {
      std::array<std::uint32_t, kBlock> rights;
      std::array<std::uint8_t, kBlock> goes_right;
      const std::uint32_t* const events = from + first;
      std::uint32_t* const lefts = sorted + first;
      decide(events, last - first, goes_right.data());
      std::size_t left = 0;
      for (std::size_t i = 0; i < last - first; ++i) {
        const std::uint32_t event = events[i];
        lefts[left] = event;
        rights[i - left] = event;
        left += 1U - goes_right[i];
      }
      std::copy_n(rights.begin(), last - first - left, lefts + left);
      lefts_[b] = left;
    });
    std::size_t all_left = 0;
    for (const auto left : lefts_) all_left += left;
    places_.resize(blocks);
    for (std::size_t b = 0, left = 0, right = all_left; b < blocks; ++b) {
      places_[b] = {left, right};
      left += lefts_[b];
      right += std::min(kBlock, n - b * kBlock) - lefts_[b];
    }
    workers_.ForBlocks(n, kBlock, [&](std::size_t first, std::size_t last, std::size_t b) {
      const std::size_t left = lefts_[b];
      std::copy_n(sorted + first, left, from + places_[b].left);
      std::copy_n(sorted + first + left, last - first - left, from + places_[b].right);
    });
    return begin + all_left;
  }

 private:
  static constexpr std::size_t kBlock = 4096;
  struct Place {
    std::size_t left, right;
  };
  Workers& workers_;
  std::vector<std::uint32_t> sorted_;
  std::vector<std::size_t> lefts_;
  std::vector<Place> places_;
};

}  // namespace TMVA::inline standalone
