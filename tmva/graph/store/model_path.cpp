// Paths to models.
#include "tmva/graph/store/model_path.h"

#include <filesystem>

#include <TMVA/Error.h>

#include "tmva/graph/onnx/file.h"
#include "tmva/graph/store/model_store.h"

namespace TMVA::inline standalone::onnx {
namespace {

/// Where the path of a ROOT file ends and the name within it begins; npos where there is no such
/// place.
std::size_t EndOfFile(std::string_view path) {
  for (const std::string_view mark : {".root:", ".root/"})
    if (const auto at = path.rfind(mark); at != std::string_view::npos) return at + mark.size() - 1;
  return std::string_view::npos;
}

struct StoredPath {
  std::string file, name;
};

/// "file.root:dir/name" in two; without a file where the path is none of a ROOT file.
StoredPath Split(const std::string& path) {
  if (path.ends_with(".root")) return {path, ""};
  if (path.ends_with(".onnx")) return {};
  const auto end = EndOfFile(path);
  if (end == std::string::npos) return {};
  return {path.substr(0, end), path.substr(end + 1)};
}

std::string OnlyModel(const File& file) {
  const auto models = ListStoredModels(file);
  if (models.size() == 1) return models[0].name;
  std::string names;
  for (const auto& model : models)
    names += (names.empty() ? ": " : ", ") + file.Path() + ":" + model.name;
  throw DataError(file.Path() + ": holds " + std::to_string(models.size()) +
                  " models, expected one or a name" + names);
}

[[noreturn]] void FailKind(const std::string& path) {
  throw ModelError(
      path +
      ": expected an .onnx file, or a model in a ROOT file, \"file.root:dir/name\". Other models " +
      "are read in Python: tmva.load_model(path), whose result is saved as either");
}

}  // namespace

bool IsModelPath(std::string_view path) {
  return path.ends_with(".onnx") || path.ends_with(".root") ||
         EndOfFile(path) != std::string_view::npos;
}

std::string ReadModelBytes(const std::string& path) {
  if (!IsModelPath(path)) FailKind(path);
  const auto [file_path, name] = Split(path);
  if (!file_path.empty()) {
    const auto file = File::Open(file_path);
    return ReadStoredModel(*file, name.empty() ? OnlyModel(*file) : name);
  }
  std::string content = ReadFileBytes(path);
  // Only a model with data beside it is not what its file says.
  return HasExternalData(ParseModel(content, path)) ? SerializeModel(LoadModel(path)) : content;
}

void WriteModelBytes(const std::string& path, std::string_view content) {
  if (!IsModelPath(path)) FailKind(path);
  const auto [file_path, name] = Split(path);
  if (file_path.empty()) return WriteFileBytes(path, content);
  if (name.empty()) throw DataError(path + ": the model needs a name, \"file.root:dir/name\"");
  const auto file = std::filesystem::exists(file_path) ? OutputFile::Update(file_path)
                                                       : OutputFile::Create(file_path);
  WriteStoredModel(*file, name, content);
  file->Close();
}

}  // namespace TMVA::inline standalone::onnx
