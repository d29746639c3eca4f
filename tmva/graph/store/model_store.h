// Models in ROOT files. A model is a directory that holds
//   model   vector<unsigned char>: the ONNX message; initialisers that are objects of their own
//   have
//           "external data" there, whose location is the object's name
//   NAME    vector<float>, vector<double>, vector<Long64_t>, ...: an initialiser each, named as in
//   the
//           graph (characters other than letters, digits, '_' and '.' become '_'); those of 256 MiB
//           and more go on in NAME.1, NAME.2, ...
//   meta    TObjString: a JSON object, written last:
//     format "tmva.model"; version [major, minor]: readers refuse a larger major and ignore keys
//     that they do not know; bytes, sha256: of the whole ONNX message; operators: {"Gemm": 3, ...};
//     operator_sets; inputs, outputs: [{name, type, shape}]; model: {object, cycle};
//     initialisers: {NAME: {field, objects: [{object, cycle}]}}, where field is the ONNX field that
//     holds the numbers.
// What is read is the ONNX file to the byte. Writing a model again makes new cycles of its objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

namespace TMVA::inline standalone::onnx {

/// `name` is "dir/name". FileFormatError for bytes that are no ONNX model, ModelError for one whose
/// data lie in other files.
void WriteStoredModel(OutputFile& file, std::string_view name, std::string_view content);

/// The ONNX bytes of "dir/name" or "dir/name;2". Also of a string (TObjString, std::string) or
/// vector of bytes that holds them. DataError when there is no such object or when it is no model;
/// FileFormatError naming the object that is damaged.
std::string ReadStoredModel(const File& file, std::string_view name);

/// A model of a file, for lists.
struct StoredModelInfo {
  std::string name;
  std::string meta;                   ///< the JSON object
  std::int64_t compressed_bytes = 0;  ///< of all objects of its newest cycle
};
/// The models that are directories, in the order of the file.
std::vector<StoredModelInfo> ListStoredModels(const File& file);

}  // namespace TMVA::inline standalone::onnx
