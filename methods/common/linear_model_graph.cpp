// Linear models as nodes of a graph: in double precision, as Evaluate has it, since terms may
// cancel.
#include "methods/common/linear_model.h"
#include "tmva/graph/graph_parts.h"

namespace TMVA::inline standalone {

std::string LinearModel::ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const {
  const auto outputs = static_cast<std::int64_t>(outputs_),
             width = static_cast<std::int64_t>(NumCoefficients()) - 1;
  std::vector<double> constants, factors;
  for (std::size_t k = 0; k < outputs_; ++k) constants.push_back(At(k, 0));
  for (std::size_t i = 1; i < NumCoefficients(); ++i)
    for (std::size_t k = 0; k < outputs_; ++k) factors.push_back(At(k, i));
  const auto x = onnx::ToDouble(graph, variables);
  const auto products = graph.Add("MatMul", {x, graph.Doubles({width, outputs}, factors)});
  return onnx::ToFloat(graph, graph.Add("Add", {products, graph.Doubles({outputs}, constants)}));
}

}  // namespace TMVA::inline standalone
