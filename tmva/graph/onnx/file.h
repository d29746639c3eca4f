// ONNX files on disk, with the data that they keep in files beside them.
#pragma once

#include <string>
#include <string_view>

#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone::onnx {

/// All bytes of a file. FileFormatError when it cannot be read.
std::string ReadFileBytes(const std::string& path);
/// Written beside `path` and renamed, so that nobody sees a part. FileFormatError.
void WriteFileBytes(const std::string& path, std::string_view bytes);

/// Brings tensors that lie in other files into the model, those of its sub-graphs too. Their files
/// must be in `directory` or below it, named by a relative path that holds no ".." and leads over
/// no link. FileFormatError, with `path` for the model.
void ReadExternalData(Model& model, const std::string& directory, const std::string& path);
/// Does a tensor of the model lie in another file?
bool HasExternalData(const Model& model);

/// The model of an .onnx file, external data included.
Model LoadModel(const std::string& path);

}  // namespace TMVA::inline standalone::onnx
