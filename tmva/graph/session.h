// Session: runs a graph.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <TMVA/ScratchPool.h>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx/model.h"
#include "tmva/graph/plan.h"

namespace TMVA::inline standalone::onnx {

/// A checked graph, ready to run. Immutable: several threads may run it at once and share its
/// weights. Memory of the values between nodes is kept from run to run, one set for each run at
/// work.
class Session {
 public:
  /// Checks the graph: every value is made once and before it is used, every operator is there,
  /// attributes and initialisers are right. ModelError with node and reason; UnsupportedOperator.
  Session(const Model& model, const std::string& path);
  /// A graph within a node: `captured` are values around it that it reads, inputs that follow its
  /// own.
  Session(const Graph& graph, const std::vector<OperatorSet>& sets,
          const std::vector<std::string>& captured, const std::string& path);
  ~Session();

  const std::string& Path() const { return path_; }
  const std::vector<ValueInfo>& Inputs() const {
    return inputs_;
  }  ///< without those that have initialisers
  const std::vector<ValueInfo>& Outputs() const { return outputs_; }

  /// inputs[i] is that of Inputs()[i]; types and known dimensions are checked (DataError). An array
  /// an output. `threads` share the events of a batch; the results do not depend on them.
  std::vector<Array> Run(std::span<const Array> inputs, int threads = 1) const;
  /// The same, into arrays whose memory is used again: after the first calls nothing is allocated.
  void Run(std::span<const Array> inputs, std::vector<Array>& outputs, int threads = 1) const;

 private:
  struct Values;

  void AddInputs(const Graph& graph);
  void CheckInput(const ValueInfo& info, const Array& array) const;

  std::string path_;
  std::vector<ValueInfo> inputs_, outputs_;
  Plan plan_;
  std::size_t constants_ = 0;  ///< elements
  mutable ScratchPool<Values> values_;
};

}  // namespace TMVA::inline standalone::onnx
