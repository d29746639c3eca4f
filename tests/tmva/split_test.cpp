// The counts of the split are TMVA's; the choice of events is a function of seed and entry.
#include "tmva/data/split.h"

#include <gtest/gtest.h>

#include <numeric>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

namespace TMVA {
namespace {

ClassCounts Count(std::int64_t r, std::int64_t s, std::int64_t u, std::int64_t R, std::int64_t S) {
  ClassCounts available;
  available.explicit_training = r;
  available.explicit_testing = s;
  available.unassigned = u;
  return CountClass("Signal", available, R, S);
}

TEST(Split, AutomaticCountsHalveAndDropAnOddEvent) {
  const auto even = Count(0, 0, 6000, 0, 0);
  EXPECT_EQ(even.training, 3000);
  EXPECT_EQ(even.testing, 3000);
  const auto odd = Count(0, 0, 6001, 0, 0);
  EXPECT_EQ(odd.training, 3000);
  EXPECT_EQ(odd.testing, 3000);
}

TEST(Split, AutomaticCountsBalanceExplicitTrees) {
  const auto balanced = Count(100, 40, 100, 0, 0);
  EXPECT_EQ(balanced.training, 120);
  EXPECT_EQ(balanced.testing, 120);
  const auto too_few = Count(100, 10, 20, 0, 0);
  EXPECT_EQ(too_few.training, 100);
  EXPECT_EQ(too_few.testing, 30);
}

TEST(Split, OneRequestLeavesTheRestToTheOtherSample) {
  const auto training = Count(0, 0, 6000, 4000, 0);
  EXPECT_EQ(training.training, 4000);
  EXPECT_EQ(training.testing, 2000);
  const auto testing = Count(0, 0, 6000, 0, 1000);
  EXPECT_EQ(testing.training, 5000);
  EXPECT_EQ(testing.testing, 1000);
}

TEST(Split, TwoRequestsTrimBothPools) {
  const auto counts = Count(0, 0, 6000, 1000, 2000);
  EXPECT_EQ(counts.training_pool, 1000 + 1500);
  EXPECT_EQ(counts.testing_pool, 3500);
  EXPECT_EQ(counts.training, 1000);
  EXPECT_EQ(counts.testing, 2000);
}

TEST(Split, RefusesMoreThanThereIs) {
  EXPECT_THROW(Count(0, 0, 6000, 6001, 0), DataError);
  EXPECT_THROW(Count(0, 0, 6000, 4000, 2001), DataError);
  EXPECT_THROW(Count(100, 0, 0, 100, 1), DataError);
  try {
    Count(0, 0, 10, 20, 0);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("'Signal'"), std::string::npos);
  }
}

/// Two trees of one class with every third entry cut away.
struct Fixture {
  explicit Fixture(SplitOptions split, std::int64_t R = 0, std::int64_t S = 0)
      : options(std::move(split)) {
    for (std::size_t t = 0; t < 2; ++t) {
      passed[t] = Bitset(sizes[t]);
      roles[t] = {Bitset(sizes[t]), Bitset(sizes[t])};
      for (std::int64_t i = 0; i < sizes[t]; ++i)
        if (i % 3) passed[t].Set(i);
      trees.push_back({t, Types::kMaxTreeType, &passed[t], &roles[t]});
    }
    const auto n = passed[0].Count() + passed[1].Count();
    counts = Count(0, 0, n, R, S);
    AssignRoles(options, counts, trees);
  }
  std::int64_t Training() const { return roles[0].training.Count() + roles[1].training.Count(); }
  std::int64_t Testing() const { return roles[0].testing.Count() + roles[1].testing.Count(); }

  const std::int64_t sizes[2] = {1000, 777};
  SplitOptions options;
  Bitset passed[2];
  TreeRoles roles[2];
  std::vector<SplitTree> trees;
  ClassCounts counts;
};

SplitOptions Mode(std::string mode, std::uint64_t seed = 100) {
  SplitOptions options;
  options.split_mode = std::move(mode);
  options.split_seed = seed;
  return options;
}

TEST(Split, EveryModeGivesTheExactCountsDisjointAndInsideTheCut) {
  Random random(7, 0);
  for (const char* mode : {"Random", "Alternate", "Block"})
    for (int trial = 0; trial < 20; ++trial) {
      const auto R = static_cast<std::int64_t>(random.Below(500));
      const auto S = static_cast<std::int64_t>(random.Below(500));
      Fixture f(Mode(mode), R, S);
      EXPECT_EQ(f.Training(), f.counts.training) << mode << R << ' ' << S;
      EXPECT_EQ(f.Testing(), f.counts.testing) << mode << R << ' ' << S;
      for (int t = 0; t < 2; ++t)
        for (std::int64_t i = 0; i < f.sizes[t]; ++i) {
          EXPECT_FALSE(f.roles[t].training[i] && f.roles[t].testing[i]);
          EXPECT_TRUE(f.passed[t][i] || !(f.roles[t].training[i] || f.roles[t].testing[i]));
        }
    }
}

TEST(Split, RandomDependsOnTheSeedAlone) {
  const Fixture a(Mode("Random", 1)), b(Mode("Random", 1)), c(Mode("Random", 2));
  std::int64_t same_ab = 0, same_ac = 0;
  for (std::int64_t i = 0; i < a.sizes[0]; ++i) {
    same_ab += a.roles[0].training[i] == b.roles[0].training[i];
    same_ac += a.roles[0].training[i] == c.roles[0].training[i];
  }
  EXPECT_EQ(same_ab, a.sizes[0]);
  EXPECT_LT(same_ac, 800);  // a third is cut away; of the others about half agree by chance
}

TEST(Split, RandomIsRandomByEntryNotByBlock) {
  const Fixture f(Mode("Random"));
  const auto first_half = f.roles[0].training.Count(0, 500),
             second_half = f.roles[0].training.Count(500, 1000);
  EXPECT_NEAR(static_cast<double>(first_half), static_cast<double>(second_half), 75);
}

TEST(Split, AlternateTakesTurns) {
  const Fixture f(Mode("Alternate"));
  bool expect_training = true;
  f.passed[0].ForEach([&](std::int64_t entry) {
    EXPECT_EQ(f.roles[0].training[entry], expect_training) << entry;
    expect_training = !expect_training;
  });
}

TEST(Split, BlockTakesTheFirstEventsForTraining) {
  const Fixture f(Mode("Block"), 100, 50);
  std::int64_t last_training = -1;
  f.roles[0].training.ForEach([&](std::int64_t entry) { last_training = entry; });
  EXPECT_EQ(f.passed[0].Count(0, last_training + 1), 100);
  f.roles[0].testing.ForEach([&](std::int64_t entry) { EXPECT_GT(entry, last_training); });
}

TEST(Split, ExplicitTreesKeepTheirType) {
  Bitset passed(10);
  for (int i = 0; i < 10; ++i) passed.Set(i);
  TreeRoles roles[2] = {{Bitset(10), Bitset(10)}, {Bitset(10), Bitset(10)}};
  std::vector<SplitTree> trees = {{0, Types::kTraining, &passed, &roles[0]},
                                  {1, Types::kTesting, &passed, &roles[1]}};
  AssignRoles(Mode("Random"), Count(10, 10, 0, 4, 10), trees);
  EXPECT_EQ(roles[0].training.Count(), 4);
  EXPECT_EQ(roles[0].testing.Count(), 0);
  EXPECT_EQ(roles[1].testing.Count(), 10);
}

}  // namespace
}  // namespace TMVA
