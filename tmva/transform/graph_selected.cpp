// SelectedTransformation and TransformationChain as nodes of a graph: taking the selected columns,
// putting them back.
#include <cstdint>
#include <vector>

#include "tmva/graph/graph_builder.h"
#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {
namespace {

using onnx::Attribute;
using onnx::GraphBuilder;
using Columns = std::vector<std::int64_t>;

/// Are these all columns of `width`, in order?
bool IsEverything(const Columns& columns, std::size_t width) {
  if (columns.size() != width) return false;
  for (std::size_t i = 0; i < width; ++i)
    if (columns[i] != static_cast<std::int64_t>(i)) return false;
  return true;
}

std::string Take(GraphBuilder& graph, const std::string& values, std::size_t width,
                 const Columns& columns) {
  if (IsEverything(columns, width)) return values;
  const auto count = static_cast<std::int64_t>(columns.size());
  return graph.Add("Gather", {values, graph.Ints({count}, columns)}, {Attribute::Int("axis", 1)});
}

/// `values` of `width` columns, of which columns[i] is replaced by column i of `changed`.
std::string Put(GraphBuilder& graph, const std::string& values, std::size_t width,
                const std::string& changed, const Columns& columns) {
  if (IsEverything(columns, width)) return changed;
  Columns from(width);
  for (std::size_t c = 0; c < width; ++c) from[c] = static_cast<std::int64_t>(c);
  for (std::size_t i = 0; i < columns.size(); ++i)
    from[static_cast<std::size_t>(columns[i])] = static_cast<std::int64_t>(width + i);
  const auto both = graph.Add("Concat", {values, changed}, {Attribute::Int("axis", 1)});
  return Take(graph, both, width + columns.size(), from);
}

}  // namespace

std::string SelectedTransformation::ToGraph(GraphBuilder& graph, const std::string& variables,
                                            int cls) const {
  const std::size_t table = TableOf(cls), width = Info().variables.size();
  std::vector<std::size_t> inputs;
  Columns from, to;
  for (std::size_t i = 0; i < selection_.Size(); ++i) {
    if (selection_.inputs[i].kind != Slot::kVariable) continue;
    inputs.push_back(i);
    from.push_back(static_cast<std::int64_t>(selection_.inputs[i].index));
    to.push_back(static_cast<std::int64_t>(selection_.outputs[i].index));
  }
  // Targets and spectators are unknown where a graph is applied.
  if (inputs.empty() || (inputs.size() < selection_.Size() && !Elementwise())) return variables;
  const auto changed = AddTransform(graph, Take(graph, variables, width, from), inputs, table);
  return Put(graph, variables, width, changed, to);
}

std::string SelectedTransformation::InverseToGraph(GraphBuilder& graph,
                                                   const std::string& targets) const {
  if (target_inputs_.empty()) return targets;
  const std::size_t width = Info().targets.size();
  Columns from, to;
  for (const std::size_t i : target_inputs_) {
    from.push_back(static_cast<std::int64_t>(selection_.outputs[i].index));
    to.push_back(static_cast<std::int64_t>(selection_.inputs[i].index));
  }
  const auto changed =
      AddInvert(graph, Take(graph, targets, width, from), target_inputs_, TableOf(reference_class));
  return Put(graph, targets, width, changed, to);
}

std::string TransformationChain::ToGraph(GraphBuilder& graph, std::string variables) const {
  for (const auto& element : elements_)
    variables = element->ToGraph(graph, variables, element->reference_class);
  return variables;
}

std::string TransformationChain::InverseToGraph(GraphBuilder& graph, std::string targets) const {
  for (auto element = elements_.rbegin(); element != elements_.rend(); ++element)
    targets = (*element)->InverseToGraph(graph, targets);
  return targets;
}

}  // namespace TMVA::inline standalone
