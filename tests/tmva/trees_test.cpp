// Growing trees: separation, histograms, cuts, pruning.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include <TMVA/Random.h>

#include "tmva/trees/training/grid_kernels.h"
#include "tmva/trees/training/pruning.h"
#include "tmva/trees/training/separation.h"
#include "tmva/trees/training/split_finder.h"
#include "tmva/trees/training/tree_grower.h"
#include "tmva/trees/tree.h"

namespace {

using namespace TMVA;

/// Random events: the class depends on the first two variables, the last one is constant.
TrainingSample MakeSample(std::size_t n, std::size_t variables, bool targets,
                          std::uint64_t seed = 1) {
  TrainingSample s;
  s.num_events = n;
  s.num_variables = variables;
  s.columns.resize(n * variables);
  s.is_integer.assign(variables, false);
  Random random(seed, 0);
  for (std::size_t v = 0; v + 1 < variables; ++v)
    for (std::size_t i = 0; i < n; ++i) s.columns[v * n + i] = static_cast<float>(random.Gauss());
  for (std::size_t i = 0; i < n; ++i) {
    const double x = static_cast<double>(s.Value(0, i)), y = static_cast<double>(s.Value(1, i));
    s.event_class.push_back(x * y + random.Gauss(0, 0.5) > 0 ? 0 : 1);
    s.weight.push_back(static_cast<float>(random.Uniform(0.5, 1.5)));
    s.target.push_back(targets ? static_cast<float>(x * x + y) : s.IsSignal(i) ? 1.0F : 0.0F);
  }
  return s;
}

EventList All(const TrainingSample& s) {
  EventList events(s.num_events);
  std::iota(events.begin(), events.end(), 0U);
  return events;
}

GrownTree GrowOne(const TrainingSample& s, const GrowOptions& options, int threads = 1) {
  EventList events = All(s);
  Random random(3, 4);
  return TreeGrower::Make(s, options, threads)->Grow(events, true, random);
}

/// The same sample in bins.
TrainingSample Quantise(const TrainingSample& s, std::size_t most_cuts = BinEdges::kMostCuts) {
  TrainingSample q = s;
  q.columns.clear();
  q.bins.resize(s.num_events * s.num_variables);
  for (std::size_t v = 0; v < s.num_variables; ++v) {
    const auto column = s.Column(v);
    std::vector<float> values(column.begin(), column.end());
    q.edges.emplace_back(values, most_cuts);
    q.edges[v].FindBins(column.data(), 1, s.num_events, q.bins.data() + v, s.num_variables);
  }
  return q;
}

TEST(Separation, IndicesHaveTheirKnownValues) {
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kGiniIndex, 1, 1), 0.5);
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kGiniIndex, 3, 1), 2 * 0.75 * 0.25);
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kCrossEntropy, 1, 1), 1);
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kMisClassificationError, 3, 1), 0.25);
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kSDivSqrtSPlusB, 9, 7), 9.0 / 4);
  EXPECT_DOUBLE_EQ(SeparationIndex(Separation::kGiniIndexWithLaplace, 1, 1), 4.0 / 16);
  for (auto type :
       {Separation::kGiniIndex, Separation::kCrossEntropy, Separation::kMisClassificationError})
    for (auto [s, b] : {std::pair{1.0, 0.0}, {0.0, 1.0}, {0.0, 0.0}, {-1.0, 2.0}})
      EXPECT_EQ(SeparationIndex(type, s, b), 0);
}

TEST(Separation, GainIsPositiveOnlyForSplitsThatTell) {
  const NodeSums total{100, 50, 0, 100}, pure{50, 50, 0, 50}, useless{50, 25, 0, 50};
  EXPECT_DOUBLE_EQ(SeparationGain(Separation::kGiniIndex, total, pure), 0.5);
  EXPECT_EQ(SeparationGain(Separation::kGiniIndex, total, useless), 0);
  EXPECT_EQ(SeparationGain(Separation::kGiniIndex, total, total), 0);
  const NodeSums targets{4, 8, 32, 4}, lower{2, 0, 0, 2};  // values 0 0 4 4
  EXPECT_DOUBLE_EQ(SeparationGain(Separation::kRegressionVariance, targets, lower), 1);
}

TEST(Grid, FollowsTmva) {
  const auto grid = MakeGrid({-1, 3}, 20, false);
  EXPECT_EQ(grid.bins, 21U);
  EXPECT_DOUBLE_EQ(grid.width, 4.0 / 21);
  const auto integer = MakeGrid({2, 6}, 20, true);
  EXPECT_EQ(integer.bins, 5U);
  EXPECT_EQ(integer.width, 1);
  EXPECT_EQ(MakeGrid({0, 1e9F}, 20, true).bins, 21U);  // no gigantic histogram for event numbers
  EXPECT_EQ(MakeGrid({1, 1}, 20, false).bins, 0U);
  EXPECT_EQ(MakeGrid({0, std::numeric_limits<float>::infinity()}, 20, false).bins, 0U);
  EXPECT_EQ(MakeGrid({std::numeric_limits<float>::quiet_NaN(), 1}, 20, false).bins, 0U);
}

TEST(Kernels, BinsAreClampedAndOddValuesStayInside) {
  const std::vector<float> values = {-1e30F,
                                     0,
                                     0.99F,
                                     1,
                                     9.99F,
                                     10,
                                     1e30F,
                                     std::numeric_limits<float>::quiet_NaN(),
                                     std::numeric_limits<float>::infinity()};
  std::vector<BinNumber> bins(values.size());
  FindBins(values, MakeGrid({0, 10}, 9, false), bins);
  EXPECT_EQ(bins, (std::vector<BinNumber>{0, 0, 0, 1, 9, 9, 9, 0, 9}));
}

TEST(Kernels, HistogramsAgreeWithPlainSums) {
  const auto s = MakeSample(1003, 3, true);
  const auto grid = MakeGrid(FindRange(s.Column(0)), 20, false);
  std::vector<BinNumber> bins(s.num_events);
  FindBins(s.Column(0), grid, bins);
  std::vector<double> scratch;
  std::vector<NodeSums> sums(grid.bins), expected(grid.bins);
  FillHistogram(bins, {s.weight, s.target}, scratch, sums);
  for (std::size_t i = 0; i < s.num_events; ++i) {
    const double w = static_cast<double>(s.weight[i]), t = static_cast<double>(s.target[i]);
    expected[bins[i]] += {w, w * t, w * t * t, 1};
  }
  for (std::size_t b = 0; b < grid.bins; ++b) {
    EXPECT_EQ(sums[b].count, expected[b].count);
    EXPECT_NEAR(sums[b].weight, expected[b].weight, 1e-9);
    EXPECT_NEAR(sums[b].target, expected[b].target, 1e-9);
    EXPECT_NEAR(sums[b].target_sq, expected[b].target_sq, 1e-9);
  }
}

/// Leaves partition the events, and every event of a leaf's range reaches that leaf.
void CheckPartition(const TrainingSample& s, const GrownTree& grown, const EventList& events) {
  std::size_t covered = 0;
  for (std::size_t n = 0; n < grown.grown.size(); ++n) {
    if (!grown.tree.nodes[n].IsLeaf()) continue;
    for (std::size_t i = grown.grown[n].begin; i < grown.grown[n].end; ++i, ++covered) {
      const auto event = events[i];
      ASSERT_EQ(
          grown.tree.FindLeaf([&](std::size_t v) { return s.Value(v, event); }, s.num_variables),
          n);
      if (i > grown.grown[n].begin) ASSERT_LT(events[i - 1], event) << "order is not kept";
    }
  }
  EXPECT_EQ(covered, events.size());
}

/// What growing says of a node is what its events say.
void CheckSums(const TrainingSample& s, const GrownTree& grown, const EventList& events) {
  for (const auto& node : grown.grown) {
    NodeSums sums;
    for (std::size_t i = node.begin; i < node.end; ++i) {
      const double w = static_cast<double>(s.weight[events[i]]),
                   t = static_cast<double>(s.target[events[i]]);
      sums += {w, w * t, w * t * t, 1};
      sums.target_abs += w * std::abs(t);
      sums.positive += t > 0 ? w : 0;
    }
    ASSERT_EQ(node.sums.count, sums.count);
    ASSERT_NEAR(node.sums.weight, sums.weight, 1e-5 * sums.weight);
    ASSERT_NEAR(node.sums.target, sums.target, 1e-5 * sums.target_abs);
    ASSERT_NEAR(node.sums.target_sq, sums.target_sq, 1e-5 * sums.target_sq);
    ASSERT_NEAR(node.sums.target_abs, sums.target_abs, 1e-5 * sums.target_abs);
    ASSERT_NEAR(node.sums.positive, sums.positive, 1e-5 * sums.weight);
  }
}

/// The largest gain of all cuts between bins, by trying them one by one.
double BestGain(const TrainingSample& q, Separation separation, double min_size) {
  double best = 0;
  NodeSums total;
  const auto term = [&](std::size_t i) {
    const double w = static_cast<double>(q.weight[i]), t = static_cast<double>(q.target[i]);
    return NodeSums{w, w * t, w * t * t, 1};
  };
  for (std::size_t i = 0; i < q.num_events; ++i) total += term(i);
  for (std::size_t v = 0; v < q.num_variables; ++v)
    for (std::size_t k = 0; k < q.edges[v].NumCuts(); ++k) {
      NodeSums below;
      for (std::size_t i = 0; i < q.num_events; ++i)
        if (q.bins[i * q.num_variables + v] <= k) below += term(i);
      const auto above = total - below;
      if (below.count < min_size || below.weight < min_size || above.count < min_size ||
          above.weight < min_size)
        continue;
      best = std::max(best, SeparationGain(separation, total, below));
    }
  return best;
}

TEST(QuantileGrower, TakesTheBestOfAllCuts) {
  for (const auto separation :
       {Separation::kGiniIndex, Separation::kCrossEntropy, Separation::kSDivSqrtSPlusB,
        Separation::kMisClassificationError, Separation::kGiniIndexWithLaplace,
        Separation::kRegressionVariance}) {
    const auto q = Quantise(MakeSample(500, 4, separation == Separation::kRegressionVariance), 30);
    GrowOptions options;
    options.separation = separation;
    options.max_depth = 1;
    const auto grown = GrowOne(q, options);
    const double best = BestGain(q, separation, 25);
    if (best == 0) {
      EXPECT_EQ(grown.tree.nodes.size(), 1U);
      continue;
    }
    ASSERT_EQ(grown.tree.nodes.size(), 3U);
    const auto& left = grown.tree.nodes[0].cut_type ? grown.grown[1] : grown.grown[2];
    EXPECT_NEAR(SeparationGain(separation, grown.grown[0].sums, left.sums), best, 1e-5 * best);
  }
}

TEST(QuantileGrower, LearnsWhereMissingValuesBelong) {
  auto s = MakeSample(3000, 3, false);
  Random random(8, 8);
  for (std::size_t i = 0; i < s.num_events; ++i) {
    // Missing in variable 1: nearly always background; variable 0 says little.
    const bool missing = random.Below(3) == 0;
    if (missing) s.columns[s.num_events + i] = std::numeric_limits<float>::quiet_NaN();
    s.event_class[i] =
        missing ? (random.Below(20) == 0 ? 0 : 1) : (s.columns[s.num_events + i] > 0.2F ? 1 : 0);
    s.target[i] = s.IsSignal(i) ? 1.0F : 0.0F;
  }
  const auto q = Quantise(s);
  GrowOptions options;
  options.max_depth = 3;
  options.min_node_percent = 1;
  EventList events = All(q);
  Random r(3, 4);
  const auto grown = TreeGrower::Make(q, options, 1)->Grow(events, true, r);
  EXPECT_EQ(grown.tree.nodes[0].variable, 1);
  EXPECT_TRUE(grown.tree.nodes[0].missing_above);
  CheckPartition(s, grown, events);
  CheckPartition(q, grown, events);
  // Only NaN tells the classes apart: a cut above all values.
  for (std::size_t i = 0; i < s.num_events; ++i) {
    s.event_class[i] = std::isnan(s.columns[s.num_events + i]) ? 0 : 1;
    s.target[i] = s.IsSignal(i) ? 1.0F : 0.0F;
  }
  const auto pure = GrowOne(Quantise(s), options);
  ASSERT_EQ(pure.tree.nodes.size(), 3U);
  EXPECT_EQ(pure.tree.nodes[1].purity + pure.tree.nodes[2].purity, 1.0F);
}

TEST(QuantileGrower, NegativeAndWidelySpreadWeightsAreCountedRight) {
  auto s = MakeSample(5000, 4, true);
  Random random(2, 2);
  for (auto& w : s.weight)
    w = static_cast<float>(std::exp(random.Gauss(0, 3)) * (random.Below(10) == 0 ? -0.1 : 1));
  for (auto& t : s.target) t *= static_cast<float>(std::exp(random.Gauss(0, 3)));
  const auto q = Quantise(s);
  GrowOptions options;
  options.separation = Separation::kRegressionVariance;
  options.max_depth = 5;
  options.min_node_percent = 1;
  EventList events = All(q);
  Random r(3, 4);
  const auto grown = TreeGrower::Make(q, options, 1)->Grow(events, true, r);
  EXPECT_GT(grown.tree.nodes.size(), 5U);
  for (const auto& node : grown.grown) {
    double weight = 0, size = 0;
    for (std::size_t i = node.begin; i < node.end; ++i)
      weight += static_cast<double>(q.weight[events[i]]),
          size += std::abs(static_cast<double>(q.weight[events[i]]));
    ASSERT_NEAR(node.sums.weight, weight, 1e-3 * size);
  }
}

TEST(BinEdges, ShareTheValuesOutEvenly) {
  Random random(4, 4);
  std::vector<float> values(100000);
  for (auto& x : values) x = static_cast<float>(std::exp(random.Gauss(0, 2)));
  const auto original = values;
  const BinEdges edges(values, BinEdges::kMostCuts);
  EXPECT_EQ(edges.NumCuts(), 254U);
  std::vector<std::uint8_t> bins(original.size());
  edges.FindBins(original.data(), 1, original.size(), bins.data(), 1);
  std::vector<int> counts(edges.NumBins());
  for (std::size_t i = 0; i < bins.size(); ++i) {
    ++counts[bins[i]];
    ASSERT_TRUE(bins[i] == 0 || original[i] >= edges.Cut(bins[i] - 1U));
    ASSERT_TRUE(bins[i] == edges.NumCuts() || original[i] < edges.Cut(bins[i]));
  }
  EXPECT_GT(*std::min_element(counts.begin(), counts.end()), 380);
  EXPECT_LT(*std::max_element(counts.begin(), counts.end()), 400);
}

TEST(BinEdges, FrequentAndFewValuesGetBinsOfTheirOwn) {
  std::vector<float> few = {3, 1, 2, 2, 1, 1};
  const BinEdges three(few, 254);
  ASSERT_EQ(three.NumCuts(), 2U);
  EXPECT_EQ(three.Cut(0), 1.5F);
  EXPECT_EQ(three.Cut(1), 2.5F);
  Random random(4, 4);
  std::vector<float> spiky(50000);
  for (auto& x : spiky) x = random.Below(5) > 0 ? 0.0F : static_cast<float>(random.Gauss());
  const BinEdges edges(spiky, 100);
  EXPECT_GT(edges.NumCuts(), 90U) << "four fifths of the values are 0, the others deserve the bins";
  std::vector<float> one(10, 7), none, missing = {std::nanf(""), 1, 2};
  EXPECT_EQ(BinEdges(one, 254).NumBins(), 1U);
  EXPECT_EQ(BinEdges(none, 254).NumBins(), 1U);
  const BinEdges with_missing(missing, 254);
  EXPECT_EQ(with_missing.NumBins(), 3U);
  const float values[] = {std::nanf(""), -1e30F, std::numeric_limits<float>::infinity(), 1.5F,
                          -std::numeric_limits<float>::infinity()};
  std::uint8_t bins[5];
  with_missing.FindBins(values, 1, 5, bins, 1);
  EXPECT_EQ(std::vector<int>(bins, bins + 5), (std::vector<int>{2, 0, 1, 1, 0}));
  float close[] = {1.0F, std::nextafter(1.0F, 2.0F)};
  EXPECT_EQ(BinEdges(close, 254).Cut(0), close[1]) << "neighbouring floats";
}

TEST(TreeGrower, LeavesHoldTheEventsThatReachThem) {
  for (const int kind : {0, 1, 2, 3}) {
    const bool regression = kind % 2 == 1, quantised = kind >= 2;
    const auto plain = MakeSample(2000, 5, regression), s = quantised ? Quantise(plain) : plain;
    GrowOptions options;
    options.max_depth = 6;
    options.min_node_percent = 1;
    if (regression) options.separation = Separation::kRegressionVariance;
    EventList events = All(s);
    Random random(3, 4);
    const auto grown = TreeGrower::Make(s, options, 1)->Grow(events, true, random);
    EXPECT_GT(grown.tree.NumLeaves(), 8U);
    CheckPartition(plain, grown, events);
    CheckPartition(s, grown, events);
    CheckSums(s, grown, events);
    for (const auto& node : grown.grown) EXPECT_GE(node.sums.count, 20);
    for (const auto& node : grown.tree.nodes) EXPECT_LE(node.depth, 6);
    EXPECT_EQ(grown.importance.back(), 0) << "the constant variable cannot be cut on";
  }
}

TEST(TreeGrower, RootCacheChangesNothing) {
  const auto s = MakeSample(3000, 4, false);
  GrowOptions options;
  const auto grower = TreeGrower::Make(s, options, 1);
  EventList a = All(s), b = All(s);
  Random r(1, 1);
  const auto cached = grower->Grow(a, true, r), plain = grower->Grow(b, false, r);
  ASSERT_EQ(cached.tree.nodes.size(), plain.tree.nodes.size());
  EXPECT_EQ(a, b);
  for (std::size_t i = 0; i < cached.tree.nodes.size(); ++i)
    EXPECT_EQ(cached.tree.nodes[i].cut, plain.tree.nodes[i].cut);
}

TEST(TreeGrower, ExactScanFindsTheOneGoodCut) {
  TrainingSample s = MakeSample(400, 3, false);
  for (std::size_t i = 0; i < s.num_events; ++i) s.target[i] = s.Value(1, i) > 0.321F ? 1.0F : 0.0F;
  GrowOptions options;
  options.num_cuts = -1;
  options.min_node_percent = 0.5;
  const auto grown = GrowOne(s, options);
  ASSERT_EQ(grown.tree.nodes.size(), 3U);
  EXPECT_EQ(grown.tree.nodes[0].variable, 1);
  EXPECT_NEAR(static_cast<double>(grown.tree.nodes[0].cut), 0.321, 0.05);
  EXPECT_EQ(grown.tree.nodes[1].purity, 1.0F) << "signal is on the left";
  EXPECT_EQ(grown.tree.nodes[2].purity, 0.0F);
}

TEST(TreeGrower, ThreadsChangeNothing) {
  for (const bool quantised : {false, true}) {
    auto s = MakeSample(60000, 8, true);
    if (quantised) s = Quantise(s);
    GrowOptions options;
    options.separation = Separation::kRegressionVariance;
    options.randomised = true;
    options.use_variables = 4;
    options.max_depth = 6;
    options.min_node_percent = 0.5;
    const auto one = GrowOne(s, options, 1);
    for (const int threads : {2, 7}) {
      const auto other = GrowOne(s, options, threads);
      ASSERT_EQ(one.tree.nodes.size(), other.tree.nodes.size());
      for (std::size_t i = 0; i < one.tree.nodes.size(); ++i) {
        EXPECT_EQ(one.tree.nodes[i].cut, other.tree.nodes[i].cut);
        EXPECT_EQ(one.tree.nodes[i].variable, other.tree.nodes[i].variable);
        EXPECT_EQ(one.grown[i].sums.target, other.grown[i].sums.target);
      }
    }
  }
}

TEST(TreeGrower, OddSamplesGiveSingleLeaves) {
  TrainingSample s = MakeSample(100, 3, false);
  GrowOptions options;
  std::fill(s.target.begin(), s.target.end(), 1.0F);
  EXPECT_EQ(GrowOne(s, options).tree.nodes.size(), 1U) << "one class only";
  s = MakeSample(100, 3, false);
  std::fill(s.columns.begin(), s.columns.end(), std::numeric_limits<float>::infinity());
  EXPECT_EQ(GrowOne(s, options).tree.nodes.size(), 1U) << "nothing to cut on";
  EventList none;
  Random random(1, 1);
  EXPECT_EQ(TreeGrower::Make(s, options, 1)->Grow(none, false, random).tree.nodes.size(), 1U)
      << "no events";
}

TEST(Pruning, CleanTreeRemovesSplitsThatDecideNothing) {
  const auto s = MakeSample(2000, 4, false);
  GrowOptions options;
  options.max_depth = 7;
  options.min_node_percent = 0.5;
  auto grown = GrowOne(s, options);
  const auto before = grown.tree;
  CleanTree(grown, 0.5);
  EXPECT_LT(grown.tree.nodes.size(), before.nodes.size());
  for (std::size_t i = 0; i < s.num_events; ++i) {
    const auto x = [&](std::size_t v) { return s.Value(v, i); };
    const auto& was = before.nodes[before.FindLeaf(x, 4)];
    const auto& is = grown.tree.nodes[grown.tree.FindLeaf(x, 4)];
    ASSERT_EQ(was.type, is.type) << "cleaning must not change answers";
  }
}

TEST(Pruning, StrongerPruningLeavesSmallerTrees) {
  const auto s = MakeSample(2000, 4, false);
  GrowOptions options;
  options.max_depth = 8;
  options.min_node_percent = 0.3;
  const auto grown = GrowOne(s, options);
  std::size_t last = grown.tree.nodes.size();
  for (const double strength : {0.0, 20.0, 60.0, 100.0}) {
    auto tree = grown;
    PruneCostComplexity(tree, strength, Separation::kGiniIndex, 0.5);
    EXPECT_LE(tree.tree.nodes.size(), last);
    last = tree.tree.nodes.size();
  }
  EXPECT_EQ(last, 1U) << "100 percent leaves the root";
  auto none = grown, some = grown;
  PruneExpectedError(none, 0, 0.5);
  PruneExpectedError(some, 5, 0.5);
  EXPECT_LT(some.tree.nodes.size(), none.tree.nodes.size());
}

}  // namespace
