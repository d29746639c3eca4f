// Pieces of work in threads, used in their order.
#include "tmva/factory/in_order.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace TMVA::inline standalone {
namespace {

class InOrder : public ::testing::TestWithParam<std::size_t> {};

TEST_P(InOrder, ResultsAreUsedInOrderAndKeepTheirSlots) {
  constexpr std::size_t kSlots = 3;
  std::vector<std::size_t> results(kSlots), used;
  std::vector<std::atomic<bool>> taken(kSlots);
  OrderedWork work{200, kSlots, {}, {}};
  std::atomic<bool> clash = false;
  work.work = [&](std::size_t piece, std::size_t slot, std::size_t thread) {
    EXPECT_LT(thread, std::max<std::size_t>(GetParam(), 1));
    if (taken[slot].exchange(true)) clash = true;  // its result was not used yet
    if (piece % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    results[slot] = piece;
  };
  work.use = [&](std::size_t piece, std::size_t slot) {
    EXPECT_EQ(results[slot], piece);
    used.push_back(piece);
    taken[slot] = false;
  };
  EXPECT_TRUE(RunInOrder(work, GetParam(), {}));
  EXPECT_FALSE(clash);
  ASSERT_EQ(used.size(), 200u);
  for (std::size_t i = 0; i < used.size(); ++i) EXPECT_EQ(used[i], i);
}

TEST_P(InOrder, TheErrorOfTheLowestPieceComesOut) {
  std::size_t used = 0;
  OrderedWork work{50, 4, {}, {}};
  work.work = [&](std::size_t piece, std::size_t, std::size_t) {
    if (piece == 20) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (piece >= 20) throw std::runtime_error(std::to_string(piece));
  };
  work.use = [&](std::size_t, std::size_t) { ++used; };
  try {
    RunInOrder(work, GetParam(), {});
    ADD_FAILURE() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "20");
  }
  EXPECT_EQ(used, 20u);
}

TEST_P(InOrder, AnErrorOfTheUserEndsTheThreads) {
  std::atomic<std::size_t> begun = 0;
  OrderedWork work{10'000, 4, [&](auto...) { ++begun; },
                   [](std::size_t piece, std::size_t) {
                     if (piece == 5) throw std::runtime_error("full");
                   }};
  EXPECT_THROW(RunInOrder(work, GetParam(), {}), std::runtime_error);
  EXPECT_LT(begun, 20u);
}

TEST_P(InOrder, StopsWhenAsked) {
  std::stop_source stop;
  std::size_t used = 0;
  OrderedWork work{1'000, 4, [](auto...) {},
                   [&](std::size_t, std::size_t) {
                     if (++used == 10) stop.request_stop();
                   }};
  EXPECT_FALSE(RunInOrder(work, GetParam(), stop.get_token()));
  EXPECT_EQ(used, 10u);
  EXPECT_TRUE(RunInOrder({0, 1, {}, {}}, GetParam(), {}));
}

INSTANTIATE_TEST_SUITE_P(Threads, InOrder, ::testing::Values(0, 1, 2, 5));

}  // namespace
}  // namespace TMVA::inline standalone
