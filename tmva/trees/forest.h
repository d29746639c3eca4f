// Forest: trees in a compact layout, for application.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/packed_forest.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// What a leaf answers.
enum class LeafAnswer : std::uint8_t { kType, kPurity, kResponse };

/// The answer of a leaf.
float LeafValue(const TreeNode& leaf, LeafAnswer answer);

/// Rows of variables: row i begins at data + i * row_stride, its variables are adjacent.
struct Rows {
  const float* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t size = 0;
};

/// All nodes in one array, tree after tree, breadth first, the two daughters side by side: a step
/// is one load and one comparison. Leaves lead to themselves, so that several events (or several
/// trees) can be walked in step without a branch. Shallow trees are packed for the vector unit as
/// well. Immutable and thread-safe.
///
/// Sums are made in groups of eight trees of the same output, pairwise in single precision within a
/// group and then in double precision, so that an event comes out the same alone or in company, on
/// any processor.
class Forest {
 public:
  Forest() = default;
  /// Leaves answer `answer`, times the tree's weight when `weighted`. Tree t belongs to output
  /// output_of_tree[t], or t % num_outputs when that is empty.
  Forest(std::span<const DecisionTree> trees, std::size_t num_variables, LeafAnswer answer,
         bool weighted, std::size_t num_outputs = 1,
         std::span<const std::uint32_t> output_of_tree = {});

  std::size_t NumTrees() const { return trees_.size(); }
  std::size_t NumVariables() const { return num_variables_; }

  /// sums[i * outputs + k] = sum over the trees of output k of their answers to row i.
  void Sum(const Rows& rows, std::span<double> sums) const;
  /// answers[t] of one event.
  void Answers(const float* variables, std::span<float> answers) const;

 private:
  struct Node {
    float cut;               ///< leaves: NaN, no value is above it
    std::uint32_t variable;  ///< number of variables and more: a special node
    std::uint32_t below;     ///< where x < cut goes; x >= cut goes to the next
  };
  /// A node that cuts on a combination of variables or on a set of categories.
  struct SpecialNode {
    std::uint32_t variable = 0;
    std::vector<double> coefficients;
    CategorySet categories;
  };
  struct TreeInfo {
    std::uint32_t root = 0;
    std::uint32_t depth = 0;
  };
  struct Group {
    std::array<TreeInfo, kGroupSize> trees;  ///< filled up with a tree that answers 0
    std::uint32_t depth = 0;
    int packed = -1;       ///< its number in the packed forest
    bool special = false;  ///< has special nodes
  };

  struct Output {
    std::size_t begin, end;  ///< its groups
  };

  TreeInfo Append(const DecisionTree& tree, LeafAnswer answer, float weight);
  std::uint32_t AppendSpecial(const DecisionTree& tree, const TreeNode& node);
  void AddGroup(std::span<const DecisionTree* const> trees, std::span<const TreeInfo> infos);
  bool HasMissing(const float* x) const;
  /// Packed trees see a row in two columns a variable where NaN has a side.
  std::size_t NumColumns() const {
    return missing_above_.empty() ? num_variables_ : 2 * num_variables_;
  }
  std::uint32_t Step(std::uint32_t at, const float* x) const;
  std::uint32_t StepWithCare(std::uint32_t at, const float* x) const;
  template <bool kCare>
  void WalkRows(const TreeInfo& tree, const float* const* rows, float* answers) const;
  template <bool kCare>
  void WalkTrees(const TreeInfo* trees, std::uint32_t depth, const float* x, float* answers) const;
  void SumRow(const float* x, float* columns, double* sums) const;
  template <bool kCare>
  void SumRows(const Group& group, const Rows& rows, double* sums) const;
  void SumBlock(const Rows& rows, float* columns, double* sums) const;

  std::size_t num_variables_ = 0;
  std::vector<Node> nodes_;
  std::vector<float> answer_;        ///< a node: what it answers as a leaf
  std::vector<bool> missing_above_;  ///< a node: NaN is above the cut; empty when none is
  std::vector<SpecialNode> special_;
  std::vector<TreeInfo> trees_;  ///< in the order given
  std::vector<Group> groups_;
  std::vector<Output> outputs_;
  PackedForest packed_;
  bool any_packed_ = false;
};

}  // namespace TMVA::inline standalone
