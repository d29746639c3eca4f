// Session: runs a graph.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx_model.h"
#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// A checked graph with its operators. Immutable; several threads may run it at once. Memory of the values between
/// nodes is kept from run to run, one set for each run at work.
class Session {
 public:
  /// Checks the graph: every value is made once and before it is used, every operator is there, attributes and
  /// initialisers are right. Nodes whose inputs are all constant are computed here. ModelError with node and
  /// reason; UnsupportedOperator.
  Session(Model model, const std::string& path);
  ~Session();

  const Model& GetModel() const { return model_; }
  const std::vector<ValueInfo>& Inputs() const { return inputs_; }  ///< without those that have initialisers
  const std::vector<ValueInfo>& Outputs() const { return model_.graph.outputs; }

  /// inputs[i] is that of Inputs()[i]; types and known dimensions are checked. Returns an array an output.
  std::vector<Array> Run(std::span<const Array> inputs) const;

 private:
  struct Step {
    std::unique_ptr<Operator> op;
    std::vector<int> inputs;   ///< numbers of values; -1: left out
    std::vector<int> outputs;  ///< -1: not wanted
  };
  struct Values;

  void Build();
  int NumberOf(const std::string& name) const;
  void CheckInput(const ValueInfo& info, const Array& array) const;
  std::unique_ptr<Values> TakeValues() const;

  Model model_;
  std::string path_;
  std::vector<ValueInfo> inputs_;
  std::vector<std::string> names_;       ///< of values
  std::vector<Array> constants_;         ///< as names_; of type kUndefined where the value is not constant
  std::vector<Step> steps_;              ///< of what is not constant, in order
  std::vector<int> input_numbers_, output_numbers_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Values>> unused_;
};

}  // namespace TMVA::inline standalone::onnx
