// Writing forests as nodes of a graph: one TreeEnsembleRegressor, and what becomes of its sums.
#include "tmva/trees/forest_graph.h"

#include <algorithm>
#include <vector>

#include "tmva/graph/graph_parts.h"
#include "tmva/trees/formats/onnx_trees.h"

namespace TMVA::inline standalone {
namespace {

/// Gives neighbouring trees an output of their own: `sums` in the place of each. Constants are left
/// out.
std::size_t SplitOutputs(TreeEnsemble& ensemble, std::size_t trees_of_sum) {
  std::vector<std::size_t> place(ensemble.num_outputs, 0);  // of the next tree of an output
  for (const auto output : ensemble.output_of_tree) ++place[output];
  const std::size_t most = *std::max_element(place.begin(), place.end());
  const std::size_t sums = std::max<std::size_t>(1, (most + trees_of_sum - 1) / trees_of_sum);
  std::fill(place.begin(), place.end(), 0);
  for (auto& output : ensemble.output_of_tree)
    output = static_cast<std::uint32_t>(output * sums + place[output]++ / trees_of_sum);
  ensemble.num_outputs *= sums;
  ensemble.base.assign(ensemble.num_outputs, 0);
  return sums;
}

}  // namespace

std::string AddForest(onnx::GraphBuilder& graph, const std::string& x, TreeEnsemble ensemble,
                      std::size_t trees_of_sum) {
  using onnx::Attribute;
  const auto outputs = static_cast<std::int64_t>(ensemble.num_outputs);
  const std::vector<double> base = ensemble.base;
  const auto sums = static_cast<std::int64_t>(SplitOutputs(ensemble, trees_of_sum));
  auto value = graph.Add("TreeEnsembleRegressor", {x}, ForestAttributes(ensemble), "ai.onnx.ml");
  const bool has_base = std::any_of(base.begin(), base.end(), [](double b) { return b != 0; });
  if (sums > 1 || has_base) {
    value = onnx::ToDouble(graph, value);
    if (sums > 1) {
      if (outputs > 1) value = graph.Add("Reshape", {value, graph.Ints({3}, {0, outputs, sums})});
      const auto last = graph.Ints({1}, {-1});
      value =
          graph.Add("ReduceSum", {value, last}, {Attribute::Int("keepdims", outputs > 1 ? 0 : 1)});
    }
    if (has_base) value = graph.Add("Add", {value, graph.Doubles({outputs}, base)});
    value = onnx::ToFloat(graph, value);
  }
  const char* transform = OnnxTransform(ensemble.transform);
  if (transform == nullptr) return value;
  return graph.Add(transform, {value}, OnnxTransformAttributes(ensemble.transform));
}

}  // namespace TMVA::inline standalone
