// Tests of other libraries' comparisons as cuts of ours: every float stays on its side.
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/trees/formats/comparison.h"
#include "tmva/trees/formats/tree_arrays.h"

namespace {

using namespace TMVA;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

bool Holds(Comparison comparison, double x, double value) {
  switch (comparison) {
    case Comparison::kAtMost:
      return x <= value;
    case Comparison::kBelow:
      return x < value;
    case Comparison::kAtLeast:
      return x >= value;
    case Comparison::kAbove:
      return x > value;
    case Comparison::kEqual:
      return x == value;
    default:
      return x != value;
  }
}

TEST(Comparisons, AreTheSameForEveryFloat) {
  const double largest = static_cast<double>(std::numeric_limits<float>::max());
  const double least = static_cast<double>(std::numeric_limits<float>::denorm_min());
  std::vector<double> values = {0,
                                -0.0,
                                1,
                                0.1,
                                -0.1,
                                1e300,
                                -1e300,
                                HUGE_VAL,
                                -HUGE_VAL,
                                largest,
                                -largest,
                                2 * largest,
                                least,
                                -least,
                                least / 2,
                                -least / 2,
                                1e-35,
                                std::nextafter(1.0, 2.0),
                                std::nextafter(1.0, 0.0),
                                1 + 6e-8,
                                1 + 5.9e-8,
                                std::nextafter(largest, HUGE_VAL)};
  for (const auto comparison :
       {Comparison::kAtMost, Comparison::kBelow, Comparison::kAtLeast, Comparison::kAbove})
    for (const double value : values) {
      std::vector<float> xs = {
          0, -0.0F, kInfinity, -kInfinity, 1, std::numeric_limits<float>::denorm_min(), -0.5F};
      const auto near = std::abs(value) <= largest
                            ? static_cast<float>(value)
                            : std::copysign(kInfinity, static_cast<float>(std::copysign(1, value)));
      for (const float x :
           {near, std::nextafter(near, kInfinity), std::nextafter(near, -kInfinity)})
        xs.push_back(x);
      for (const bool missing_is_yes : {false, true}) {
        DecisionTree tree;
        tree.nodes.resize(3);
        tree.nodes[0].variable = 0;
        ASSERT_TRUE(SetComparison(tree, tree.nodes[0], comparison, value, {1, 2, missing_is_yes}));
        tree.nodes[1].type = tree.nodes[2].type = NodeType::kRegression;
        const auto leaf = [&](float x) { return tree.FindLeaf([x](std::size_t) { return x; }, 1); };
        for (const float x : xs)
          EXPECT_EQ(leaf(x), Holds(comparison, static_cast<double>(x), value) ? 1U : 2U)
              << x << " " << static_cast<int>(comparison) << " " << value;
        EXPECT_EQ(leaf(kNaN), missing_is_yes ? 1U : 2U);
      }
    }
}

TEST(Comparisons, EqualityIsForCategories) {
  DecisionTree tree;
  tree.nodes.resize(3);
  TreeNode& node = tree.nodes[0];
  for (const double value : {0.5, -1.0, 1e9, static_cast<double>(kNaN)})
    EXPECT_FALSE(SetComparison(tree, node, Comparison::kEqual, value, {1, 2}));
  ASSERT_TRUE(SetComparison(tree, node, Comparison::kNotEqual, 37, {1, 2, true}));
  node.variable = 0;
  tree.nodes[1].type = tree.nodes[2].type = NodeType::kRegression;
  for (const float x : {36.0F, 37.0F, 38.0F, -1.0F, 1e9F, kNaN, kInfinity})
    EXPECT_EQ(tree.FindLeaf([x](std::size_t) { return x; }, 1), x == 37 ? 2U : 1U) << x;
}

TEST(Comparisons, AnEmptySetHoldsNothing) {
  for (const float x : {-0.5F, 0.0F, 1.0F, kInfinity}) EXPECT_FALSE(IsMember({}, x)) << x;
}

TEST(TreeArrays, ThatDoNotFitAreErrors) {
  TreeArrays arrays{{1, -1, -1}, {2, -1, -1}, {0, -1, -1}, {0.5, 0, 0}, {0, 1, 2},
                    {0, 0, 0},   {},          {},          {}};
  EXPECT_EQ(MakeTree(arrays, "t").nodes[2].response, 2);
  auto wrong = arrays;
  wrong.right.pop_back();
  EXPECT_THROW(MakeTree(wrong, "t"), ModelError);
  wrong = arrays;
  wrong.set = {0, -1, -1};
  EXPECT_THROW(MakeTree(wrong, "t"), ModelError) << "no such set";
  wrong = arrays;
  wrong.left[0] = -7;
  EXPECT_THROW(MakeTree(wrong, "t"), ModelError);
  wrong = arrays;
  wrong.threshold[0] = std::nan("");
  EXPECT_THROW(MakeTree(wrong, "t"), ModelError);
}

}  // namespace
