// Forests of XGBoost: its JSON and UBJSON model files.
#pragma once

#include <string>
#include <string_view>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// Reads the content of a .json or .ubj file (told apart by the bytes). `path` stands for the file
/// in messages. multi:softmax gives the probabilities, as multi:softprob. ModelError for boosters
/// other than gbtree and dart, trees with several outputs each, and objectives whose outputs are
/// none of OutputTransform.
TreeEnsemble ParseXgboost(std::string_view bytes, const std::string& path);

/// The content of a .json file that XGBoost 3.1 and later loads. ModelError for Fisher cuts and for
/// the transform kGradientBoosted, which XGBoost does not know (see AsLogistic).
std::string WriteXgboost(const TreeEnsemble& ensemble);

}  // namespace TMVA::inline standalone
