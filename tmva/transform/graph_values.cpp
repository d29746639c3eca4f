// The normal distribution as nodes of a graph.
#include "tmva/transform/graph_values.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace TMVA::inline standalone {
namespace {

using onnx::Attribute;
using onnx::GraphBuilder;
using onnx::Number;

std::string Part(GraphBuilder& graph, const std::string& value, std::int64_t number) {
  return graph.Add("Gather", {value, graph.Ints({}, {number})}, {Attribute::Int("axis", -1)});
}

}  // namespace

// Wichura's algorithm AS 241 (1988), good to 1e-16: a ratio of two polynomials in the middle,
// another one in the tails; its third, for the far tails, is not needed. Both ratios are computed
// for all elements, side by side.
std::string NormalQuantile(GraphBuilder& graph, const std::string& argument) {
  // By falling power: numerator and denominator of the middle, then of the tails.
  static constexpr double kCoefficients[8][4] = {
      {2509.0809287301226727, 5226.4952788528545610, 7.74545014278341407640e-4,
       1.05075007164441684324e-9},
      {33430.575583588128105, 28729.085735721942674, 2.27238449892691845833e-2,
       5.47593808499534494600e-4},
      {67265.770927008700853, 39307.895800092710610, 2.41780725177450611770e-1,
       1.51986665636164571966e-2},
      {45921.953931549871457, 21213.794301586595867, 1.27045825245236838258,
       1.48103976427480074590e-1},
      {13731.693765509461125, 5394.1960214247511077, 3.64784832476320460504,
       6.89767334985100004550e-1},
      {1971.5909503065514427, 687.18700749205790830, 5.76949722146069140550,
       1.67638483018380384940},
      {133.14166789178437745, 42.313330701600911252, 4.63033784615654529590,
       2.05319162663775882187},
      {3.3871328727963666080, 1, 1.42343711074968357734, 1}};
  const auto at = graph.Add("Unsqueeze", {argument, graph.Ints({1}, {-1})});
  const auto q = graph.Add("Mul", {at, Number(graph, 0.5)});
  const auto magnitude = graph.Add("Abs", {q});
  const auto middle = graph.Add("Sub", {Number(graph, 0.180625), graph.Add("Mul", {q, q})});
  const auto log = graph.Add("Log", {graph.Add("Sub", {Number(graph, 0.5), magnitude})});
  const auto tail =
      graph.Add("Sub", {graph.Add("Sqrt", {graph.Add("Neg", {log})}), Number(graph, 1.6)});
  const auto r = graph.Add("Concat", {middle, middle, tail, tail}, {Attribute::Int("axis", -1)});
  std::string sums;
  for (const auto& row : kCoefficients) {
    const auto coefficients = graph.Doubles({4}, std::vector<double>(row, row + 4));
    sums =
        sums.empty() ? coefficients : graph.Add("Add", {graph.Add("Mul", {sums, r}), coefficients});
  }
  const auto in_middle =
      graph.Add("LessOrEqual", {graph.Add("Abs", {argument}), Number(graph, 0.85)});
  const auto half = graph.Add("Mul", {argument, Number(graph, 0.5)});
  const auto part = [&](std::int64_t i) {
    return graph.Add("Where", {in_middle, Part(graph, sums, i), Part(graph, sums, i + 2)});
  };
  const auto ratio = graph.Add("Div", {part(0), part(1)});
  const auto factor = graph.Add("Where", {in_middle, half, graph.Add("Sign", {argument})});
  return graph.Add("Mul", {ratio, factor});
}

// ONNX's Erf has no double precision in onnxruntime: a table of Taylor polynomials.
std::string NormalIntegral(GraphBuilder& graph, const std::string& x) {
  constexpr double kEnd = 8.5, kPerUnit = 128;
  constexpr std::int64_t kTerms = 5;
  const auto intervals = static_cast<std::int64_t>(2 * kEnd * kPerUnit);
  std::vector<double> table;
  for (std::int64_t i = 0; i < intervals; ++i) {
    const double at = (static_cast<double>(i) + 0.5) / kPerUnit - kEnd;
    const double density = std::exp(-at * at / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    table.insert(table.end(), {std::erfc(-at / std::numbers::sqrt2) / 2, density, -at * density / 2,
                               (at * at - 1) * density / 6, (3 - at * at) * at * density / 24});
  }
  const auto inside = graph.Add("Clip", {x, Number(graph, -kEnd), Number(graph, kEnd)});
  const auto place =
      graph.Add("Mul", {graph.Add("Add", {inside, Number(graph, kEnd)}), Number(graph, kPerUnit)});
  const auto number = graph.Add(
      "Min", {graph.Add("Floor", {place}), Number(graph, static_cast<double>(intervals - 1))});
  const auto middle = graph.Add("Add", {number, Number(graph, 0.5)});
  const auto from_middle =
      graph.Add("Div", {graph.Add("Sub", {place, middle}), Number(graph, kPerUnit)});
  const auto terms = graph.Add("Gather", {graph.Doubles({intervals, kTerms}, table),
                                          onnx::Cast(graph, number, onnx::DataType::kInt64)});
  std::string sum;
  for (std::int64_t k = kTerms - 1; k >= 0; --k) {
    const auto term = Part(graph, terms, k);
    sum = sum.empty() ? term : graph.Add("Add", {graph.Add("Mul", {sum, from_middle}), term});
  }
  return sum;
}

}  // namespace TMVA::inline standalone
