// The vector code of PackedForest. Only plain pointers cross: the files are compiled for AVX2 and
// AVX-512, and no inline function of the standard library may be.
#pragma once

#include <cstdint>

namespace TMVA::inline standalone {

/// A group of eight trees; layout as PackedForest says.
struct PackedGroup {
  const float* cuts;
  const std::int32_t*
      columns_at;  ///< where the variable begins in the columns of a block, in bytes
  const float* answers;
  std::uint32_t depth;
};

namespace avx2 {
/// The sum of the group for one event.
float SumEvent(const PackedGroup& group, const float* x);
/// sums[i] += the sum of the group for event i of 64; columns[v * 64 + i].
void SumBlock(const PackedGroup& group, const float* columns, double* sums);
}  // namespace avx2

namespace avx512 {
/// The same for trees of depth 4 to 6; it gains nothing for others.
void SumBlock(const PackedGroup& group, const float* columns, double* sums);
}  // namespace avx512

}  // namespace TMVA::inline standalone
