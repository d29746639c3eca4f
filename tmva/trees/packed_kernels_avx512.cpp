// The kernels of packed_kernels.h for processors with AVX-512: a decision of 64 events is one
// 64-bit number, so that choosing between decisions costs three instructions for all of them.
#include "tmva/trees/packed_kernels.h"

#include <immintrin.h>

#define TMVA_INLINE __attribute__((always_inline)) inline

namespace TMVA::inline standalone::avx512 {
namespace {

constexpr int kEvents = 64;
constexpr int kTrees = 8;
constexpr int kLanes = 16;
constexpr int kRegisters = kEvents / kLanes;

using Decision = unsigned long long;  // a bit an event

struct Walk {
  const float* cuts;  // of the tree: every 8th number
  const std::int32_t* columns_at;
  const float* columns;

  TMVA_INLINE Decision Above(int node) const {
    const __m512 cut = _mm512_set1_ps(cuts[node * kTrees]);
    const auto* const x =
        reinterpret_cast<const float*>(reinterpret_cast<const char*>(columns) +
                                       static_cast<std::uint32_t>(columns_at[node * kTrees]));
    const auto compare = [&](int w) __attribute__((always_inline)) {
      return static_cast<Decision>(
          _mm512_cmp_ps_mask(_mm512_load_ps(x + kLanes * w), cut, _CMP_GE_OQ));
    };
    const Decision low = compare(0) | compare(1) << 16, high = compare(2) | compare(3) << 16;
    return low | high << 32;
  }
};

/// The decision at the node of level `kLevel` that an event has reached: of the 2^kLeft nodes from
/// `node` on, the one that the decisions on[kLevel - kLeft], ... lead to.
template <int kLevel, int kLeft>
TMVA_INLINE Decision Decide(const Walk& walk, int node, const Decision* on) {
  if constexpr (kLeft == 0) {
    return walk.Above(node);
  } else {
    const Decision below = Decide<kLevel, kLeft - 1>(walk, node, on);
    const Decision above = Decide<kLevel, kLeft - 1>(walk, node + (1 << (kLeft - 1)), on);
    return below ^ ((below ^ above) & on[kLevel - kLeft]);
  }
}

template <int kLevel, int kDepth>
TMVA_INLINE void DecideAll(const Walk& walk, Decision* on) {
  if constexpr (kLevel < kDepth) {
    on[kLevel] = Decide<kLevel, kLevel>(walk, (1 << kLevel) - 1, on);
    DecideAll<kLevel + 1, kDepth>(walk, on);
  }
}

TMVA_INLINE __mmask16 Part(Decision decision, int w) {
  return static_cast<__mmask16>(decision >> (kLanes * w));
}

/// The answers to 16 events: 16 leaves are one register and 32 are two; for 64 there are two tables
/// of 32.
template <int kDepth>
TMVA_INLINE __m512 LookUp(const float* answers, const Decision* on, int w) {
  __m512i index = _mm512_setzero_si512();
  constexpr int kBits =
      kDepth < 5 ? kDepth : 5;  // the last decisions; the first of six chooses the table
  for (int level = kDepth - kBits; level < kDepth; ++level)
    index = _mm512_mask_or_epi32(index, Part(on[level], w), index,
                                 _mm512_set1_epi32(1 << (kDepth - 1 - level)));
  const auto table = [&](int first) __attribute__((always_inline)) {
    if constexpr (kDepth == 4)
      return _mm512_permutexvar_ps(index, _mm512_loadu_ps(answers));
    else
      return _mm512_permutex2var_ps(_mm512_loadu_ps(answers + first), index,
                                    _mm512_loadu_ps(answers + first + kLanes));
  };
  if constexpr (kDepth <= 5) {
    return table(0);
  } else {
    return _mm512_mask_blend_ps(Part(on[0], w), table(0), table(2 * kLanes));
  }
}

struct Block {
  __m512 v[kRegisters];
};

template <int kDepth>
TMVA_INLINE Block Answer(const PackedGroup& group, const float* columns, int tree) {
  constexpr int kLeaves = 1 << kDepth;
  Decision on[kDepth];
  DecideAll<0, kDepth>(Walk{group.cuts + tree, group.columns_at + tree, columns}, on);
  Block block;
  for (int w = 0; w < kRegisters; ++w)
    block.v[w] = LookUp<kDepth>(group.answers + tree * kLeaves, on, w);
  return block;
}

TMVA_INLINE __m512 Pairwise(const Block* v, int w) {
  const __m512 even =
      _mm512_add_ps(_mm512_add_ps(v[0].v[w], v[4].v[w]), _mm512_add_ps(v[2].v[w], v[6].v[w]));
  const __m512 odd =
      _mm512_add_ps(_mm512_add_ps(v[1].v[w], v[5].v[w]), _mm512_add_ps(v[3].v[w], v[7].v[w]));
  return _mm512_add_ps(even, odd);
}

TMVA_INLINE void AddTo(double* sums, __m512 value) {
  const __m512d low = _mm512_cvtps_pd(_mm512_castps512_ps256(value));
  const __m512d high =
      _mm512_cvtps_pd(_mm256_castpd_ps(_mm512_extractf64x4_pd(_mm512_castps_pd(value), 1)));
  _mm512_storeu_pd(sums, _mm512_add_pd(_mm512_loadu_pd(sums), low));
  _mm512_storeu_pd(sums + 8, _mm512_add_pd(_mm512_loadu_pd(sums + 8), high));
}

template <int kDepth>
void SumBlockOf(const PackedGroup& group, const float* columns, double* sums) {
  Block v[kTrees];
#pragma GCC unroll 1
  for (int tree = 0; tree < kTrees; ++tree) v[tree] = Answer<kDepth>(group, columns, tree);
  for (int w = 0; w < kRegisters; ++w) AddTo(sums + kLanes * w, Pairwise(v, w));
}

}  // namespace

void SumBlock(const PackedGroup& group, const float* columns, double* sums) {
  switch (group.depth) {
    case 4:
      return SumBlockOf<4>(group, columns, sums);
    case 5:
      return SumBlockOf<5>(group, columns, sums);
    default:
      return SumBlockOf<6>(group, columns, sums);
  }
}

}  // namespace TMVA::inline standalone::avx512
