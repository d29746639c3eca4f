// Tests of covers and SHAP values, against Shapley's formula over all subsets.
#include "tmva/trees/shap.h"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <TMVA/Random.h>

#include "tmva/trees/cover.h"

namespace {

using namespace TMVA;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// A random tree: cuts of both orientations, category sets, NaN on either side, variables that come
/// again on a path; a node of 'depth' is a leaf, others may be.
DecisionTree RandomTree(Random& random, std::size_t inputs, int depth,
                        double leaf_probability = 0.2) {
  DecisionTree tree;
  tree.weight = random.Uniform(0.1, 2);
  tree.nodes.emplace_back();
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    TreeNode node = tree.nodes[i];
    node.response = static_cast<float>(random.Gauss());
    if (node.depth == depth || (i > 0 && random.Uniform() < leaf_probability)) {
      node.type = NodeType::kRegression;
      tree.nodes[i] = node;
      continue;
    }
    node.variable = static_cast<int>(random.Below(inputs));
    node.cut = static_cast<float>(random.Gauss());
    node.cut_type = random.Below(2) == 1;
    node.missing_above = random.Below(2) == 1;
    if (random.Below(4) == 0) {
      node.category_set = static_cast<int>(tree.category_sets.size());
      tree.category_sets.push_back({static_cast<std::uint32_t>(random.Below(16))});
    }
    node.left = static_cast<int>(tree.nodes.size());
    node.right = node.left + 1;
    TreeNode daughter;
    daughter.depth = node.depth + 1;
    tree.nodes.resize(tree.nodes.size() + 2, daughter);
    tree.nodes[i] = node;
  }
  return tree;
}

TreeEnsemble RandomEnsemble(Random& random, std::size_t inputs, std::size_t outputs,
                            std::size_t trees, int depth) {
  TreeEnsemble ensemble;
  ensemble.num_inputs = inputs;
  ensemble.num_outputs = outputs;
  for (std::size_t k = 0; k < outputs; ++k) ensemble.base.push_back(random.Gauss());
  for (std::size_t t = 0; t < trees; ++t) {
    ensemble.trees.push_back(RandomTree(random, inputs, depth));
    ensemble.output_of_tree.push_back(static_cast<std::uint32_t>(random.Below(outputs)));
  }
  return ensemble;
}

std::vector<float> RandomRows(Random& random, std::size_t count) {
  std::vector<float> rows(count);
  for (auto& x : rows) {
    x = static_cast<float>(random.Gauss());
    const auto kind = random.Below(8);
    if (kind == 0) x = kNaN;
    if (kind == 1) x = std::numeric_limits<float>::infinity();
    if (kind == 2) x = std::round(2 * x);
  }
  return rows;
}

/// Covers that no event would give: very different ones, and often 0.
void RandomCovers(Random& random, TreeEnsemble& ensemble) {
  for (auto& tree : ensemble.trees)
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      tree.nodes[i].cover = static_cast<float>(std::exp(random.Gauss(0, 3)));
      if (i > 1 && random.Below(5) == 0) tree.nodes[i].cover = 0;
    }
}

/// The mean answer below a node when only the inputs in `known` are.
double Expectation(const DecisionTree& tree, int at, const float* x, unsigned known) {
  const TreeNode& node = tree.nodes[static_cast<std::size_t>(at)];
  if (node.IsLeaf()) return static_cast<double>(node.response) * tree.weight;
  if (known >> node.variable & 1) {
    const bool right = tree.IsAbove(node, x[node.variable]) == node.cut_type;
    return Expectation(tree, right ? node.right : node.left, x, known);
  }
  double left = static_cast<double>(tree.nodes[static_cast<std::size_t>(node.left)].cover);
  double right = static_cast<double>(tree.nodes[static_cast<std::size_t>(node.right)].cover);
  if (left + right == 0) left = right = 1;
  return (left * Expectation(tree, node.left, x, known) +
          right * Expectation(tree, node.right, x, known)) /
         (left + right);
}

/// Shapley's formula, then the expectation.
std::vector<double> ByAllSubsets(const TreeEnsemble& ensemble, std::size_t output, const float* x) {
  const auto n = static_cast<unsigned>(ensemble.num_inputs);
  std::vector<double> game(std::size_t{1} << n, ensemble.base[output]), values(n + 1, 0);
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t)
    if (ensemble.output_of_tree[t] == output)
      for (unsigned set = 0; set < game.size(); ++set)
        game[set] += Expectation(ensemble.trees[t], 0, x, set);
  for (unsigned set = 0; set < game.size(); ++set)
    for (unsigned j = 0; j < n; ++j) {
      if (set >> j & 1) continue;
      const int size = std::popcount(set);
      const double weight =
          std::tgamma(size + 1) * std::tgamma(n - static_cast<unsigned>(size)) / std::tgamma(n + 1);
      values[j] += weight * (game[set | 1U << j] - game[set]);
    }
  values[n] = game[0];
  return values;
}

std::vector<double> Shap(const TreeEnsemble& ensemble, const std::vector<float>& rows,
                         int threads = 1) {
  const std::size_t inputs = ensemble.num_inputs, size = rows.size() / inputs;
  std::vector<double> out(size * ensemble.num_outputs * (inputs + 1),
                          std::numeric_limits<double>::quiet_NaN());
  ShapModel(ensemble).Evaluate({rows.data(), inputs, size}, out, threads);
  return out;
}

TEST(Shap, AgreesWithAllSubsets) {
  Random random(1, 0);
  for (int round = 0; round < 40; ++round) {
    const std::size_t inputs = 1 + random.Below(9), outputs = 1 + random.Below(3);
    auto ensemble = RandomEnsemble(random, inputs, outputs, 6, static_cast<int>(random.Below(11)));
    const auto rows = RandomRows(random, inputs * (1 + random.Below(11)));
    if (round % 2 == 0) {
      RandomCovers(random, ensemble);
    } else {
      const auto background = RandomRows(random, inputs * 20);
      ComputeCover(ensemble, {background.data(), inputs, 20});
    }
    const auto values = Shap(ensemble, rows);
    for (std::size_t i = 0; i < rows.size() / inputs; ++i)
      for (std::size_t k = 0; k < outputs; ++k) {
        const auto expected = ByAllSubsets(ensemble, k, rows.data() + i * inputs);
        for (std::size_t j = 0; j <= inputs; ++j)
          ASSERT_NEAR(values[(i * outputs + k) * (inputs + 1) + j], expected[j], 1e-6)
              << "round " << round << ", row " << i << ", output " << k << ", input " << j;
      }
  }
}

TEST(Shap, IsExactInDoublePrecision) {
  Random random(2, 0);
  auto ensemble = RandomEnsemble(random, 8, 1, 20, 12);
  for (auto& tree : ensemble.trees) tree.weight = 1;  // no rounding of answers to single precision
  RandomCovers(random, ensemble);
  const auto rows = RandomRows(random, 8 * 20);
  const auto values = Shap(ensemble, rows);
  for (std::size_t i = 0; i < 20; ++i) {
    const auto expected = ByAllSubsets(ensemble, 0, rows.data() + i * 8);
    for (std::size_t j = 0; j <= 8; ++j) EXPECT_NEAR(values[i * 9 + j], expected[j], 1e-12);
  }
}

/// A comb with as many inputs as it is deep: half as many points of integration.
TreeEnsemble Comb(Random& random, std::size_t depth) {
  TreeEnsemble ensemble;
  ensemble.num_inputs = depth;
  ensemble.base = {0.5};
  ensemble.output_of_tree = {0};
  DecisionTree tree;
  for (std::size_t d = 0; d < depth; ++d) {
    TreeNode node, leaf;
    node.variable = static_cast<int>(d);
    node.cover = static_cast<float>(2 * (depth - d) + 1);
    node.left = static_cast<int>(2 * d + 1);
    node.right = static_cast<int>(2 * d + 2);
    leaf.type = NodeType::kRegression;
    leaf.cover = 2;
    leaf.response = static_cast<float>(random.Gauss());
    tree.nodes.push_back(node);
    tree.nodes.push_back(leaf);
  }
  tree.nodes.push_back(tree.nodes[1]);
  tree.nodes.back().cover = 1;
  ensemble.trees = {tree};
  return ensemble;
}

TEST(Shap, AddsUpToTheRawPrediction) {
  Random random(3, 0);
  std::vector<TreeEnsemble> ensembles;
  for (const std::size_t depth : {1, 2, 60, 601}) ensembles.push_back(Comb(random, depth));
  for (const int depth : {0, 1, 2, 3, 6, 20})
    ensembles.push_back(RandomEnsemble(random, 17, 2, 30, std::min(depth, 9)));
  for (auto& ensemble : ensembles) {
    ensemble.transform = OutputTransform::kSoftmax;
    const std::size_t inputs = ensemble.num_inputs, outputs = ensemble.num_outputs;
    const auto rows = RandomRows(random, inputs * 300);
    if (ensemble.trees.size() > 1) ComputeCover(ensemble, {rows.data(), inputs, 300});
    const auto values = Shap(ensemble, rows);
    std::vector<double> raw(300 * outputs);
    EnsembleModel(ensemble).Evaluate({rows.data(), inputs, 300}, raw, true);
    for (std::size_t i = 0; i < raw.size(); ++i) {
      double sum = 0;
      for (std::size_t j = 0; j <= inputs; ++j) sum += values[i * (inputs + 1) + j];
      ASSERT_NEAR(sum, raw[i], 1e-6 * std::max(1.0, std::abs(raw[i])));
    }
  }
}

TEST(Shap, ThreadsAndCompanyChangeNoBit) {
  Random random(4, 0);
  auto ensemble = RandomEnsemble(random, 5, 2, 30, 6);
  const std::size_t size = 1003, row = 2 * 6;
  const auto rows = RandomRows(random, 5 * size);
  ComputeCover(ensemble, {rows.data(), 5, size}, {}, 7);
  auto again = ensemble;
  ComputeCover(again, {rows.data(), 5, size}, {}, 1);
  const auto one = Shap(ensemble, rows, 1);
  EXPECT_EQ(one, Shap(again, rows, 2));
  EXPECT_EQ(one, Shap(ensemble, rows, 7));
  for (const std::size_t i : {std::size_t{0}, std::size_t{130}, size - 1}) {
    const auto alone = Shap(ensemble, {rows.begin() + static_cast<long>(5 * i),
                                       rows.begin() + static_cast<long>(5 * i + 5)});
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), one.begin() + static_cast<long>(i * row)))
        << "row " << i;
  }
  EXPECT_TRUE(Shap(ensemble, {}).empty());
}

TEST(Cover, IsTheWeightOfTheEventsThatPass) {
  Random random(5, 0);
  auto ensemble = RandomEnsemble(random, 3, 1, 10, 5);
  const auto rows = RandomRows(random, 3 * 50);
  std::vector<double> weights(50);
  double total = 0;
  for (auto& w : weights) total += w = random.Below(4) == 0 ? 0 : random.Uniform();
  ComputeCover(ensemble, {rows.data(), 3, 50}, weights);
  for (const auto& tree : ensemble.trees) {
    std::vector<double> leaves(tree.nodes.size(), 0);
    for (std::size_t i = 0; i < 50; ++i)
      leaves[tree.FindLeaf([&](std::size_t v) { return rows[3 * i + v]; }, 3)] += weights[i];
    EXPECT_NEAR(static_cast<double>(tree.nodes[0].cover), total, 1e-5);
    for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
      const TreeNode& node = tree.nodes[n];
      const auto cover = [&](int daughter) {
        return tree.nodes[static_cast<std::size_t>(daughter)].cover;
      };
      if (node.IsLeaf())
        EXPECT_FLOAT_EQ(node.cover, static_cast<float>(leaves[n]));
      else
        EXPECT_NEAR(static_cast<double>(node.cover),
                    static_cast<double>(cover(node.left) + cover(node.right)), 1e-5);
    }
  }
}

template <class F>
std::string MessageOf(const F& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Shap, SaysWhatItCannotExplain) {
  Random random(6, 0);
  auto ensemble = RandomEnsemble(random, 2, 1, 3, 3);
  EXPECT_NE(MessageOf([&] { ShapModel{ensemble}; }).find("background"), std::string::npos);
  ComputeCover(ensemble, {std::vector<float>(2).data(), 2, 1});
  EXPECT_NO_THROW(ShapModel{ensemble});
  for (const float bad : {-1.0F, kNaN, std::numeric_limits<float>::infinity()}) {
    auto broken = ensemble;
    broken.trees[1].nodes[1].cover = bad;
    EXPECT_THROW(ShapModel{broken}, ModelError);
  }
  auto fisher = ensemble;
  fisher.trees[2].nodes[0].first_coefficient = 0;
  fisher.trees[2].coefficients = {1, 1, 0};
  EXPECT_NE(MessageOf([&] { ShapModel{fisher}; }).find("tree 2 cuts on combinations"),
            std::string::npos);
  std::vector<double> too_small(3);
  const std::vector<float> rows(4);
  EXPECT_THROW(ShapModel(ensemble).Evaluate({rows.data(), 2, 2}, too_small), DataError);
}

TEST(Cover, BadBackgroundsAreRefused) {
  Random random(7, 0);
  auto ensemble = RandomEnsemble(random, 2, 1, 3, 3);
  const std::vector<float> rows(4);
  const auto with = [&](std::size_t size, const std::vector<double>& weights) {
    return MessageOf([&] { ComputeCover(ensemble, {rows.data(), 2, size}, weights); });
  };
  EXPECT_NE(with(0, {}).find("no events"), std::string::npos);
  EXPECT_NE(with(2, {1}).find("2 events but 1 weights"), std::string::npos);
  EXPECT_NE(with(2, {1, -1}).find("event 1 has weight -1"), std::string::npos);
  EXPECT_NE(with(2, {1, std::nan("")}).find("event 1 has weight nan"), std::string::npos);
  EXPECT_NE(with(2, {1, INFINITY}).find("add up to inf"), std::string::npos);
  EXPECT_NE(with(2, {0, 0}).find("add up to 0"), std::string::npos);
}

}  // namespace
