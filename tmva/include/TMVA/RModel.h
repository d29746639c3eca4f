// RModel: a model as a graph of ONNX's operators - read, run, stored in ROOT files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <TMVA/File.h>
#include <TMVA/OutputFile.h>

namespace TMVA::inline standalone {

/// An input or output of a model. A dimension of -1 is of any size.
struct TensorInfo {
  std::string name;
  std::string type;  ///< "float", "int64", ...
  std::vector<std::int64_t> shape;
};

/// Immutable, cheap to copy, and run by several threads at once.
///
///   const auto model = RModel::Load("model.onnx");
///   const std::vector<float> y = model.Run({0.1F, 2.F, -1.F, 0.5F});  // one event
///   model.Save("models.root:dnn/v1");
class RModel {
 public:
  /// "model.onnx", "file.root:dir/name", or "file.root" where that holds one model.
  /// FileFormatError, DataError; ModelError for a graph that is wrong or holds operators that are
  /// not supported.
  static RModel Load(const std::string& path);
  /// A model of a ROOT file that is open: "dir/name" or "dir/name;2".
  static RModel Read(const File& file, std::string_view name);
  /// The content of an .onnx file; `name` stands for it in messages.
  static RModel FromBytes(std::string content, const std::string& name);

  /// An .onnx file, or a model in a ROOT file, which is made or added to: "file.root:dir/name".
  void Save(const std::string& path) const;
  /// Into a ROOT file that is being written; file.Write("dir/name", model) does the same.
  void WriteTo(OutputFile& file, std::string_view name) const;

  const std::string& Name() const;
  const std::string& Content() const;  ///< the bytes of the ONNX file
  const std::vector<TensorInfo>& Inputs() const;
  const std::vector<TensorInfo>& Outputs() const;
  const std::map<std::string, std::string>& Metadata() const;

  /// One event: the elements of the inputs, one input after the other. Gives the row of the output
  /// "response", else of one that is named after probabilities, else of the first of floats.
  std::vector<float> Run(const std::vector<float>& event) const;
  /// `values` of so many events, one after the other; gives as many rows.
  std::vector<float> Run(std::span<const float> values, std::size_t events) const;

 private:
  struct Impl;
  explicit RModel(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

namespace Experimental {

using TMVA::RModel;

/// ROOT's interface: Compute() of one event, also with the values as arguments.
class RSofieReader {
 public:
  explicit RSofieReader(const std::string& path) : model_(RModel::Load(path)) {}
  std::vector<float> Compute(const std::vector<float>& event) const { return model_.Run(event); }
  template <class... T>
  std::vector<float> Compute(T... values) const {
    return model_.Run({static_cast<float>(values)...});
  }

 private:
  RModel model_;
};

}  // namespace Experimental
}  // namespace TMVA::inline standalone
