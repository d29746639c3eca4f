// Small parts of graphs that everyone who writes them needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tmva/graph/graph_builder.h"

namespace TMVA::inline standalone::onnx {

inline std::string Cast(GraphBuilder& graph, const std::string& value, DataType type) {
  return graph.Add("Cast", {value}, {Attribute::Int("to", static_cast<std::int64_t>(type))});
}
inline std::string ToDouble(GraphBuilder& graph, const std::string& value) {
  return Cast(graph, value, DataType::kDouble);
}
inline std::string ToFloat(GraphBuilder& graph, const std::string& value) {
  return Cast(graph, value, DataType::kFloat);
}

/// A constant without dimensions.
inline std::string Number(GraphBuilder& graph, double value) { return graph.Doubles({}, {value}); }

/// Column `number` of a matrix, as a matrix of one column.
inline std::string Column(GraphBuilder& graph, const std::string& matrix, std::size_t number) {
  return graph.Add("Gather", {matrix, graph.Ints({1}, {static_cast<std::int64_t>(number)})},
                   {Attribute::Int("axis", 1)});
}

}  // namespace TMVA::inline standalone::onnx
