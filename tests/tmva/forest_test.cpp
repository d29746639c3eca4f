// Forests that are applied, and the XML of their trees.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <TMVA/Random.h>
#include <TMVA/WeightNode.h>

#include "tmva/trees/forest.h"
#include "tmva/trees/tree.h"

namespace {

using namespace TMVA;

enum class Cuts { kOrdinary, kFisher, kMissing, kCategories };

/// A random tree with cuts of both orientations; every second one is of the kind asked for.
DecisionTree RandomTree(Random& random, std::size_t variables, int depth, Cuts kind) {
  DecisionTree tree;
  tree.weight = random.Uniform(0.1, 2);
  tree.nodes.emplace_back();
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    TreeNode node = tree.nodes[i];
    node.purity = static_cast<float>(random.Uniform());
    node.response = static_cast<float>(random.Gauss());
    node.cut = static_cast<float>(random.Gauss());
    node.cut_type = random.Below(2) == 1;
    if (node.depth == depth || random.Uniform() < 0.2) {
      node.type = random.Below(2) == 1 ? NodeType::kSignal : NodeType::kBackground;
    } else {
      node.variable = static_cast<int>(random.Below(variables));
      if (kind == Cuts::kMissing) node.missing_above = random.Below(2) == 1;
      if (kind == Cuts::kCategories && random.Below(2) == 1) {
        node.missing_above = random.Below(2) == 1;
        node.category_set = static_cast<int>(tree.category_sets.size());
        tree.category_sets.push_back({static_cast<std::uint32_t>(random.Below(16)), 5});
      }
      if (kind == Cuts::kFisher && random.Below(2) == 1) {
        node.variable = static_cast<int>(variables);
        node.first_coefficient = static_cast<int>(tree.coefficients.size());
        for (std::size_t v = 0; v <= variables; ++v) tree.coefficients.push_back(random.Gauss());
      }
      TreeNode daughter;
      daughter.depth = node.depth + 1;
      node.left = static_cast<int>(tree.nodes.size());
      node.right = node.left + 1;
      tree.nodes.push_back(daughter);
      tree.nodes.push_back(daughter);
    }
    tree.nodes[i] = node;
  }
  return tree;
}

/// What Forest::Sum promises: groups of eight trees of the same output, pairwise in single
/// precision.
std::vector<double> SumByWalking(const std::vector<DecisionTree>& trees, LeafAnswer answer,
                                 std::size_t outputs, const float* x, std::size_t variables) {
  std::vector<double> sums;
  for (std::size_t k = 0; k < outputs; ++k) {
    std::vector<float> values;
    for (std::size_t t = k; t < trees.size(); t += outputs) {
      const auto leaf = trees[t].FindLeaf([&](std::size_t v) { return x[v]; }, variables);
      values.push_back(static_cast<float>(trees[t].weight) *
                       LeafValue(trees[t].nodes[leaf], answer));
    }
    while (values.size() % 8 != 0) values.push_back(0);
    double sum = 0;
    for (std::size_t g = 0; g < values.size(); g += 8)
      sum += static_cast<double>(PairwiseSum(&values[g]));
    sums.push_back(sum);
  }
  return sums;
}

TEST(Forest, AgreesWithWalkingTheTrees) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  for (const auto kind : {Cuts::kOrdinary, Cuts::kFisher, Cuts::kMissing, Cuts::kCategories}) {
    Random random(7, static_cast<std::uint64_t>(kind));
    std::vector<DecisionTree> trees;
    // Groups of all depths, shallow ones and mixed ones.
    for (int t = 0; t < 150; ++t)
      trees.push_back(RandomTree(random, 3, t < 112 ? t / 16 : t % 9, kind));
    constexpr std::size_t kRows = 211;
    std::vector<float> rows(3 * kRows);
    for (auto& x : rows) x = static_cast<float>(random.Gauss());
    if (kind == Cuts::kCategories)
      for (auto& x : rows) x = std::round(20 * x);
    rows[10] = std::numeric_limits<float>::infinity();
    rows[20] = -std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < 60; ++i)  // values exactly on cuts
      if (trees[i].nodes[0].variable >= 0) rows[90 + i] = trees[i].nodes[0].cut;
    for (std::size_t i = 400; i < rows.size(); i += 7) rows[i] = kNaN;
    for (const auto answer : {LeafAnswer::kType, LeafAnswer::kPurity, LeafAnswer::kResponse}) {
      const Forest forest(trees, 3, answer, true, 2);
      std::vector<double> sums(kRows * 2);
      for (const std::size_t n :
           {kRows, std::size_t{40}, std::size_t{12}, std::size_t{11}, std::size_t{1}})
        for (std::size_t begin = 0; begin < kRows; begin += n) {
          const std::size_t size = std::min(n, kRows - begin);
          forest.Sum({rows.data() + 3 * begin, 3, size},
                     std::span(sums).subspan(2 * begin, 2 * size));
          for (std::size_t i = begin; i < begin + size; ++i) {
            const auto expected = SumByWalking(trees, answer, 2, rows.data() + 3 * i, 3);
            ASSERT_EQ(sums[2 * i], expected[0]) << "event " << i << " in a batch of " << n;
            ASSERT_EQ(sums[2 * i + 1], expected[1]) << "event " << i << " in a batch of " << n;
          }
        }
    }
  }
}

#if defined(__x86_64__)
TEST(PackedKernels, AreTheSameOnEveryProcessor) {
  if (!__builtin_cpu_supports("avx512f")) GTEST_SKIP() << "this processor has no AVX-512";
  Random random(17, 0);
  constexpr std::size_t kVariables = 5, kEvents = 64;
  alignas(64) float columns[kVariables * kEvents];
  for (float& x : columns) x = static_cast<float>(random.Gauss());
  for (std::uint32_t depth = 4; depth <= 6; ++depth) {
    const std::size_t nodes = 8 * ((std::size_t{1} << depth) - 1),
                      leaves = 8 * (std::size_t{1} << depth);
    std::vector<float> cuts(nodes), answers(leaves);
    std::vector<std::int32_t> columns_at(nodes);
    for (float& c : cuts)
      c = random.Below(4) == 0 ? columns[random.Below(kEvents)]
                               : static_cast<float>(random.Gauss());
    for (float& a : answers) a = static_cast<float>(random.Gauss());
    for (auto& at : columns_at)
      at = static_cast<std::int32_t>(random.Below(kVariables) * kEvents * sizeof(float));
    double two[kEvents] = {}, five[kEvents] = {};
    const PackedGroup group{cuts.data(), columns_at.data(), answers.data(), depth};
    avx2::SumBlock(group, columns, two);
    avx512::SumBlock(group, columns, five);
    for (std::size_t i = 0; i < kEvents; ++i) {
      float x[kVariables];
      for (std::size_t v = 0; v < kVariables; ++v) x[v] = columns[v * kEvents + i];
      ASSERT_EQ(two[i], five[i]) << "depth " << depth << ", event " << i;
      ASSERT_EQ(two[i], static_cast<double>(avx2::SumEvent(group, x)))
          << "depth " << depth << ", event " << i;
    }
  }
}
#endif

TEST(Forest, TreesBelongToTheOutputsTheyAreGiven) {
  Random random(3, 0);
  std::vector<DecisionTree> trees;
  std::vector<std::uint32_t> outputs;
  for (int t = 0; t < 50; ++t) {
    trees.push_back(RandomTree(random, 3, 3, Cuts::kOrdinary));
    outputs.push_back(static_cast<std::uint32_t>(random.Below(3)));
  }
  const Forest forest(trees, 3, LeafAnswer::kResponse, false, 4, outputs);
  const float x[3] = {0.1F, -0.3F, 0.7F};
  double sums[4], expected[4] = {};
  forest.Sum({x, 3, 1}, sums);
  std::vector<float> answers(trees.size());
  forest.Answers(x, answers);
  for (std::size_t t = 0; t < trees.size(); ++t)
    expected[outputs[t]] += static_cast<double>(answers[t]);
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(sums[k], expected[k], 1e-5) << k;
  EXPECT_EQ(sums[3], 0) << "no tree belongs to it";
}

TEST(TreeXml, SavedAndReadIsTheSame) {
  Random random(11, 0);
  for (int k = 0; k < 20; ++k) {
    auto tree = RandomTree(random, 4, 8,
                           k % 2 == 1   ? Cuts::kFisher
                           : k % 4 == 2 ? Cuts::kMissing
                                        : Cuts::kOrdinary);
    if (k % 3 == 1)
      for (auto& node : tree.nodes) node.cover = static_cast<float>(random.Uniform(-1, 9));
    WeightNode root("MethodSetup");
    SaveTree(tree, 0, 4, root);
    const auto read = ParseWeights(ToXml(root), "memory");
    const auto copy = LoadTree(read->Child("BinaryTree"), 4);
    WeightNode again("MethodSetup");
    SaveTree(copy, 0, 4, again);
    EXPECT_EQ(ToXml(root), ToXml(again));
    EXPECT_EQ(copy.weight, tree.weight);
    // Read depth first, left before right: the nodes stand in another order.
    std::vector<std::pair<int, int>> stack{{0, 0}};
    while (!stack.empty()) {
      const auto [a, b] = stack.back();
      stack.pop_back();
      const TreeNode &was = tree.nodes[static_cast<std::size_t>(a)],
                     &is = copy.nodes[static_cast<std::size_t>(b)];
      ASSERT_EQ(is.cover, std::max(was.cover, 0.0F));
      ASSERT_EQ(is.missing_above, was.missing_above);
      if (was.IsLeaf()) continue;
      stack.push_back({was.left, is.left});
      stack.push_back({was.right, is.right});
    }
  }
}

TEST(TreeXml, WhatIsNotKnownIsNotWritten) {
  Random random(12, 0);
  WeightNode root("MethodSetup");
  SaveTree(RandomTree(random, 4, 4, Cuts::kOrdinary), 0, 4, root);
  EXPECT_EQ(ToXml(root).find("missing="), std::string::npos);
  EXPECT_EQ(ToXml(root).find("cover="), std::string::npos) << "files stay as TMVA writes them";
}

TEST(TreeXml, DeepTreesAreFine) {
  std::string text =
                  "<MethodSetup><BinaryTree type=\"DecisionTree\" boostWeight=\"1\" itree=\"0\">",
              end;
  const std::string leaf =
      " NCoef=\"0\" IVar=\"-1\" Cut=\"0\" cType=\"1\" res=\"1\" rms=\"0\" purity=\"1\" "
      "nType=\"-99\"/>";
  for (int d = 0; d < 900; ++d) {
    text +=
        "<Node pos=\"" + std::string(d ? "r" : "s") + "\" depth=\"" + std::to_string(d) +
        "\" NCoef=\"0\" IVar=\"0\" Cut=\"" + std::to_string(d) +
        "\" cType=\"1\" res=\"0\" rms=\"0\" purity=\"0.5\" nType=\"0\"><Node pos=\"l\" depth=\"" +
        std::to_string(d + 1) + "\"" + leaf;
    end += "</Node>";
  }
  text += "<Node pos=\"r\" depth=\"900\"" + leaf + end + "</BinaryTree></MethodSetup>";
  const auto root = ParseWeights(text, "deep.xml");
  const std::vector<DecisionTree> trees = {LoadTree(root->Child("BinaryTree"), 1)};
  EXPECT_EQ(trees[0].nodes.size(), 1801U);
  const Forest forest(trees, 1, LeafAnswer::kResponse, false);
  const float x = 5000;
  double sum = 0;
  forest.Sum({&x, 1, 1}, {&sum, 1});
  EXPECT_EQ(sum, 1);
}

TEST(TreeXml, HostileTreesAreRefused) {
  const std::string good =
      "<Node pos=\"s\" depth=\"0\" NCoef=\"0\" IVar=\"1\" Cut=\"0\" cType=\"1\" res=\"0\" "
      "rms=\"0\" purity=\"0.5\" nType=\"0\">"
      "<Node pos=\"l\" depth=\"1\" NCoef=\"0\" IVar=\"-1\" Cut=\"0\" cType=\"1\" res=\"0\" "
      "rms=\"0\" purity=\"1\" nType=\"1\"/>"
      "<Node pos=\"r\" depth=\"1\" NCoef=\"0\" IVar=\"-1\" Cut=\"0\" cType=\"1\" res=\"0\" "
      "rms=\"0\" purity=\"0\" nType=\"-1\"/></Node>";
  const auto load = [](const std::string& nodes, const std::string& weight = "1") {
    const auto root =
        ParseWeights("<MethodSetup><BinaryTree type=\"DecisionTree\" boostWeight=\"" + weight +
                         "\" itree=\"0\">" + nodes + "</BinaryTree></MethodSetup>",
                     "bad.xml");
    return LoadTree(root->Child("BinaryTree"), 2);
  };
  EXPECT_EQ(load(good).nodes.size(), 3U);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    return text.replace(at, from.size(), to);
  };
  EXPECT_THROW(load(with("IVar=\"1\"", "IVar=\"2\"")), ModelError);
  EXPECT_THROW(load(with("IVar=\"1\"", "IVar=\"-1\"")), ModelError);
  EXPECT_THROW(load(with("IVar=\"1\"", "IVar=\"99999999999\"")), ModelError);
  EXPECT_THROW(load(with("NCoef=\"0\"", "NCoef=\"2\"")), ModelError);
  EXPECT_THROW(load(with("NCoef=\"0\"", "NCoef=\"3\"")), ModelError) << "coefficients are missing";
  EXPECT_THROW(load(with("NCoef=\"0\"", "NCoef=\"1000000000\"")), ModelError);
  EXPECT_THROW(load(with("nType=\"0\"", "nType=\"7\"")), ModelError);
  EXPECT_THROW(load(with("cType=\"1\"", "cType=\"2\"")), ModelError);
  EXPECT_THROW(load(with("Cut=\"0\"", "Cut=\"nan\"")), ModelError);
  for (const std::string value : {"-1", "nan", "inf", "1e39", "much", ""})
    EXPECT_THROW(load(with("nType=\"0\"", "nType=\"0\" cover=\"" + value + "\"")), ModelError)
        << value;
  EXPECT_EQ(load(with("nType=\"0\"", "nType=\"0\" cover=\"2.5\" missing=\"above\"")).nodes[0].cover,
            2.5F);
  for (const std::string value : {"below", "", "1"})
    EXPECT_THROW(load(with("nType=\"0\"", "nType=\"0\" missing=\"" + value + "\"")), ModelError)
        << value;
  EXPECT_THROW(load(with("pos=\"l\"", "pos=\"r\"")), ModelError);
  EXPECT_THROW(load(with("pos=\"r\"", "pos=\"x\"")), ModelError);
  EXPECT_THROW(load(good, "inf"), ModelError);
  EXPECT_THROW(load(""), ModelError);
  EXPECT_THROW(load(good + good), ModelError);
}

}  // namespace
