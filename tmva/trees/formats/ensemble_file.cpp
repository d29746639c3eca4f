// Files of tree ensembles, format by format.
#include "tmva/trees/formats/ensemble_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <TMVA/Error.h>

#include "tmva/trees/formats/lightgbm_model.h"
#include "tmva/trees/formats/onnx_trees.h"
#include "tmva/trees/formats/xgboost_model.h"
#include "tmva/weights/replace_file.h"

namespace TMVA::inline standalone {

TreeEnsemble ParseEnsemble(std::string_view bytes, const std::string& path) {
  const std::string_view name = path;
  if (bytes.empty()) throw FileFormatError(path, "is empty", 0);
  if (name.ends_with(".json") || name.ends_with(".ubj")) return ParseXgboost(bytes, path);
  if (name.ends_with(".txt")) return ParseLightGbm(bytes, path);
  if (name.ends_with(".onnx")) return ParseOnnxTrees(bytes, path);
  if (bytes.starts_with("{")) return ParseXgboost(bytes, path);
  if (bytes.starts_with("tree\n") || bytes.starts_with("tree\r\n"))
    return ParseLightGbm(bytes, path);
  try {
    return ParseOnnxTrees(bytes, path);
  } catch (const FileFormatError& error) {
    throw FileFormatError(path, "is no forest of XGBoost (JSON, UBJSON), LightGBM (text) or ONNX",
                          error.offset(), error.object());
  }
}

TreeEnsemble LoadEnsemble(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ModelError(path + ": cannot be opened: " + std::strerror(errno));
  std::ostringstream bytes;
  if (!(bytes << file.rdbuf())) throw ModelError(path + ": cannot be read, or is empty");
  return ParseEnsemble(bytes.view(), path);
}

void SaveEnsemble(const TreeEnsemble& ensemble, const std::string& path) {
  const std::string_view name = path;
  if (name.ends_with(".json"))
    ReplaceFile(path, WriteXgboost(ensemble));
  else if (name.ends_with(".onnx"))
    ReplaceFile(path, WriteOnnxTrees(ensemble));
  else
    throw ModelError(path + ": the name must end in .json (XGBoost) or .onnx");
}

}  // namespace TMVA::inline standalone
