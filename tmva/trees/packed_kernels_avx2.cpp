// Eight events, or eight trees, a register. The leaves of a tree of depth 3 fit one register too: comparisons
// and blends find the leaf, one permutation looks it up (deeper trees: a permutation for every eight leaves).
#include "tmva/trees/packed_kernels.h"

#include <immintrin.h>

namespace TMVA::inline standalone::avx2 {
namespace {

constexpr int kEvents = 64;
constexpr int kTrees = 8;

/// One tree at eight events.
struct Walk {
  const float* cuts;               // of the tree: every 8th number
  const std::int32_t* variables;
  const float* columns;            // of the eight events

  __m256 Above(int node) const {
    const __m256 cut = _mm256_broadcast_ss(cuts + node * kTrees);
    return _mm256_cmp_ps(_mm256_loadu_ps(columns + variables[node * kTrees] * kEvents), cut, _CMP_GE_OQ);
  }
};

/// The comparison at the node of level `kLevel` that an event has reached: of the 2^kLeft nodes from `node`
/// on, the one that the decisions on[kLevel - kLeft], ... lead to.
template <int kLevel, int kLeft>
inline __m256 Compare(const Walk& walk, int node, const __m256* on) {
  if constexpr (kLeft == 0) {
    return walk.Above(node);
  } else {
    const __m256 below = Compare<kLevel, kLeft - 1>(walk, node, on);
    const __m256 above = Compare<kLevel, kLeft - 1>(walk, node + (1 << (kLeft - 1)), on);
    return _mm256_blendv_ps(below, above, on[kLevel - kLeft]);
  }
}

/// The answer among 2^kLeft registers of eight leaves.
template <int kBlocks, int kLeft>
inline __m256 LookUp(const float* answers, __m256i index, const __m256* on) {
  if constexpr (kLeft == 0) {
    return _mm256_permutevar8x32_ps(_mm256_loadu_ps(answers), index);
  } else {
    const __m256 below = LookUp<kBlocks, kLeft - 1>(answers, index, on);
    const __m256 above = LookUp<kBlocks, kLeft - 1>(answers + (8 << (kLeft - 1)), index, on);
    return _mm256_blendv_ps(below, above, on[kBlocks - kLeft]);
  }
}

inline __m256i Bit(__m256 decision, int value) {
  return _mm256_and_si256(_mm256_castps_si256(decision), _mm256_set1_epi32(value));
}

template <int kLevel, int kDepth>
inline void Decide(const Walk& walk, __m256* on) {
  if constexpr (kLevel < kDepth) {
    on[kLevel] = Compare<kLevel, kLevel>(walk, (1 << kLevel) - 1, on);
    Decide<kLevel + 1, kDepth>(walk, on);
  }
}

template <int kDepth>
inline __m256 Answer(const Walk& walk, const float* answers) {
  __m256 on[kDepth];
  Decide<0, kDepth>(walk, on);
  __m256i index = Bit(on[kDepth - 1], 1);
  if constexpr (kDepth > 1) index = _mm256_or_si256(index, Bit(on[kDepth - 2], 2));
  if constexpr (kDepth > 2) index = _mm256_or_si256(index, Bit(on[kDepth - 3], 4));
  constexpr int kBlocks = kDepth > 3 ? kDepth - 3 : 0;
  return LookUp<kBlocks, kBlocks>(answers, index, on);
}

inline void AddTo(double* sums, __m256 value) {
  const __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(value));
  const __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(value, 1));
  _mm256_storeu_pd(sums, _mm256_add_pd(_mm256_loadu_pd(sums), low));
  _mm256_storeu_pd(sums + 4, _mm256_add_pd(_mm256_loadu_pd(sums + 4), high));
}

template <int kDepth>
void SumBlockOf(const PackedGroup& group, const float* columns, double* sums) {
  constexpr int kLeaves = kDepth > 3 ? 1 << kDepth : 8;
  for (int i = 0; i < kEvents; i += 8) {
    __m256 v[kTrees];
    for (int t = 0; t < kTrees; ++t)
      v[t] = Answer<kDepth>({group.cuts + t, group.variables + t, columns + i}, group.answers + t * kLeaves);
    const __m256 even = _mm256_add_ps(_mm256_add_ps(v[0], v[4]), _mm256_add_ps(v[2], v[6]));
    const __m256 odd = _mm256_add_ps(_mm256_add_ps(v[1], v[5]), _mm256_add_ps(v[3], v[7]));
    AddTo(sums + i, _mm256_add_ps(even, odd));
  }
}

/// Eight trees at one event: does it go above the cut of the node in each tree?
inline __m256 AboveCuts(__m256 cut, __m256i variable, const float* x) {
  return _mm256_cmp_ps(_mm256_i32gather_ps(x, variable, 4), cut, _CMP_GE_OQ);
}

inline __m256i LoadInts(const std::int32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

inline __m256i Select(__m256i below, __m256i above, __m256 on) {
  return _mm256_castps_si256(
      _mm256_blendv_ps(_mm256_castsi256_ps(below), _mm256_castsi256_ps(above), on));
}

/// The cut (and the variable) at the node that each tree has come to, among 2^kLeft nodes from `node` on.
template <int kLevel, int kLeft>
inline __m256 CutAt(const float* cuts, int node, const __m256* on) {
  if constexpr (kLeft == 0) {
    return _mm256_loadu_ps(cuts + node * kTrees);
  } else {
    return _mm256_blendv_ps(CutAt<kLevel, kLeft - 1>(cuts, node, on),
                            CutAt<kLevel, kLeft - 1>(cuts, node + (1 << (kLeft - 1)), on), on[kLevel - kLeft]);
  }
}

template <int kLevel, int kLeft>
inline __m256i VariableAt(const std::int32_t* variables, int node, const __m256* on) {
  if constexpr (kLeft == 0) {
    return LoadInts(variables + node * kTrees);
  } else {
    return Select(VariableAt<kLevel, kLeft - 1>(variables, node, on),
                  VariableAt<kLevel, kLeft - 1>(variables, node + (1 << (kLeft - 1)), on), on[kLevel - kLeft]);
  }
}

template <int kLevel, int kDepth>
inline void DecideTrees(const PackedGroup& group, const float* x, __m256* on) {
  if constexpr (kLevel < kDepth) {
    constexpr int kFirst = (1 << kLevel) - 1;
    on[kLevel] = AboveCuts(CutAt<kLevel, kLevel>(group.cuts, kFirst, on),
                           VariableAt<kLevel, kLevel>(group.variables, kFirst, on), x);
    DecideTrees<kLevel + 1, kDepth>(group, x, on);
  }
}

template <int kDepth>
float SumEventOf(const PackedGroup& group, const float* x) {
  constexpr int kLeaves = kDepth > 3 ? 1 << kDepth : 8;
  __m256 on[kDepth];
  DecideTrees<0, kDepth>(group, x, on);
  __m256i index = Bit(on[kDepth - 1], 1);
  for (int level = kDepth - 2; level >= 0; --level)
    index = _mm256_or_si256(index, Bit(on[level], 1 << (kDepth - 1 - level)));
  const __m256i first = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(kLeaves));
  const __m256 v = _mm256_i32gather_ps(group.answers, _mm256_add_epi32(first, index), 4);
  const __m128 a = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));  // 0+4 1+5 2+6 3+7
  const __m128 b = _mm_add_ps(a, _mm_movehl_ps(a, a));                                  // even, odd
  return _mm_cvtss_f32(_mm_add_ss(b, _mm_shuffle_ps(b, b, 1)));
}

}  // namespace

void SumBlock(const PackedGroup& group, const float* columns, double* sums) {
  switch (group.depth) {
    case 1: return SumBlockOf<1>(group, columns, sums);
    case 2: return SumBlockOf<2>(group, columns, sums);
    case 3: return SumBlockOf<3>(group, columns, sums);
    case 4: return SumBlockOf<4>(group, columns, sums);
    case 5: return SumBlockOf<5>(group, columns, sums);
    default: return SumBlockOf<6>(group, columns, sums);
  }
}

float SumEvent(const PackedGroup& group, const float* x) {
  switch (group.depth) {
    case 1: return SumEventOf<1>(group, x);
    case 2: return SumEventOf<2>(group, x);
    case 3: return SumEventOf<3>(group, x);
    case 4: return SumEventOf<4>(group, x);
    case 5: return SumEventOf<5>(group, x);
    default: return SumEventOf<6>(group, x);
  }
}

}  // namespace TMVA::inline standalone::avx2
