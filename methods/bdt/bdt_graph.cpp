// MethodBDT as nodes of a graph.
#include "methods/bdt/bdt.h"
#include "tmva/graph/graph_parts.h"
#include "tmva/trees/forest_graph.h"

namespace TMVA::inline standalone {
namespace {

using onnx::Attribute;
using onnx::Column;
using onnx::GraphBuilder;
using onnx::ToDouble;
using onnx::ToFloat;

/// ONNX's trees look at one number in a node. Each cut on several variables becomes a further
/// input, 1 above the cut and 0 below; the value [N, more] is returned. The sums are made term by
/// term, as FisherValue does, so that no event changes sides.
std::string AddFisherCuts(GraphBuilder& graph, const std::string& variables,
                          TreeEnsemble& ensemble) {
  const std::size_t width = ensemble.num_inputs;
  std::vector<std::vector<double>> coefficients(width + 1);  // by variable, then by cut
  std::vector<double> cuts;
  for (auto& tree : ensemble.trees)
    for (auto& node : tree.nodes) {
      if (node.IsLeaf() || node.first_coefficient < 0) continue;
      const double* of_node = tree.coefficients.data() + node.first_coefficient;
      for (std::size_t v = 0; v <= width; ++v) coefficients[v].push_back(of_node[v]);
      cuts.push_back(static_cast<double>(node.cut));
      node.variable = static_cast<int>(width + cuts.size() - 1);
      node.cut = 0.5F;
      node.first_coefficient = -1;
    }
  if (cuts.empty()) return variables;
  ensemble.num_inputs += cuts.size();
  ensemble.input_names.clear();
  const auto size = static_cast<std::int64_t>(cuts.size());
  const auto x = ToDouble(graph, variables);
  auto value = graph.Doubles({1, size}, coefficients[width]);
  for (std::size_t v = 0; v < width; ++v) {
    const auto term =
        graph.Add("Mul", {Column(graph, x, v), graph.Doubles({1, size}, coefficients[v])});
    value = graph.Add("Add", {value, term});
  }
  const auto above = graph.Add("Greater", {value, graph.Doubles({1, size}, cuts)});
  return graph.Add("Concat", {variables, ToFloat(graph, above)}, {Attribute::Int("axis", 1)});
}

}  // namespace

std::string MethodBDT::ToGraph(GraphBuilder& graph, const std::string& variables) const {
  TreeEnsemble ensemble = Ensemble();
  const auto inputs = AddFisherCuts(graph, variables, ensemble);
  if (combination_ == Combination::kMedian) return AddMedian(graph, inputs, std::move(ensemble));
  // The trees of a regression undo each other, and its constant, where the response is small.
  const std::size_t trees_of_sum = info_.analysis == Types::kRegression ? 16 : 128;
  const auto response = AddForest(graph, inputs, std::move(ensemble), trees_of_sum);
  return info_.analysis == Types::kClassification
             ? preselection_.ToGraph(graph, variables, response)
             : response;
}

/// MedianAnswer: every tree has an output of its own; they are sorted, with the weights of their
/// trees.
std::string MethodBDT::AddMedian(GraphBuilder& graph, const std::string& variables,
                                 TreeEnsemble ensemble) const {
  const std::size_t trees = ensemble.trees.size();
  const auto n = static_cast<std::int64_t>(trees);
  ensemble.num_outputs = trees;
  ensemble.base.assign(trees, 0);
  std::vector<double> weights, places;
  for (std::size_t t = 0; t < trees; ++t) {
    ensemble.output_of_tree[t] = static_cast<std::uint32_t>(t);
    weights.push_back(trained_.trees[t].weight);
    places.push_back(static_cast<double>(t));
  }
  const auto answers = AddForest(graph, variables, std::move(ensemble), 1);
  const auto sorted =
      graph.AddMany("TopK", {answers, graph.Ints({1}, {n})}, 2, {Attribute::Int("largest", 0)});
  const auto ordered = graph.Add("Gather", {graph.Doubles({n}, weights), sorted[1]});
  const auto axis = graph.Ints({1}, {1});
  const auto before =
      graph.Add("CumSum", {ordered, graph.Ints({}, {1})}, {Attribute::Int("exclusive", 1)});
  const auto number = [&](double value) { return onnx::Number(graph, value); };
  // The number of trees up to the median, and from it the range of trees around it. Weights may be
  // negative: the first sum beyond the half counts.
  const auto beyond = graph.Add("Greater", {before, number(sum_of_weights_ / 2)});
  const auto seen = graph.Add("CumSum", {ToDouble(graph, beyond), graph.Ints({}, {1})});
  const auto below = graph.Add("Less", {seen, number(0.5)});
  const auto middle = graph.Add("ReduceSum", {ToDouble(graph, below), axis});
  const auto third = static_cast<double>(trees / 6);
  const auto begin = graph.Add("Sub", {middle, number(third + 1)});
  const auto end = graph.Add("Add", {middle, number(third)});
  const auto place = graph.Doubles({1, n}, places);
  const auto inside = graph.Add(
      "And", {graph.Add("GreaterOrEqual", {place, begin}), graph.Add("Less", {place, end})});
  const auto counted = ToDouble(graph, inside);
  const auto kept = graph.Add("Mul", {ToDouble(graph, sorted[0]), counted});
  const auto sum = graph.Add("ReduceSum", {kept, axis}),
             count = graph.Add("ReduceSum", {counted, axis});
  return ToFloat(graph, graph.Add("Div", {sum, graph.Add("Max", {count, number(1)})}));
}

std::string Preselection::ToGraph(GraphBuilder& graph, const std::string& variables,
                                  std::string response) const {
  for (const auto& cut : cuts_) {
    const auto x = ToDouble(graph, Column(graph, variables, cut.variable));
    const auto decides =
        graph.Add(cut.high ? "Greater" : "Less", {x, onnx::Number(graph, cut.value)});
    response =
        graph.Add("Where", {decides, graph.Floats({}, {cut.signal ? 1.0F : -1.0F}), response});
  }
  return response;
}

}  // namespace TMVA::inline standalone
