// Forest: trees in one compact layout, for application.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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

/// All nodes in one array, tree after tree, breadth first, the two daughters side by side: a step is
/// one load and one comparison. Leaves lead to themselves, so that several events (or several trees)
/// can be walked in step without a branch. Immutable and thread-safe.
class Forest {
 public:
  Forest() = default;
  Forest(std::span<const DecisionTree> trees, std::size_t num_variables, LeafAnswer answer);

  std::size_t NumTrees() const { return trees_.size(); }
  std::size_t NumVariables() const { return num_variables_; }
  double TreeWeight(std::size_t tree) const { return trees_[tree].weight; }

  /// sums[i * groups + t % groups] = sum over the trees t, in their order, of weight * answer; the
  /// weight is 1 unless `weighted`. Events come out the same alone or in company.
  void Sum(const Rows& rows, std::size_t groups, bool weighted, std::span<double> sums) const;
  /// answers[t] of one event.
  void Answers(const float* variables, std::span<float> answers) const;

 private:
  struct Node {
    float cut;               ///< leaves: NaN, no value is above it
    std::uint32_t variable;  ///< number of variables and more: a Fisher cut
    std::uint32_t below;     ///< where x < cut goes; x >= cut goes to the next
  };
  struct TreeInfo {
    std::uint32_t root = 0;
    std::uint32_t depth = 0;
    double weight = 1;
  };

  void Append(const DecisionTree& tree, LeafAnswer answer);
  std::uint32_t Step(std::uint32_t at, const float* x) const;
  std::uint32_t StepFisher(std::uint32_t at, const float* x) const;
  template <bool kFisher>
  void WalkRows(const TreeInfo& tree, const float* const* rows, std::uint32_t* leaves) const;
  template <bool kFisher>
  void WalkTrees(std::size_t first, std::size_t n, const float* x, std::uint32_t* leaves) const;
  template <bool kFisher>
  void SumBlock(const Rows& rows, std::size_t groups, bool weighted, double* sums) const;

  std::size_t num_variables_ = 0;
  std::vector<Node> nodes_;
  std::vector<float> answer_;         ///< a node: what it answers as a leaf
  std::vector<TreeInfo> trees_;
  std::vector<double> coefficients_;  ///< number of variables + 1 a Fisher cut
};

}  // namespace TMVA::inline standalone
