// tmva/graph/store/model_store.h: models in ROOT files, and ONNX files with data beside them.
#include "tmva/graph/store/model_store.h"

#include <filesystem>

#include "tmva/graph/onnx/file.h"
#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {
namespace {

std::shared_ptr<const File> Open(const std::string& path) { return File::Open(path); }

py::bytes ReadModel(const File& file, const std::string& name) {
  std::string content;
  {
    const py::gil_scoped_release release;
    content = onnx::ReadStoredModel(file, name);
  }
  return content;
}

/// Into an existing file, or a new one.
void WriteModel(const std::string& path, const std::string& name, const py::bytes& content) {
  const std::string_view bytes = content;
  const py::gil_scoped_release release;
  const auto file =
      std::filesystem::exists(path) ? OutputFile::Update(path) : OutputFile::Create(path);
  onnx::WriteStoredModel(*file, name, bytes);
  file->Close();
}

py::list List(const File& file) {
  py::list models;
  for (const auto& model : onnx::ListStoredModels(file))
    models.append(py::make_tuple(model.name, model.meta, model.compressed_bytes));
  return models;
}

std::vector<std::string> Names(const std::string& path) {
  std::vector<std::string> names;
  for (const auto& model : onnx::ListStoredModels(*Open(path))) names.push_back(model.name);
  return names;
}

}  // namespace

void BindModelStore(py::module_& m) {
  m.def("read_stored_model", &ReadModel, py::arg("file"), py::arg("name"),
        "The ONNX bytes of \"dir/name\".");
  m.def(
      "read_stored_model",
      [](const std::string& path, const std::string& name) { return ReadModel(*Open(path), name); },
      py::arg("path"), py::arg("name"));
  m.def(
      "write_stored_model",
      [](OutputFile& file, const std::string& name, const py::bytes& content) {
        onnx::WriteStoredModel(file, name, std::string_view(content));
      },
      py::arg("file"), py::arg("name"), py::arg("content"));
  m.def("write_stored_model", &WriteModel, py::arg("path"), py::arg("name"), py::arg("content"),
        "Adds a model to a ROOT file, which is made if need be.");
  m.def("stored_models", &Names, py::arg("path"));
  m.def("list_stored_models", &List, py::arg("file"),
        "(name, description as JSON, bytes on disk) of each.");
  m.def(
      "read_onnx",
      [](const std::string& path) {
        std::string content = onnx::ReadFileBytes(path);
        onnx::Model model = onnx::ParseModel(content, path);
        if (onnx::HasExternalData(model)) content = onnx::SerializeModel(onnx::LoadModel(path));
        return py::bytes(content);
      },
      py::arg("path"), "The bytes of an ONNX file, with the data of the files beside it.");
}

}  // namespace TMVA::inline standalone
