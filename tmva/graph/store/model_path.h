// Models by their path: "m.onnx", or "file.root:dir/name" for one in a ROOT file; there also
// "file.root/dir/name", as a colon parts options.
#pragma once

#include <string>
#include <string_view>

namespace TMVA::inline standalone::onnx {

/// "m.onnx", "file.root:dir/name" and "file.root".
bool IsModelPath(std::string_view path);

/// The ONNX bytes; "file.root" alone holds one model. ModelError for a kind of file that only
/// Python reads, DataError and FileFormatError for what is not there or damaged.
std::string ReadModelBytes(const std::string& path);

/// Writes an .onnx file, or adds the model to a ROOT file (made if need be).
void WriteModelBytes(const std::string& path, std::string_view content);

}  // namespace TMVA::inline standalone::onnx
