// Forests of LightGBM: its text model files.
#pragma once

#include <string>
#include <string_view>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// Reads the content of a model file (Booster.save_model). The sigmoid parameter of an objective is
/// folded into the trees, the mean of boosting=rf into their weights. `path` stands for the file in
/// messages. ModelError for linear trees, for objectives whose outputs are none of OutputTransform,
/// and for zero_as_missing where zeros and the numbers beside them part.
TreeEnsemble ParseLightGbm(std::string_view text, const std::string& path);

}  // namespace TMVA::inline standalone
