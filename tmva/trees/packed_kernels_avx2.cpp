// Eight events, or eight trees, a register. The leaves of a tree of depth 3 fit one register too:
// comparisons and blends find the leaf, one permutation looks it up (deeper trees: a permutation
// for every eight leaves).
#include "tmva/trees/packed_kernels.h"

#include <immintrin.h>

// Without it the registers of the recursion go through memory.
#define TMVA_INLINE __attribute__((always_inline)) inline

namespace TMVA::inline standalone::avx2 {
namespace {

constexpr int kEvents = 64;
constexpr int kTrees = 8;

/// kWide registers: what is loaded of a tree serves 8 * kWide events.
template <int kWide>
struct Lanes {
  __m256 v[kWide];
};

template <int kWide>
TMVA_INLINE Lanes<kWide> Blend(const Lanes<kWide>& below, const Lanes<kWide>& above,
                               const Lanes<kWide>& on) {
  Lanes<kWide> result;
  for (int w = 0; w < kWide; ++w) result.v[w] = _mm256_blendv_ps(below.v[w], above.v[w], on.v[w]);
  return result;
}

/// One tree at 8 * kWide events.
template <int kWide>
struct Walk {
  const float* cuts;  // of the tree: every 8th number
  const std::int32_t* columns_at;
  const float* columns;  // of the events

  TMVA_INLINE Lanes<kWide> Above(int node) const {
    const __m256 cut = _mm256_broadcast_ss(cuts + node * kTrees);
    const auto* const x =
        reinterpret_cast<const float*>(reinterpret_cast<const char*>(columns) +
                                       static_cast<std::uint32_t>(columns_at[node * kTrees]));
    Lanes<kWide> result;
    for (int w = 0; w < kWide; ++w)
      result.v[w] = _mm256_cmp_ps(_mm256_load_ps(x + 8 * w), cut, _CMP_GE_OQ);
    return result;
  }
};

/// The comparison at the node of level `kLevel` that an event has reached: of the 2^kLeft nodes
/// from `node` on, the one that the decisions on[kLevel - kLeft], ... lead to.
template <int kLevel, int kLeft, int kWide>
TMVA_INLINE Lanes<kWide> Compare(const Walk<kWide>& walk, int node, const Lanes<kWide>* on) {
  if constexpr (kLeft == 0) {
    return walk.Above(node);
  } else {
    const auto below = Compare<kLevel, kLeft - 1>(walk, node, on);
    const auto above = Compare<kLevel, kLeft - 1>(walk, node + (1 << (kLeft - 1)), on);
    return Blend(below, above, on[kLevel - kLeft]);
  }
}

TMVA_INLINE __m256i Bit(__m256 decision, int value) {
  return _mm256_and_si256(_mm256_castps_si256(decision), _mm256_set1_epi32(value));
}

/// Which of eight leaves the last (up to three) decisions lead to.
template <int kDepth, int kWide>
TMVA_INLINE void FindIndex(const Lanes<kWide>* on, __m256i* index) {
  for (int w = 0; w < kWide; ++w) {
    index[w] = Bit(on[kDepth - 1].v[w], 1);
    if constexpr (kDepth > 1) index[w] = _mm256_or_si256(index[w], Bit(on[kDepth - 2].v[w], 2));
    if constexpr (kDepth > 2) index[w] = _mm256_or_si256(index[w], Bit(on[kDepth - 3].v[w], 4));
  }
}

/// The answer among 2^kLeft registers of eight leaves.
template <int kBlocks, int kLeft, int kWide>
TMVA_INLINE Lanes<kWide> LookUp(const float* answers, const __m256i* index,
                                const Lanes<kWide>* on) {
  if constexpr (kLeft == 0) {
    const __m256 leaves = _mm256_loadu_ps(answers);
    Lanes<kWide> result;
    for (int w = 0; w < kWide; ++w) result.v[w] = _mm256_permutevar8x32_ps(leaves, index[w]);
    return result;
  } else {
    const auto below = LookUp<kBlocks, kLeft - 1>(answers, index, on);
    const auto above = LookUp<kBlocks, kLeft - 1>(answers + (8 << (kLeft - 1)), index, on);
    return Blend(below, above, on[kBlocks - kLeft]);
  }
}

template <int kLevel, int kDepth, int kWide>
TMVA_INLINE void Decide(const Walk<kWide>& walk, Lanes<kWide>* on) {
  if constexpr (kLevel < kDepth) {
    on[kLevel] = Compare<kLevel, kLevel>(walk, (1 << kLevel) - 1, on);
    Decide<kLevel + 1, kDepth>(walk, on);
  }
}

template <int kDepth, int kWide>
TMVA_INLINE Lanes<kWide> Answer(const Walk<kWide>& walk, const float* answers) {
  Lanes<kWide> on[kDepth];
  Decide<0, kDepth>(walk, on);
  __m256i index[kWide];
  FindIndex<kDepth>(on, index);
  constexpr int kBlocks = kDepth > 3 ? kDepth - 3 : 0;
  return LookUp<kBlocks, kBlocks>(answers, index, on);
}

template <int kWide>
TMVA_INLINE Lanes<kWide> operator+(const Lanes<kWide>& a, const Lanes<kWide>& b) {
  Lanes<kWide> result;
  for (int w = 0; w < kWide; ++w) result.v[w] = _mm256_add_ps(a.v[w], b.v[w]);
  return result;
}

TMVA_INLINE void AddTo(double* sums, __m256 value) {
  const __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(value));
  const __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(value, 1));
  _mm256_storeu_pd(sums, _mm256_add_pd(_mm256_loadu_pd(sums), low));
  _mm256_storeu_pd(sums + 4, _mm256_add_pd(_mm256_loadu_pd(sums + 4), high));
}

/// The group's answers to 8 * kWide events. The code of one tree is shared by the eight where eight
/// copies would not fit the instruction cache.
template <int kDepth, int kWide>
TMVA_INLINE Lanes<kWide> SumOf(const PackedGroup& group, const float* columns) {
  constexpr int kLeaves = kDepth > 3 ? 1 << kDepth : 8;
  const auto tree = [&](int t) __attribute__((always_inline)) {
    return Answer<kDepth>(Walk<kWide>{group.cuts + t, group.columns_at + t, columns},
                          group.answers + t * kLeaves);
  };
  if constexpr (kDepth <= 3) {
    const auto even = (tree(0) + tree(4)) + (tree(2) + tree(6));
    const auto odd = (tree(1) + tree(5)) + (tree(3) + tree(7));
    return even + odd;
  } else {
    Lanes<kWide> v[kTrees];
#pragma GCC unroll 1
    for (int t = 0; t < kTrees; ++t) v[t] = tree(t);
    return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
  }
}

template <int kDepth, int kWide>
void SumBlockOf(const PackedGroup& group, const float* columns, double* sums) {
  for (int i = 0; i < kEvents; i += 8 * kWide) {
    const auto sum = SumOf<kDepth, kWide>(group, columns + i);
    for (int w = 0; w < kWide; ++w) AddTo(sums + i + 8 * w, sum.v[w]);
  }
}

/// Eight trees at one event: does it go above the cut of the node in each tree?
TMVA_INLINE __m256 AboveCuts(__m256 cut, __m256i columns_at, const float* x) {
  // From bytes between columns to numbers of variables.
  constexpr int kShift = 8;
  static_assert(kEvents * sizeof(float) == 1 << kShift);
  return _mm256_cmp_ps(_mm256_i32gather_ps(x, _mm256_srli_epi32(columns_at, kShift), 4), cut,
                       _CMP_GE_OQ);
}

TMVA_INLINE __m256i LoadInts(const std::int32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

TMVA_INLINE __m256i Select(__m256i below, __m256i above, __m256 on) {
  return _mm256_castps_si256(
      _mm256_blendv_ps(_mm256_castsi256_ps(below), _mm256_castsi256_ps(above), on));
}

/// The cut (and the column) at the node that each tree has come to, among 2^kLeft nodes from `node`
/// on.
template <int kLevel, int kLeft>
TMVA_INLINE __m256 CutAt(const float* cuts, int node, const __m256* on) {
  if constexpr (kLeft == 0) {
    return _mm256_loadu_ps(cuts + node * kTrees);
  } else {
    return _mm256_blendv_ps(CutAt<kLevel, kLeft - 1>(cuts, node, on),
                            CutAt<kLevel, kLeft - 1>(cuts, node + (1 << (kLeft - 1)), on),
                            on[kLevel - kLeft]);
  }
}

template <int kLevel, int kLeft>
TMVA_INLINE __m256i ColumnAt(const std::int32_t* columns_at, int node, const __m256* on) {
  if constexpr (kLeft == 0) {
    return LoadInts(columns_at + node * kTrees);
  } else {
    return Select(ColumnAt<kLevel, kLeft - 1>(columns_at, node, on),
                  ColumnAt<kLevel, kLeft - 1>(columns_at, node + (1 << (kLeft - 1)), on),
                  on[kLevel - kLeft]);
  }
}

template <int kLevel, int kDepth>
TMVA_INLINE void DecideTrees(const PackedGroup& group, const float* x, __m256* on) {
  if constexpr (kLevel < kDepth) {
    constexpr int kFirst = (1 << kLevel) - 1;
    on[kLevel] = AboveCuts(CutAt<kLevel, kLevel>(group.cuts, kFirst, on),
                           ColumnAt<kLevel, kLevel>(group.columns_at, kFirst, on), x);
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
  const __m256i first =
      _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), _mm256_set1_epi32(kLeaves));
  const __m256 v = _mm256_i32gather_ps(group.answers, _mm256_add_epi32(first, index), 4);
  const __m128 a =
      _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));  // 0+4 1+5 2+6 3+7
  const __m128 b = _mm_add_ps(a, _mm_movehl_ps(a, a));                     // even, odd
  return _mm_cvtss_f32(_mm_add_ss(b, _mm_shuffle_ps(b, b, 1)));
}

}  // namespace

void SumBlock(const PackedGroup& group, const float* columns, double* sums) {
  switch (group.depth) {
    case 1:
      return SumBlockOf<1, 4>(group, columns, sums);
    case 2:
      return SumBlockOf<2, 4>(group, columns, sums);
    case 3:
      return SumBlockOf<3, 2>(group, columns, sums);
    case 4:
      return SumBlockOf<4, 1>(group, columns, sums);
    case 5:
      return SumBlockOf<5, 1>(group, columns, sums);
    default:
      return SumBlockOf<6, 1>(group, columns, sums);
  }
}

float SumEvent(const PackedGroup& group, const float* x) {
  switch (group.depth) {
    case 1:
      return SumEventOf<1>(group, x);
    case 2:
      return SumEventOf<2>(group, x);
    case 3:
      return SumEventOf<3>(group, x);
    case 4:
      return SumEventOf<4>(group, x);
    case 5:
      return SumEventOf<5>(group, x);
    default:
      return SumEventOf<6>(group, x);
  }
}

}  // namespace TMVA::inline standalone::avx2
