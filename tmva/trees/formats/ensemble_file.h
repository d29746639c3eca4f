// Files of tree ensembles, format by format.
#pragma once

#include <string>
#include <string_view>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// Reads a forest of XGBoost (.json, .ubj), LightGBM (.txt) or ONNX (.onnx); other endings: by
/// content.
TreeEnsemble LoadEnsemble(const std::string& path);
/// The same from memory. `path` stands for the file.
TreeEnsemble ParseEnsemble(std::string_view bytes, const std::string& path);
/// Writes XGBoost's .json or .onnx, whole or not at all. ModelError for other endings.
void SaveEnsemble(const TreeEnsemble& ensemble, const std::string& path);

}  // namespace TMVA::inline standalone
