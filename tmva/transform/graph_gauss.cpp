// U and G as nodes of a graph.
#include "tmva/transform/gauss.h"
#include "tmva/transform/graph_values.h"

#include <numbers>

namespace TMVA::inline standalone {
namespace {

using onnx::GraphBuilder;
using onnx::Number;

std::string Clip(GraphBuilder& graph, const std::string& value, double low, double high) {
  return graph.Add("Clip", {value, Number(graph, low), Number(graph, high)});
}

/// Applies `function` to `values`; what is not a number stays so, and does not reach the tables.
template <class Function>
std::string WithoutNaN(GraphBuilder& graph, const std::string& values, Function function) {
  const auto unknown = graph.Add("IsNaN", {values});
  const auto known = graph.Add("Where", {unknown, graph.Floats({}, {0}), values});
  const auto result = onnx::ToFloat(graph, function(onnx::ToDouble(graph, known)));
  return graph.Add("Where", {unknown, values, result});
}

}  // namespace

std::vector<const Pdf*> GaussTransformation::TablesOf(std::span<const std::size_t> inputs,
                                                      std::size_t table) const {
  std::vector<const Pdf*> pdfs;
  for (const std::size_t i : inputs) pdfs.push_back(&tables_[table][i]);
  return pdfs;
}

std::string GaussTransformation::AddTransform(GraphBuilder& graph, const std::string& values,
                                              std::span<const std::size_t> inputs,
                                              std::size_t table) const {
  return WithoutNaN(graph, values, [&](const std::string& x) {
    const auto cumulative = InterpolateTables(graph, x, TablesOf(inputs, table));
    const auto probability =
        Clip(graph, cumulative, kSmallestProbability, 1 - kSmallestProbability);
    if (flat_) return probability;
    const auto twice = graph.Add("Mul", {probability, Number(graph, 2)});
    const auto argument = graph.Add("Sub", {twice, Number(graph, 1)});
    const auto clipped = Clip(graph, argument, -kLargestArgument, kLargestArgument);
    const auto quantile = NormalQuantile(graph, clipped);
    return graph.Add("Mul", {quantile, Number(graph, kSqrt2 / std::numbers::sqrt2)});
  });
}

std::string GaussTransformation::AddInvert(GraphBuilder& graph, const std::string& targets,
                                           std::span<const std::size_t> inputs,
                                           std::size_t table) const {
  return WithoutNaN(graph, targets, [&](const std::string& target) {
    auto probability = target;
    if (!flat_)
      probability = NormalIntegral(
          graph, graph.Add("Mul", {target, Number(graph, std::numbers::sqrt2 / kSqrt2)}));
    return InvertTables(graph, probability, TablesOf(inputs, table));
  });
}

}  // namespace TMVA::inline standalone
