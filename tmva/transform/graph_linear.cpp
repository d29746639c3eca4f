// N, D and P as nodes of a graph.
#include <algorithm>

#include <TMVA/Error.h>

#include "tmva/graph/graph_parts.h"
#include "tmva/transform/decorrelate.h"
#include "tmva/transform/normalize.h"
#include "tmva/transform/principal.h"

namespace TMVA::inline standalone {
namespace {

using onnx::GraphBuilder;
using onnx::ToDouble;
using onnx::ToFloat;

/// A matrix as a constant, row after row.
std::string Constant(GraphBuilder& graph, const Eigen::MatrixXd& matrix) {
  std::vector<double> numbers;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    for (Eigen::Index j = 0; j < matrix.cols(); ++j) numbers.push_back(matrix(i, j));
  return graph.Doubles({matrix.rows(), matrix.cols()}, numbers);
}

/// `value` where nothing is constant in training, else `instead`.
std::string ReplaceConstants(GraphBuilder& graph, const std::string& value,
                             const std::vector<bool>& is_constant,
                             const std::vector<float>& instead) {
  if (std::find(is_constant.begin(), is_constant.end(), true) == is_constant.end()) return value;
  const auto size = static_cast<std::int64_t>(instead.size());
  onnx::Tensor mask;
  mask.type = onnx::DataType::kBool;
  mask.dims = {1, size};
  for (const bool constant : is_constant) mask.raw += static_cast<char>(constant);
  return graph.Add("Where",
                   {graph.Constant(std::move(mask)), graph.Floats({1, size}, instead), value});
}

}  // namespace

std::string NormalizeTransformation::AddTransform(GraphBuilder& graph, const std::string& values,
                                                  std::span<const std::size_t> inputs,
                                                  std::size_t table) const {
  std::vector<float> offsets, factors;
  std::vector<bool> is_constant;
  for (const std::size_t i : inputs) {
    const auto [offset, factor] = ScaleOf(tables_[table][i]);
    offsets.push_back(offset);
    factors.push_back(use_offset_ ? 2 * factor : factor);  // twice a float is exact
    is_constant.push_back(factor == 0);
  }
  const auto size = static_cast<std::int64_t>(inputs.size());
  auto value = values;
  if (use_offset_) value = graph.Add("Sub", {value, graph.Floats({1, size}, offsets)});
  value = graph.Add("Mul", {value, graph.Floats({1, size}, factors)});
  if (use_offset_) value = graph.Add("Sub", {value, graph.Floats({}, {1})});
  return ReplaceConstants(graph, value, is_constant, std::vector<float>(inputs.size(), 0));
}

std::string NormalizeTransformation::AddInvert(GraphBuilder& graph, const std::string& targets,
                                               std::span<const std::size_t> inputs,
                                               std::size_t table) const {
  std::vector<float> offsets, divisors, instead;
  std::vector<bool> is_constant;
  for (const std::size_t i : inputs) {
    const Range& range = tables_[table][i];
    const auto [offset, factor] = ScaleOf(range);
    offsets.push_back(offset);
    divisors.push_back(factor == 0 ? 1 : use_offset_ ? 2 * factor : factor);
    instead.push_back(static_cast<float>(range.min));
    is_constant.push_back(factor == 0);
  }
  const auto size = static_cast<std::int64_t>(inputs.size());
  auto value = targets;
  if (use_offset_) value = graph.Add("Add", {value, graph.Floats({}, {1})});
  value = graph.Add("Div", {value, graph.Floats({1, size}, divisors)});
  if (use_offset_) value = graph.Add("Add", {graph.Floats({1, size}, offsets), value});
  return ReplaceConstants(graph, value, is_constant, instead);
}

std::string DecorrelateTransformation::AddTransform(GraphBuilder& graph, const std::string& values,
                                                    std::span<const std::size_t>,
                                                    std::size_t table) const {
  const auto matrix = Constant(graph, tables_[table].transpose());
  return ToFloat(graph, graph.Add("MatMul", {ToDouble(graph, values), matrix}));
}

std::string DecorrelateTransformation::AddInvert(GraphBuilder&, const std::string&,
                                                 std::span<const std::size_t>, std::size_t) const {
  throw ModelError("Decorrelation transformation: targets cannot be transformed back");
}

std::string PrincipalTransformation::AddTransform(GraphBuilder& graph, const std::string& values,
                                                  std::span<const std::size_t>,
                                                  std::size_t table) const {
  const auto& [mean, vectors] = tables_[table];
  const auto centred =
      graph.Add("Sub", {ToDouble(graph, values), Constant(graph, mean.transpose())});
  return ToFloat(graph, graph.Add("MatMul", {centred, Constant(graph, vectors)}));
}

std::string PrincipalTransformation::AddInvert(GraphBuilder& graph, const std::string& targets,
                                               std::span<const std::size_t>,
                                               std::size_t table) const {
  const auto& [mean, vectors] = tables_[table];
  const Eigen::VectorXd offset =
      as_tmva_ ? Eigen::VectorXd::Constant(mean.size(), mean.sum()) : mean;
  const auto turned =
      graph.Add("MatMul", {ToDouble(graph, targets), Constant(graph, vectors.transpose())});
  return ToFloat(graph, graph.Add("Add", {turned, Constant(graph, offset.transpose())}));
}

}  // namespace TMVA::inline standalone
