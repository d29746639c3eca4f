// Filling and applying the packed layout.
#include "tmva/trees/packed_forest.h"

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone {
namespace {

std::size_t NumAnswers(std::uint32_t depth) { return std::size_t{1} << std::max(depth, 3U); }

/// Writes one tree of a group.
class TreePacker {
 public:
  TreePacker(const DecisionTree& tree, const std::vector<float>& answers, std::uint32_t depth,
             std::size_t num_variables, float* cuts, std::int32_t* columns_at, float* out)
      : tree_(tree),
        answers_(answers),
        depth_(depth),
        num_variables_(static_cast<int>(num_variables)),
        cuts_(cuts),
        columns_at_(columns_at),
        out_(out) {}

  /// Node `at` of the tree is number `slot` among the nodes of its level.
  void Pack(std::size_t at, std::uint32_t level, std::size_t slot) {
    const TreeNode& node = tree_.nodes[at];
    if (level == depth_) {
      out_[slot] = answers_[at];
      return;
    }
    const std::size_t place = ((std::size_t{1} << level) - 1 + slot) * kGroupSize;
    std::size_t below = at, above = at;
    if (node.IsLeaf()) {
      cuts_[place] = std::numeric_limits<float>::infinity();
      columns_at_[place] = 0;
    } else {
      cuts_[place] = node.cut;
      const int column = node.variable + (node.missing_above ? num_variables_ : 0);
      columns_at_[place] = column * static_cast<std::int32_t>(kPackedBlock * sizeof(float));
      below = static_cast<std::size_t>(node.cut_type ? node.left : node.right);
      above = static_cast<std::size_t>(node.cut_type ? node.right : node.left);
    }
    Pack(below, level + 1, 2 * slot);
    Pack(above, level + 1, 2 * slot + 1);
  }

 private:
  const DecisionTree& tree_;
  const std::vector<float>& answers_;
  std::uint32_t depth_;
  int num_variables_;
  float* cuts_;
  std::int32_t* columns_at_;
  float* out_;
};

}  // namespace

bool PackedForest::Supports([[maybe_unused]] std::size_t num_columns) {
#ifdef TMVA_AVX2
  // Where a column begins is counted in bytes, in 32 bits with a sign.
  constexpr auto kMostColumns = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()) /
                                (kPackedBlock * sizeof(float));
  static const bool supported = __builtin_cpu_supports("avx2") != 0;
  return supported && num_columns <= kMostColumns;
#else
  return false;
#endif
}

int PackedForest::Add(std::span<const DecisionTree* const> trees,
                      std::span<const std::vector<float>> answers, std::uint32_t depth,
                      std::size_t num_variables) {
  depth = std::max(depth, 1U);
  const std::size_t nodes = ((std::size_t{1} << depth) - 1) * kGroupSize,
                    leaves = NumAnswers(depth);
  groups_.push_back({cuts_.size(), answers_.size(), depth});
  const Group& group = groups_.back();
  cuts_.resize(cuts_.size() + nodes, std::numeric_limits<float>::infinity());
  columns_at_.resize(columns_at_.size() + nodes, 0);
  answers_.resize(answers_.size() + kGroupSize * leaves, 0.0F);
  for (std::size_t t = 0; t < trees.size(); ++t)
    TreePacker(*trees[t], answers[t], depth, num_variables, cuts_.data() + group.nodes + t,
               columns_at_.data() + group.nodes + t, answers_.data() + group.answers + t * leaves)
        .Pack(0, 0, 0);
  return static_cast<int>(groups_.size()) - 1;
}

PackedGroup PackedForest::Get(std::size_t number) const {
  const Group& group = groups_[number];
  return {cuts_.data() + group.nodes, columns_at_.data() + group.nodes,
          answers_.data() + group.answers, group.depth};
}

#ifdef TMVA_AVX2
namespace {

bool HasAvx512() {
  static const bool has = __builtin_cpu_supports("avx512f") != 0;
  return has;
}

}  // namespace

float PackedForest::SumEvent(std::size_t group, const float* x) const {
  return avx2::SumEvent(Get(group), x);
}

void PackedForest::SumBlock(std::size_t group, const float* columns, double* sums) const {
  constexpr std::uint32_t kWorthAvx512 = 4;
  if (groups_[group].depth >= kWorthAvx512 && HasAvx512())
    avx512::SumBlock(Get(group), columns, sums);
  else
    avx2::SumBlock(Get(group), columns, sums);
}
#else
float PackedForest::SumEvent(std::size_t, const float*) const { return 0; }
void PackedForest::SumBlock(std::size_t, const float*, double*) const {}
#endif

}  // namespace TMVA::inline standalone
