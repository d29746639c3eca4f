// RReader: a trained method from its weight file, applied to values, vectors and tensors.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <TMVA/RTensor.h>

namespace TMVA::inline standalone {

class BookedMethod;

namespace Experimental {

/// Thread-safe.
class RReader {
 public:
  /// A weight file (.xml, .xml.gz) or a model ("model.onnx", "file.root:name").
  explicit RReader(const std::string& path);
  /// One event: one value an output. DataError for another number of values than variables.
  std::vector<float> Compute(const std::vector<float>& event) const;
  /// [events, variables] -> [events], or [events, outputs] where there are several.
  RTensor<float> Compute(const RTensor<float>& events) const;
  std::vector<std::string> GetVariableNames() const;  ///< expressions
  std::vector<std::string> GetVariables() const { return GetVariableNames(); }

 private:
  std::shared_ptr<BookedMethod> method_;
};

/// Calls a model with the values of an event as arguments: for RDataFrame's Define.
template <class Indices, class T, class Model>
class ModelCall;
template <std::size_t... I, class T, class Model>
class ModelCall<std::index_sequence<I...>, T, Model> {
  template <std::size_t>
  using Value = T;

 public:
  explicit ModelCall(const Model& model) : model_(&model) {}
  auto operator()(Value<I>... values) const { return model_->Compute(std::vector<T>{values...}); }

 private:
  const Model* model_;
};

/// `n` values of type T; the model must live as long as what is returned.
template <std::size_t n, class T, class Model>
ModelCall<std::make_index_sequence<n>, T, Model> Compute(const Model& model) {
  return ModelCall<std::make_index_sequence<n>, T, Model>(model);
}

}  // namespace Experimental
}  // namespace TMVA::inline standalone
