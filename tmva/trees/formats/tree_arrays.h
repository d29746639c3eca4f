// TreeArrays: a tree as one array a property, the form in which scikit-learn keeps them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// Node i is a leaf where left[i] is -1. Else x <= threshold[i] goes left, or, where set[i] is not
/// -1, x in category_sets[set[i]]; NaN goes left where missing_left[i]. Sets and covers may be
/// empty: none, not known.
struct TreeArrays {
  std::vector<std::int64_t> left, right, variable;
  std::vector<double> threshold, response;
  std::vector<std::uint8_t> missing_left;
  std::vector<double> cover;
  std::vector<std::int64_t> set;
  std::vector<CategorySet> category_sets;
};

/// ModelError, with `where` in front, for arrays that do not fit each other.
DecisionTree MakeTree(const TreeArrays& arrays, const std::string& where);

}  // namespace TMVA::inline standalone
