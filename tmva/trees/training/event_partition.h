// EventPartition: puts the events of a node that go left before those that go right.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "tmva/threads/workers.h"
#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

class EventPartition {
 public:
  explicit EventPartition(Workers& workers) : workers_(workers) {}

  /// Reorders list[begin, end) and returns where the right ones begin; both sides keep their order.
  /// decide(events, n, right) sets right[i] to 1 where events[i] goes right, to 0 where it does
  /// not.
  template <class Decide>
  std::size_t Split(EventList& list, std::size_t begin, std::size_t end, const Decide& decide) {
    const std::size_t n = end - begin;
    std::uint32_t* const events = list.data() + begin;
    if (sorted_.size() < n) {
      sorted_ = std::vector<std::uint32_t>();  // not both at once
      sorted_.resize(n);
    }
    lefts_.resize((n + kBlock - 1) / kBlock);
    workers_.ForBlocks(n, kBlock, [&](std::size_t first, std::size_t last, std::size_t b) {
      Block block(events + first, last - first, decide);
      lefts_[b] = block.Sort(sorted_.data() + first);
    });
    const std::size_t all_left = FindPlaces(n);
    workers_.ForBlocks(n, kBlock, [&](std::size_t first, std::size_t last, std::size_t b) {
      const std::uint32_t* const sorted = sorted_.data() + first;
      std::copy_n(sorted, lefts_[b], events + places_[b].left);
      std::copy_n(sorted + lefts_[b], last - first - lefts_[b], events + places_[b].right);
    });
    return begin + all_left;
  }

  /// The same for all events 0, 1, 2, ...: no copy of the list is needed.
  template <class Decide>
  std::size_t SplitAll(EventList& list, const Decide& decide) {
    const std::size_t n = list.size();
    lefts_.resize((n + kBlock - 1) / kBlock);
    const auto for_blocks = [&](const auto& use) {
      workers_.ForBlocks(n, kBlock, [&](std::size_t first, std::size_t last, std::size_t b) {
        std::array<std::uint32_t, kBlock> events, sorted;
        for (std::size_t i = first; i < last; ++i)
          events[i - first] = static_cast<std::uint32_t>(i);
        Block block(events.data(), last - first, decide);
        use(block.Sort(sorted.data()), last - first, sorted.data(), b);
      });
    };
    for_blocks([&](std::size_t left, std::size_t, const std::uint32_t*, std::size_t b) {
      lefts_[b] = left;
    });
    const std::size_t all_left = FindPlaces(n);
    for_blocks([&](std::size_t left, std::size_t size, const std::uint32_t* sorted, std::size_t b) {
      std::copy_n(sorted, left, list.data() + places_[b].left);
      std::copy_n(sorted + left, size - left, list.data() + places_[b].right);
    });
    return all_left;
  }

 private:
  static constexpr std::size_t kBlock = 4096;

  /// Some events, and where they go.
  struct Block {
    template <class Decide>
    Block(const std::uint32_t* e, std::size_t n, const Decide& decide) : events(e), size(n) {
      decide(events, size, goes_right.data());
    }
    /// Left ones first; returns their number.
    std::size_t Sort(std::uint32_t* sorted) const {
      std::array<std::uint32_t, kBlock> rights;
      const std::uint32_t* const from = events;
      const std::size_t n = size;
      std::size_t left = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint32_t event = from[i];
        sorted[left] = event;
        rights[i - left] = event;
        left += 1U - goes_right[i];
      }
      std::copy_n(rights.begin(), n - left, sorted + left);
      return left;
    }

    const std::uint32_t* events;
    std::size_t size;
    std::array<std::uint8_t, kBlock> goes_right;
  };

  /// Where the events of each block come to lie; returns the number of all that go left.
  std::size_t FindPlaces(std::size_t n) {
    const std::size_t all_left = std::accumulate(lefts_.begin(), lefts_.end(), std::size_t{0});
    places_.resize(lefts_.size());
    for (std::size_t b = 0, left = 0, right = all_left; b < lefts_.size(); ++b) {
      places_[b] = {left, right};
      left += lefts_[b];
      right += std::min(kBlock, n - b * kBlock) - lefts_[b];
    }
    return all_left;
  }

  struct Place {
    std::size_t left, right;
  };
  Workers& workers_;
  std::vector<std::uint32_t> sorted_;
  std::vector<std::size_t> lefts_;
  std::vector<Place> places_;
};

}  // namespace TMVA::inline standalone
