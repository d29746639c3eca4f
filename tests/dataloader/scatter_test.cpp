// Columns to rows: any lanes, slots and selections, against a plain loop.
#include "dataloader/batch/scatter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <vector>

#include <TMVA/Random.h>

namespace TMVA::batch {
namespace {

class Case {
 public:
  explicit Case(std::uint64_t seed) : random_(seed, 0) {
    const auto lanes = 1 + random_.Below(20), entries = random_.Below(60);
    const bool words = random_.Below(2) == 0;  // which have a way of their own
    for (std::size_t k = 0; k < lanes; ++k) AddLane(words ? 4 : std::size_t{1} << random_.Below(4));
    row_bytes_ = (row_bytes_ + 7) / 8 * 8;
    entries_ = entries;
    Choose();
  }

  void Check() {
    for (std::size_t k = 0; k < lanes_.size(); ++k) lanes_[k].values = values_[k].data();
    std::vector<std::byte> expected(arena_);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      const auto entry = rows_.empty() ? i : rows_[i];
      for (const auto& lane : lanes_)
        if (slots_[i] != kNoSlot)
          std::memcpy(expected.data() + slots_[i] * row_bytes_ + lane.offset,
                      lane.values + entry * lane.stride, lane.size);
    }
    Scatter(lanes_, {rows_, slots_, arena_.data(), row_bytes_});
    EXPECT_EQ(arena_, expected);
  }

 private:
  void AddLane(std::size_t size) {
    if (random_.Below(8) == 0) row_bytes_ += 8;  // a run ends
    row_bytes_ = (row_bytes_ + size - 1) / size * size;
    const auto stride = random_.Below(6) == 0 ? 3 * size : size;
    lanes_.push_back({nullptr, stride, size, row_bytes_});
    row_bytes_ += size;
  }

  std::vector<std::byte> Noise(std::size_t bytes) {
    std::vector<std::byte> noise(bytes);
    for (auto& byte : noise) byte = static_cast<std::byte>(random_.Below(256));
    return noise;
  }

  void Choose() {
    for (const auto& lane : lanes_) values_.push_back(Noise(entries_ * lane.stride));
    arena_ = Noise((entries_ + 5) * row_bytes_);
    slots_.resize(entries_ + 5);
    std::iota(slots_.begin(), slots_.end(), Slot{0});
    random_.Shuffle(slots_);
    slots_.resize(entries_);
    if (random_.Below(3) == 0)
      for (std::size_t i = 0; i < entries_; ++i)
        if (random_.Below(4) == 0) slots_[i] = kNoSlot;
    if (random_.Below(3) != 0) return;
    for (std::size_t i = 0; i < entries_; ++i)
      if (random_.Below(2) == 0) rows_.push_back(static_cast<std::uint32_t>(i));
    if (!rows_.empty()) slots_.resize(rows_.size());
  }

  Random random_;
  std::vector<Lane> lanes_;
  std::vector<std::vector<std::byte>> values_;  ///< of each lane; nothing behind the last
  std::vector<std::byte> arena_;
  std::vector<std::uint32_t> rows_;
  std::vector<Slot> slots_;
  std::size_t row_bytes_ = 0, entries_ = 0;
};

TEST(Scatter, AsAPlainLoopDoes) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Case(seed).Check();
  }
}

}  // namespace
}  // namespace TMVA::batch
