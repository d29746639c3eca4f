// Plan: a graph made ready to run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tmva/graph/array.h"
#include "tmva/graph/onnx/model.h"
#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// Steps that read and write slots. A slot holds one value after the other: memory is used again
/// once nothing reads a value any more.
struct Plan {
  /// Where a value is: in slot i (i >= 0), constant ~i - 1 (i <= -2), or nowhere.
  using Place = int;
  static constexpr Place kNowhere = -1;
  static bool IsConstant(Place place) { return place < kNowhere; }
  static Place ConstantAt(std::size_t i) { return -2 - static_cast<int>(i); }
  static std::size_t ConstantOf(Place place) { return static_cast<std::size_t>(-2 - place); }

  struct Step {
    std::unique_ptr<Operator> op;
    std::vector<Place> inputs, outputs;
  };

  std::vector<Array> constants;  ///< those that still are read
  std::vector<Step> steps;
  std::vector<Place> inputs, outputs;  ///< of the graph
  std::size_t slots = 0;

  /// `captured`: further inputs. Nodes whose inputs are all constant are computed here, nodes that
  /// can run as one are fused. ModelError, UnsupportedOperator.
  static Plan Of(const Graph& graph, const std::vector<OperatorSet>& sets,
                 const std::vector<std::string>& captured, const std::string& path);
};

/// Runs an operator; errors name its node.
void RunNamed(const Operator& op, Inputs inputs, Outputs outputs);

}  // namespace TMVA::inline standalone::onnx
