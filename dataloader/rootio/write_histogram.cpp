// TH1F, TH1D, TH2F, TH2D with their axes.
#include "dataloader/rootio/write_histogram.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <functional>

#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr double kNotSet = -1111;  // minimum and maximum for drawing
constexpr std::int32_t kStatOverflowsDefault = 2;

struct Axis {
  std::string_view name;
  std::string_view title = {};
  int bins = 1;
  double low = 0, high = 1;
  std::span<const double> edges = {};
  std::span<const std::string> labels = {};
};

/// What TH1 holds, whatever the dimension.
struct Base {
  std::string_view name, title;
  Axis x, y;
  std::size_t cells;
  double entries, sumw, sumw_sq, sumwx, sumwx2;
  std::span<const double> sumw2;
};

void StreamAttAxis(WriteBuffer& out, float title_offset) {
  const auto start = out.BeginObject(VersionOf("TAttAxis"));
  out.Put<std::int32_t>(510);  // divisions
  out.Put<std::int16_t>(1);    // axis colour
  out.Put<std::int16_t>(1);    // label colour
  out.Put<std::int16_t>(42);   // label font
  out.Put<float>(0.005F);      // label offset
  out.Put<float>(0.035F);      // label size
  out.Put<float>(0.03F);       // tick length
  out.Put<float>(title_offset);
  out.Put<float>(0.035F);     // title size
  out.Put<std::int16_t>(1);   // title colour
  out.Put<std::int16_t>(42);  // title font
  out.EndObject(start);
}

void StreamDoubles(WriteBuffer& out, std::span<const double> values) {  // TArrayD
  out.Put(static_cast<std::int32_t>(values.size()));
  out.PutArray(values);
}

void StreamLabels(WriteBuffer& out, std::span<const std::string> labels) {
  if (labels.empty()) return out.PutNullPointer();
  const auto pointer = out.BeginPointer("THashList");
  const auto list = BeginList(out, labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto item = out.BeginPointer("TObjString");
    StreamObjString(out, labels[i], static_cast<std::uint32_t>(i + 1));  // its bin
    out.EndObject(item);
    EndListItem(out);
  }
  out.EndObject(list);
  out.EndObject(pointer);
}

void StreamAxis(WriteBuffer& out, const Axis& axis) {
  const auto start = out.BeginObject(VersionOf("TAxis"));
  StreamNamed(out, axis.name, axis.title);
  StreamAttAxis(out, axis.name == "yaxis" ? 0 : 1);
  out.Put<std::int32_t>(axis.bins);
  out.Put(axis.edges.empty() ? axis.low : axis.edges.front());
  out.Put(axis.edges.empty() ? axis.high : axis.edges.back());
  StreamDoubles(out, axis.edges);
  out.Put<std::int32_t>(0);  // first and last bin to draw: all
  out.Put<std::int32_t>(0);
  out.Put<std::uint16_t>(0);  // further status bits
  out.Put<std::uint8_t>(0);   // no time axis
  out.PutString("");
  StreamLabels(out, axis.labels);
  out.PutNullPointer();  // modified labels
  out.EndObject(start);
}

void StreamBase(WriteBuffer& out, const Base& base) {
  const auto start = out.BeginObject(VersionOf("TH1"));
  StreamNamed(out, base.name, base.title);
  StreamAttLine(out);
  StreamAttFill(out);
  StreamAttMarker(out);
  out.Put(static_cast<std::int32_t>(base.cells));
  StreamAxis(out, base.x);
  StreamAxis(out, base.y);
  StreamAxis(out, {.name = "zaxis"});
  out.Put<std::int16_t>(0);     // bar offset
  out.Put<std::int16_t>(1000);  // bar width
  for (const double value : {base.entries, base.sumw, base.sumw_sq, base.sumwx, base.sumwx2})
    out.Put(value);
  out.Put(kNotSet);        // maximum
  out.Put(kNotSet);        // minimum
  out.Put<double>(0);      // norm factor
  StreamDoubles(out, {});  // contour levels
  StreamDoubles(out, base.sumw2);
  out.PutString("");  // draw option
  const auto functions = BeginList(out, 0);
  out.EndObject(functions);
  out.Put<std::int32_t>(0);  // no fill buffer: its size, and the flag of its array
  out.Put<std::uint8_t>(0);
  out.Put<std::int32_t>(0);  // bin errors: normal
  out.Put(kStatOverflowsDefault);
  out.EndObject(start);
}

void StreamContents(WriteBuffer& out, std::span<const double> contents, bool single) {
  if (!single) return StreamDoubles(out, contents);
  const std::vector<float> rounded(contents.begin(), contents.end());  // TArrayF
  out.Put(static_cast<std::int32_t>(rounded.size()));
  out.PutArray(std::span<const float>(rounded));
}

void Require(bool holds, const std::string& histogram, const std::string& what) {
  if (!holds) throw DataError("histogram '" + histogram + "': " + what);
}

void CheckCells(const std::string& name, std::size_t cells, std::size_t contents,
                std::size_t sumw2) {
  Require(contents == cells, name,
          std::to_string(contents) + " contents, expected " + std::to_string(cells) +
              " (bins, under- and overflows)");
  Require(sumw2 == 0 || sumw2 == cells, name,
          std::to_string(sumw2) + " sums of squared weights, expected none or " +
              std::to_string(cells));
}

void CheckAxis(const std::string& name, const Axis& axis) {
  const auto bins = static_cast<std::size_t>(axis.bins);
  Require(axis.labels.size() <= bins, name, "more labels than bins");
  if (axis.edges.empty()) return Require(axis.low < axis.high, name, "its range is empty");
  Require(axis.edges.size() == bins + 1, name,
          std::to_string(axis.edges.size()) + " edges, expected " + std::to_string(bins + 1));
  Require(std::ranges::adjacent_find(axis.edges, std::greater_equal{}) == axis.edges.end(), name,
          "its edges do not ascend");
}

}  // namespace

std::string_view ClassOf(const Histogram1& histogram) { return histogram.single ? "TH1F" : "TH1D"; }
std::string_view ClassOf(const Histogram2& histogram) { return histogram.single ? "TH2F" : "TH2D"; }

void StreamHistogram(WriteBuffer& out, const Histogram1& h) {
  Require(h.nbins > 0, h.name, "has no bins");
  CheckCells(h.name, static_cast<std::size_t>(h.nbins) + 2, h.contents.size(), h.sumw2.size());
  const Axis x{"xaxis", h.x_title, h.nbins, h.xmin, h.xmax, h.edges, h.x_labels};
  CheckAxis(h.name, x);
  const auto start = out.BeginObject(VersionOf(ClassOf(h)));
  StreamBase(out, {h.name,
                   h.title,
                   x,
                   {"yaxis", h.y_title},
                   h.contents.size(),
                   h.entries,
                   h.sumw,
                   h.sumw_sq,
                   h.sumwx,
                   h.sumwx2,
                   h.sumw2});
  StreamContents(out, h.contents, h.single);
  out.EndObject(start);
}

void StreamHistogram(WriteBuffer& out, const Histogram2& h) {
  Require(h.nx > 0 && h.ny > 0, h.name, "has no bins");
  const auto cells = (static_cast<std::size_t>(h.nx) + 2) * (static_cast<std::size_t>(h.ny) + 2);
  CheckCells(h.name, cells, h.contents.size(), h.sumw2.size());
  const Axis x{"xaxis", h.x_title, h.nx, h.xmin, h.xmax, h.x_edges, h.x_labels};
  const Axis y{"yaxis", h.y_title, h.ny, h.ymin, h.ymax, h.y_edges, h.y_labels};
  CheckAxis(h.name, x);
  CheckAxis(h.name, y);
  const auto start = out.BeginObject(VersionOf(ClassOf(h)));
  const auto plane = out.BeginObject(VersionOf("TH2"));
  StreamBase(out, {h.name, h.title, x, y, cells, h.entries, h.sumw, h.sumw_sq, h.sumwx, h.sumwx2,
                   h.sumw2});
  for (const double value : {1.0, h.sumwy, h.sumwy2, h.sumwxy}) out.Put(value);  // scale, then sums
  out.EndObject(plane);
  StreamContents(out, h.contents, h.single);
  out.EndObject(start);
}

}  // namespace TMVA::inline standalone::rootwrite
