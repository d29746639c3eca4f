// Look-up in the tables of PDFs as nodes of a graph: the tables of all columns lie one after the
// other.
#include <algorithm>
#include <limits>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/transform/graph_values.h"

namespace TMVA::inline standalone {
namespace {

using onnx::GraphBuilder;
using onnx::Number;
using onnx::ToDouble;

constexpr double kFloor = 1e-12;  // of densities

void CheckTable(const Pdf& pdf) {
  if (!pdf.Table().Equidistant() || pdf.Table().Size() < 2 ||
      pdf.Settings().interpolation == PdfInterpolation::kSpline0)
    throw ModelError(
        "PDF '" + pdf.Name() +
        "': a table without equidistant points (Spline0) cannot be written as a graph");
}

/// A number a table, as a row.
template <class Get>
std::string Row(GraphBuilder& graph, std::span<const Pdf* const> pdfs, Get get) {
  std::vector<double> numbers;
  for (const Pdf* pdf : pdfs) numbers.push_back(static_cast<double>(get(*pdf)));
  return graph.Doubles({1, static_cast<std::int64_t>(pdfs.size())}, numbers);
}

/// Element `number`, whole numbers in double precision, of tables of `size` elements each; in
/// double precision.
std::string LookUp(GraphBuilder& graph, const std::string& tables, const std::string& number) {
  return ToDouble(graph,
                  graph.Add("Gather", {tables, onnx::Cast(graph, number, onnx::DataType::kInt64)}));
}

double WidthOf(const Pdf& pdf) { return pdf.Table().Width(0); }
double SizeOf(const Pdf& pdf) { return static_cast<double>(pdf.Table().Size()); }

}  // namespace

std::string InterpolateTables(GraphBuilder& graph, const std::string& x,
                              std::span<const Pdf* const> pdfs) {
  std::vector<float> contents;
  std::vector<double> begins;
  for (const Pdf* pdf : pdfs) {
    CheckTable(*pdf);
    begins.push_back(static_cast<double>(contents.size()));
    contents.insert(contents.end(), pdf->Table().Contents().begin(), pdf->Table().Contents().end());
  }
  const auto tables = graph.Floats({static_cast<std::int64_t>(contents.size())}, contents);
  const auto begin = graph.Doubles({1, static_cast<std::int64_t>(begins.size())}, begins);
  // In units of bins, from the centre of the first one.
  const auto distance =
      graph.Add("Sub", {x, Row(graph, pdfs, [](const Pdf& pdf) { return pdf.Low(); })});
  const auto bins = graph.Add("Div", {distance, Row(graph, pdfs, WidthOf)});
  const auto place = graph.Add("Sub", {bins, Number(graph, 0.5)});
  const auto last = Row(graph, pdfs, [](const Pdf& pdf) { return SizeOf(pdf) - 2; });
  const auto below =
      graph.Add("Min", {graph.Add("Max", {graph.Add("Floor", {place}), Number(graph, 0)}), last});
  const auto first = graph.Add("Add", {below, begin});
  const auto low = LookUp(graph, tables, first);
  const auto high = LookUp(graph, tables, graph.Add("Add", {first, Number(graph, 1)}));
  const auto slope = graph.Add("Sub", {high, low});
  return graph.Add("Add", {low, graph.Add("Mul", {graph.Add("Sub", {place, below}), slope})});
}

std::string InvertTables(GraphBuilder& graph, const std::string& y,
                         std::span<const Pdf* const> pdfs) {
  std::size_t longest = 0;
  for (const Pdf* pdf : pdfs) {
    CheckTable(*pdf);
    longest = std::max(longest, pdf->Table().Size());
  }
  std::size_t step = 1;
  while (2 * step < longest) step *= 2;
  // Tables to look up begin with the content 0 below them. Those to search end before the last bin,
  // which is no lower end.
  const std::size_t room = 4 * step;
  std::vector<float> contents(room * pdfs.size(), std::numeric_limits<float>::infinity());
  auto ends = contents;
  std::vector<double> begins;
  for (std::size_t i = 0; i < pdfs.size(); ++i) {
    const auto& table = pdfs[i]->Table().Contents();
    const auto begin = contents.begin() + static_cast<std::ptrdiff_t>(i * room);
    *begin = 0;
    std::copy(table.begin(), table.end(), begin + 1);
    const auto end = ends.begin() + static_cast<std::ptrdiff_t>(i * room);
    std::copy(begin, begin + static_cast<std::ptrdiff_t>(table.size()), end);
    begins.push_back(static_cast<double>(i * room));
  }
  const auto size = static_cast<std::int64_t>(contents.size()),
             columns = static_cast<std::int64_t>(pdfs.size());
  const auto begin = graph.Doubles({1, columns}, begins);
  const auto search = graph.Floats({size}, ends);
  auto found = begin;
  for (; step > 0; step /= 2) {
    const auto width = Number(graph, static_cast<double>(step));
    const auto next = graph.Add("Add", {found, width});
    const auto reached =
        ToDouble(graph, graph.Add("LessOrEqual", {LookUp(graph, search, next), y}));
    found = graph.Add("Add", {found, graph.Add("Mul", {reached, width})});
  }
  const auto tables = graph.Floats({size}, contents);
  const auto low = LookUp(graph, tables, found);
  const auto high = LookUp(graph, tables, graph.Add("Add", {found, Number(graph, 1)}));
  const auto part = graph.Add("Div", {graph.Add("Sub", {y, low}), graph.Add("Sub", {high, low})});
  // Where the table does not rise there is nothing between its points.
  const auto rises = graph.Add("Greater", {high, graph.Add("Max", {low, Number(graph, kFloor)})});
  const auto between =
      graph.Add("Where", {rises, graph.Add("Min", {part, Number(graph, 1)}), Number(graph, 0)});
  const auto number = graph.Add("Sub", {graph.Add("Sub", {found, begin}), Number(graph, 0.5)});
  const auto bins = graph.Add("Add", {number, between});
  const auto scaled = graph.Add("Mul", {bins, Row(graph, pdfs, WidthOf)});
  return graph.Add("Add", {scaled, Row(graph, pdfs, [](const Pdf& pdf) { return pdf.Low(); })});
}

}  // namespace TMVA::inline standalone
