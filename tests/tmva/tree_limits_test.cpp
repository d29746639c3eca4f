// Tests of forests at the limits of their numbers: what cannot be meant is an error, what is large
// works.
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/model.h"
#include "tmva/trees/formats/ensemble_file.h"
#include "tmva/trees/formats/onnx_trees.h"
#include "tmva/trees/formats/xgboost_model.h"
#include "tmva/trees/tree_ensemble.h"

namespace {

using namespace TMVA;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kLargest = std::numeric_limits<float>::max();

std::string ReadData(const std::string& name) {
  std::ifstream file(std::string(TMVA_TEST_DATA) + "/trees/" + name, std::ios::binary);
  EXPECT_TRUE(file.good()) << name;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A forest of one cut: 1 below, 2 above.
TreeEnsemble OneCut(std::size_t num_inputs, int variable, bool missing_above) {
  DecisionTree tree;
  tree.nodes.resize(3);
  tree.nodes[0].left = 1;
  tree.nodes[0].right = 2;
  tree.nodes[0].variable = variable;
  tree.nodes[0].missing_above = missing_above;
  for (std::size_t i : {1, 2}) {
    tree.nodes[i].type = NodeType::kRegression;
    tree.nodes[i].response = static_cast<float>(i);
  }
  TreeEnsemble ensemble;
  ensemble.num_inputs = num_inputs;
  ensemble.trees = {tree};
  ensemble.output_of_tree = {0};
  ensemble.base = {0};
  return ensemble;
}

void ExpectError(const TreeEnsemble& ensemble, const std::string& text) {
  try {
    CheckEnsemble(ensemble, "forest");
    ADD_FAILURE() << "no error: " << text;
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find(text), std::string::npos) << error.what();
  }
}

TEST(TreeLimits, NumbersThatCannotBeSummedAreErrors) {
  auto ensemble = OneCut(1, 0, false);
  ensemble.trees[0].nodes[2].response = kLargest / 16;
  EXPECT_NO_THROW(CheckEnsemble(ensemble, "forest"));
  ensemble.trees[0].weight = 4;
  ExpectError(ensemble, "tree 0, node 2: its answer");
  ensemble.trees[0].weight = 1e300;
  ExpectError(ensemble, "its answer");
  ensemble.trees[0].weight = 1;
  ensemble.base = {1e300};
  ExpectError(ensemble, "base score");
  ensemble.base = {0};
  ensemble.trees[0].nodes[1].cover = kNaN;
  ExpectError(ensemble, "tree 0, node 1: its cover");
}

TEST(TreeLimits, ForestsOfMillionsOfInputsAreApplied) {
  for (const bool missing_above : {false, true}) {
    const std::size_t inputs = missing_above ? 9000000 : 18000000;
    const EnsembleModel model(OneCut(inputs, static_cast<int>(inputs) - 1, missing_above));
    std::vector<float> x(inputs, -1);
    double answer = 0;
    for (const float last : {-1.0F, 1.0F, kNaN}) {
      x.back() = last;
      model.Evaluate({x.data(), inputs, 1}, {&answer, 1});
      EXPECT_EQ(answer, last > 0 || (missing_above && last != last) ? 2 : 1);
    }
  }
}

TEST(TreeLimits, NumbersBeyond64BitsAreNotWrapped) {
  std::string bytes = ReadData("tiny.json");
  const auto at = bytes.find("-1", bytes.find("\"left_children\":["));
  bytes.replace(at, 2, "18446744073709551615");
  EXPECT_THROW(ParseEnsemble(bytes, "tiny.json"), ModelError);
}

TEST(TreeLimits, OneSetOfCategoriesForManyNodesOfLightGbmIsAnError) {
  constexpr int kSplits = 2000, kWords = 20000;
  const auto repeat = [](int n, const std::string& text) {
    std::string list;
    for (int i = 0; i < n; ++i) list += text + " ";
    return list;
  };
  std::string left, right;
  for (int i = 0; i < kSplits; ++i) {
    left += std::to_string(-1 - i) + " ";
    right += (i + 1 < kSplits ? std::to_string(i + 1) : std::to_string(-1 - kSplits)) + " ";
  }
  const std::string model =
      "tree\nnum_tree_per_iteration=1\nmax_feature_idx=0\nTree=0\nnum_leaves=" +
      std::to_string(kSplits + 1) + "\nnum_cat=1\nsplit_feature=" + repeat(kSplits, "0") +
      "\nthreshold=" + repeat(kSplits, "0") + "\ndecision_type=" + repeat(kSplits, "1") +
      "\nleft_child=" + left + "\nright_child=" + right +
      "\nleaf_value=" + repeat(kSplits + 1, "1") + "\ncat_boundaries=0 " + std::to_string(kWords) +
      "\ncat_threshold=" + repeat(kWords, "1") + "\nend of trees\n";
  try {
    ParseEnsemble(model, "sets.txt");
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("Tree=0: cat_threshold"), std::string::npos)
        << error.what();
  }
}

/// A model of ONNX's operator TreeEnsemble, with one cut.
std::string ModernOnnx(std::int64_t aggregate, std::int64_t transform) {
  using onnx::Attribute;
  onnx::Model model;
  auto& graph = model.graph;
  graph.inputs = {{"x", onnx::DataType::kFloat, {{-1, "N"}, {1, ""}}}};
  graph.outputs = {{"y", onnx::DataType::kFloat, {{-1, "N"}, {1, ""}}}};
  onnx::Node forest{"", "TreeEnsemble", "ai.onnx.ml", {"x"}, {"y"}, {}};
  forest.attributes = {Attribute::Int("aggregate_function", aggregate),
                       Attribute::Int("post_transform", transform),
                       Attribute::Ints("tree_roots", {0}),
                       Attribute::Floats("nodes_modes", {1}),
                       Attribute::Floats("nodes_splits", {0}),
                       Attribute::Ints("nodes_featureids", {0}),
                       Attribute::Ints("nodes_truenodeids", {0}),
                       Attribute::Ints("nodes_trueleafs", {1}),
                       Attribute::Ints("nodes_falsenodeids", {1}),
                       Attribute::Ints("nodes_falseleafs", {1}),
                       Attribute::Ints("leaf_targetids", {0, 0}),
                       Attribute::Floats("leaf_weights", {1, 2})};
  graph.nodes = {std::move(forest)};
  return onnx::SerializeModel(model);
}

TEST(TreeLimits, UnknownFunctionsOfOnnxAreErrors) {
  EXPECT_EQ(ParseEnsemble(ModernOnnx(1, 0), "m.onnx").trees.size(), 1U);
  EXPECT_EQ(ParseEnsemble(ModernOnnx(0, 2), "m.onnx").transform, OutputTransform::kLogistic);
  for (const std::int64_t number : {-1, 4, 99})
    EXPECT_THROW(ParseEnsemble(ModernOnnx(number, 0), "m.onnx"), ModelError) << number;
  for (const std::int64_t number : {-1, 5, 99})
    EXPECT_THROW(ParseEnsemble(ModernOnnx(1, number), "m.onnx"), ModelError) << number;
}

TEST(TreeLimits, MisspeltObjectivesGetTheRightSpelling) {
  std::string bytes = ReadData("tiny.txt");
  bytes.replace(bytes.find("objective=multiclass"), 20, "objective=multiclas");
  try {
    ParseEnsemble(bytes, "tiny.txt");
    FAIL();
  } catch (const ModelError& error) {
    EXPECT_NE(std::string(error.what()).find("did you mean 'multiclass'?"), std::string::npos)
        << error.what();
  }
}

}  // namespace
