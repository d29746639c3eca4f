// TGraph; its axis titles live in a frame histogram, as ROOT keeps them.
#include <TMVA/Error.h>

#include <algorithm>
#include <cmath>

#include "dataloader/rootio/write_histogram.h"
#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr double kNotSet = -1111;
constexpr int kFrameBins = 100;
constexpr double kMargin = 0.1;  // of the range of the points, on each side

/// Smallest and largest finite value with the margin.
std::pair<double, double> Range(const std::vector<double>& values) {
  double low = 0, high = 0;
  bool found = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = found ? std::min(low, value) : value;
    high = found ? std::max(high, value) : value;
    found = true;
  }
  const double margin = low < high ? kMargin * (high - low) : std::max(1.0, std::abs(low));
  return {low - margin, high + margin};
}

Histogram1 Frame(const Graph& graph) {
  const auto [low, high] = Range(graph.x);
  Histogram1 frame;
  frame.name = graph.name;
  frame.title = graph.title;
  frame.x_title = graph.x_title;
  frame.y_title = graph.y_title;
  frame.nbins = kFrameBins;
  frame.xmin = std::isfinite(low) ? low : 0;
  frame.xmax = std::isfinite(high) && frame.xmin < high ? high : frame.xmin + 1;
  frame.contents.assign(kFrameBins + 2, 0);
  return frame;
}

}  // namespace

void StreamGraph(WriteBuffer& out, const Graph& graph) {
  if (graph.x.size() != graph.y.size())
    throw DataError("graph '" + graph.name + "': " + std::to_string(graph.x.size()) +
                    " x values but " + std::to_string(graph.y.size()) + " y values");
  const auto start = out.BeginObject(VersionOf("TGraph"));
  StreamNamed(out, graph.name, graph.title);
  StreamAttLine(out);
  StreamAttFill(out);
  StreamAttMarker(out);
  out.Put(static_cast<std::int32_t>(graph.x.size()));
  out.PutCountedArray(std::span<const double>(graph.x));
  out.PutCountedArray(std::span<const double>(graph.y));
  const auto functions = out.BeginPointer("TList");
  const auto list = BeginList(out, 0);
  out.EndObject(list);
  out.EndObject(functions);
  if (graph.x_title.empty() && graph.y_title.empty()) {
    out.PutNullPointer();
  } else {
    const auto frame = out.BeginPointer("TH1F");
    StreamHistogram(out, Frame(graph));
    out.EndObject(frame);
  }
  out.Put(kNotSet);   // minimum
  out.Put(kNotSet);   // maximum
  out.PutString("");  // draw option
  out.EndObject(start);
}

}  // namespace TMVA::inline standalone::rootwrite
