// PackedForest: shallow trees laid out for the vector unit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "tmva/trees/packed_kernels.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// Trees that are summed together: one register of single-precision numbers.
inline constexpr std::size_t kGroupSize = 8;
/// What leaves may answer, so that the sums of groups are finite.
inline constexpr double kLargestAnswer =
    static_cast<double>(std::numeric_limits<float>::max() / kGroupSize);
/// Trees up to this depth are packed.
inline constexpr std::uint32_t kPackedDepth = 6;
/// Events that are evaluated together; the most that SumBlock takes.
inline constexpr std::size_t kPackedBlock = 64;

/// The sum of a group's answers, in the one order that is used everywhere.
template <class T>
T PairwiseSum(const T* v) {
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// Groups of eight trees, each filled up to a complete tree of the group's depth D: (2^D - 1) * 8
/// cuts, node after node and tree by tree within a node, as many places of columns, and 8 * max(8,
/// 2^D) answers, tree after tree. Missing nodes repeat the answer of the leaf above them.
class PackedForest {
 public:
  /// Can this processor use it, for rows of so many columns?
  static bool Supports(std::size_t num_columns);

  /// Adds a group of up to eight trees (no null) of depth <= kPackedDepth; returns its number.
  /// answers[t][n] is what node n of tree t answers as a leaf. A node for which NaN is above its
  /// cut looks at column `num_variables` + its variable: the same values, with infinity in the
  /// place of NaN.
  int Add(std::span<const DecisionTree* const> trees, std::span<const std::vector<float>> answers,
          std::uint32_t depth, std::size_t num_variables);

  /// The sum of a group for one event.
  float SumEvent(std::size_t group, const float* x) const;
  /// sums[i] += the sum of a group for event i of a block of kPackedBlock; columns[v * kPackedBlock
  /// + i] are their variables.
  void SumBlock(std::size_t group, const float* columns, double* sums) const;

 private:
  struct Group {
    std::size_t nodes, answers;  ///< where they begin
    std::uint32_t depth;
  };

  PackedGroup Get(std::size_t group) const;

  std::vector<Group> groups_;
  std::vector<float> cuts_;
  std::vector<std::int32_t> columns_at_;
  std::vector<float> answers_;
};

}  // namespace TMVA::inline standalone
