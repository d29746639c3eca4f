// Pages of pools: used again where they are large enough, and never more than were in use at once.
#include <algorithm>
#include <cstddef>

#include <gtest/gtest.h>

#include "dataloader/batch/pool_memory.h"

namespace {

using TMVA::batch::PoolMemory;

TEST(PoolMemory, WhatWasGivenBackIsTakenAgain) {
  PoolMemory memory;
  const auto first = memory.Take(3 << 20), second = memory.Take(1 << 20);
  std::ranges::fill(first, std::byte{1});
  std::ranges::fill(second, std::byte{2});
  EXPECT_TRUE(std::ranges::all_of(first, [](std::byte b) { return b == std::byte{1}; }));
  memory.GiveBack(first);
  memory.GiveBack(second);
  // The smallest that is large enough.
  const auto again = memory.Take(1 << 19);
  EXPECT_EQ(again.data(), second.data());
  EXPECT_EQ(memory.Take(2 << 20).data(), first.data());
  std::ranges::fill(again, std::byte{3});
  memory.GiveBack(again);
}

TEST(PoolMemory, WhatIsTooSmallMakesRoom) {
  PoolMemory memory;
  memory.GiveBack(memory.Take(1 << 20));
  const auto larger = memory.Take(2 << 20);
  EXPECT_EQ(larger.size(), std::size_t{2} << 20);
  larger.back() = std::byte{1};
  memory.GiveBack(larger);
  EXPECT_GE(memory.Take(0).size(), 1U);
}

}  // namespace
