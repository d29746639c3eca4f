// Comparisons of other libraries as cuts of ours: which side a value is on stays the same to the
// last bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// What a node of another library asks of a value.
enum class Comparison : std::uint8_t { kAtMost, kBelow, kAtLeast, kAbove, kEqual, kNotEqual };

/// Where an event goes when the answer is yes, when it is no, and for NaN.
struct Branches {
  int yes = -1, no = -1;
  bool missing_is_yes = false;
};

/// Makes `node` a cut: "x <comparison> value" for every float x, although `value` has double
/// precision. Numbers that no float can exceed become an empty category set. kEqual and kNotEqual
/// become sets of one category, and `value` must be a whole number in [0, kMaxCategory]. False for
/// what cannot be expressed (and for NaN).
bool SetComparison(DecisionTree& tree, TreeNode& node, Comparison comparison, double value,
                   const Branches& branches);

/// Makes `node` a question for membership.
void SetMembership(DecisionTree& tree, TreeNode& node, CategorySet set, const Branches& branches);

/// The largest number in a category set that is read from a file.
inline constexpr std::uint32_t kMaxCategory = (1U << 24) - 1;
/// Words of all the sets of a file: a few bytes can ask for a set of 2 MB.
inline constexpr std::size_t kMaxSetWords = std::size_t{1} << 25;
/// Adds a category of at most kMaxCategory.
void AddCategory(CategorySet& set, std::uint32_t category);
/// The categories in a set, in order.
std::vector<int> Members(const CategorySet& set);

/// Removes nodes that the root does not lead to (other libraries leave pruned nodes in their
/// arrays); a tree with circles or missing daughters stays as it is, for CheckEnsemble to refuse.
void RemoveUnreached(DecisionTree& tree);

}  // namespace TMVA::inline standalone
