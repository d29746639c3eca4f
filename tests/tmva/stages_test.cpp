// Tests of forests in stages.
#include "tmva/trees/stages.h"

#include <gtest/gtest.h>

#include <TMVA/Error.h>

namespace {

using namespace TMVA;

/// Stumps that answer 2^t above 0; outputs in any order, the second has fewer trees.
TreeEnsemble Stumps() {
  TreeEnsemble ensemble;
  ensemble.num_inputs = 1;
  ensemble.num_outputs = 2;
  ensemble.base = {1000, 2000};
  ensemble.output_of_tree = {0, 1, 1, 0, 0, 0, 0};
  for (std::size_t t = 0; t < ensemble.output_of_tree.size(); ++t) {
    DecisionTree tree;
    TreeNode root, leaf;
    root.variable = 0;
    root.left = 1;
    root.right = 2;
    leaf.type = NodeType::kRegression;
    leaf.response = 0;
    tree.nodes = {root, leaf, leaf};
    tree.nodes[2].response = static_cast<float>(1 << t);
    ensemble.trees.push_back(tree);
  }
  return ensemble;
}

TEST(Stages, HoldTheNextTreesOfEachOutput) {
  const float x = 1;
  const auto answers = [&](std::size_t every) {
    std::vector<std::vector<double>> found;
    for (const auto& stage : SplitIntoStages(Stumps(), every)) {
      std::vector<double> sums(2);
      stage.Evaluate({&x, 1, 1}, sums);
      found.push_back(sums);
    }
    return found;
  };
  using Sums = std::vector<std::vector<double>>;
  EXPECT_EQ(answers(1), (Sums{{1, 2}, {8, 4}, {16, 0}, {32, 0}, {64, 0}}));
  EXPECT_EQ(answers(2), (Sums{{9, 6}, {48, 0}, {64, 0}}));
  EXPECT_EQ(answers(100), (Sums{{121, 6}}));
  EXPECT_THROW(SplitIntoStages(Stumps(), 0), OptionError);
}

}  // namespace
