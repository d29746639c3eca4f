// FreeSlots: the slots of a pool that hold no row.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "dataloader/batch/window_rows.h"

namespace TMVA::inline standalone::batch {

/// Hands out the lowest slots first: the rows of a window lie in the order of memory then, which is
/// the fastest one to write.
class FreeSlots {
 public:
  explicit FreeSlots(std::int64_t slots)
      : words_(static_cast<std::size_t>((slots + 63) / 64), ~std::uint64_t{0}), count_(slots) {
    if (slots % 64 != 0) words_.back() = (std::uint64_t{1} << (slots % 64)) - 1;
  }

  std::int64_t Count() const { return count_; }
  /// There must be one.
  Slot Take() {
    while (words_[lowest_] == 0) ++lowest_;
    const auto bit = std::countr_zero(words_[lowest_]);
    words_[lowest_] &= words_[lowest_] - 1;
    --count_;
    return static_cast<Slot>(lowest_ * 64 + static_cast<std::size_t>(bit));
  }
  void Put(Slot slot) {
    const std::size_t word = slot / 64;
    words_[word] |= std::uint64_t{1} << (slot % 64);
    if (word < lowest_) lowest_ = word;
    ++count_;
  }
  std::size_t Bytes() const { return words_.capacity() * sizeof(words_[0]); }

 private:
  std::vector<std::uint64_t> words_;  ///< a bit a slot
  std::size_t lowest_ = 0;            ///< no word before it has a bit
  std::int64_t count_;
};

}  // namespace TMVA::inline standalone::batch
