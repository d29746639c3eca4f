// Histograms and graphs of files, as the structures that they are written from.
#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/rootio/typed_object.h"

namespace TMVA::inline standalone {
namespace rootio {
namespace {

struct Axis {
  std::string title;
  int bins = 0;
  double low = 0, high = 1;
  std::vector<double> edges;
  std::vector<std::string> labels;
};

std::vector<double> ToVector(std::span<const double> values) {
  return {values.begin(), values.end()};
}

/// An array member of a histogram.
std::span<const double> ArrayOf(const StoredObject& object, std::string_view name) {
  const auto* array = object.Pointer(name);
  return array == nullptr ? std::span<const double>() : array->Reals("fArray");
}

std::vector<std::string> LabelsOf(const StoredObject& axis, int bins) {
  const auto items = axis.Items("fLabels");
  std::vector<std::string> labels(items.empty() ? 0 : static_cast<std::size_t>(bins));
  for (const auto* item : items) {
    const auto bin = item == nullptr ? 0 : item->Integer("fUniqueID");
    if (bin >= 1 && bin <= bins) labels[static_cast<std::size_t>(bin) - 1] = item->Text("fString");
  }
  return labels;
}

Axis AxisOf(const TypedObject& histogram, std::string_view name) {
  const auto* object = histogram->Pointer(name);
  if (object == nullptr) histogram.Fail("it has no " + std::string(name));
  Axis axis;
  const auto bins = object->Integer("fNbins");
  // Its contents have been read, so they bound what is allocated.
  if (bins < 1 || bins > std::max<std::int64_t>(histogram->Integer("fNcells"), 0)) {
    histogram.Fail(std::string(name) + " says " + std::to_string(bins) + " bins");
  }
  axis.bins = static_cast<int>(bins);
  axis.title = object->Text("fTitle");
  axis.low = object->Real("fXmin");
  axis.high = object->Real("fXmax");
  axis.edges = ToVector(ArrayOf(*object, "fXbins"));
  if (!axis.edges.empty() && axis.edges.size() != static_cast<std::size_t>(axis.bins) + 1) {
    histogram.Fail(std::string(name) + " has " + std::to_string(axis.edges.size()) +
                   " edges, but " + std::to_string(bins) + " bins");
  }
  axis.labels = LabelsOf(*object, axis.bins);
  return axis;
}

std::vector<double> ContentsOf(const TypedObject& histogram) {
  const auto* value = histogram->Find("fArray");
  if (value == nullptr) histogram.Fail("it has no contents");
  if (const auto* reals = std::get_if<std::vector<double>>(value)) return *reals;
  const auto integers = histogram->Integers("fArray");
  return {integers.begin(), integers.end()};
}

void CheckCells(const TypedObject& histogram, std::size_t cells, std::size_t expected,
                const char* what) {
  if (cells == expected) return;
  histogram.Fail(std::to_string(cells) + " " + what + ", expected " + std::to_string(expected));
}

/// Error of the mean of a bin, as ROOT's error option says.
double ProfileError(std::int64_t mode, double spread, double entries, double effective) {
  enum { kSpread = 1, kInteger = 2, kGiven = 3 };
  if (mode == kSpread) return spread;
  if (mode == kGiven) return 1 / std::sqrt(entries);
  if (mode == kInteger && spread == 0) return 1 / std::sqrt(12 * effective);
  return spread / std::sqrt(effective);
}

/// A profile holds sums of y and of y squared: their means, and the errors of these, replace them.
void AverageProfile(const TypedObject& profile, std::vector<double>& contents,
                    std::vector<double>& sumw2) {
  const auto sums = ArrayOf(*profile, "fBinEntries");
  const auto squares = ArrayOf(*profile, "fBinSumw2");
  CheckCells(profile, sums.size(), contents.size(), "sums of weights");
  CheckCells(profile, sumw2.size(), contents.size(), "sums of squares");
  const auto mode = profile->Integer("fErrorMode");
  for (std::size_t i = 0; i < contents.size(); ++i) {
    if (sums[i] == 0) {
      contents[i] = sumw2[i] = 0;
      continue;
    }
    contents[i] /= sums[i];
    const double spread = std::sqrt(std::abs(sumw2[i] / sums[i] - contents[i] * contents[i]));
    const double effective = squares.size() != contents.size() || squares[i] == 0
                                 ? sums[i]
                                 : sums[i] * sums[i] / squares[i];
    const double error = ProfileError(mode, spread, sums[i], effective);
    sumw2[i] = error * error;
  }
}

/// ROOT keeps the first entries of some histograms aside until it knows their range.
void CheckBuffer(const TypedObject& histogram) {
  const auto buffer = histogram->Reals("fBuffer");
  if (buffer.empty() || !(buffer[0] > 0)) return;
  throw DataError(
      histogram.path() + ": histogram '" + histogram->Text("fName") +
      "' was written before its first entries were put into bins: call BufferEmpty() in "
      "ROOT before it is written");
}

/// What all dimensions have in common.
template <class Histogram>
void ReadCommon(const TypedObject& object, std::size_t cells, Histogram& h) {
  CheckBuffer(object);
  h.name = object->Text("fName");
  h.title = object->Text("fTitle");
  const auto type = object->class_name.back();
  h.single = type == 'F' || type == 'S' || type == 'C';  // floats hold these exactly
  h.contents = ContentsOf(object);
  h.sumw2 = ToVector(ArrayOf(*object, "fSumw2"));
  CheckCells(object, h.contents.size(), cells, "cells");
  if (!h.sumw2.empty()) CheckCells(object, h.sumw2.size(), cells, "sums of squared weights");
  h.entries = object->Real("fEntries");
  h.sumw = object->Real("fTsumw");
  h.sumw_sq = object->Real("fTsumw2");
  h.sumwx = object->Real("fTsumwx");
  h.sumwx2 = object->Real("fTsumwx2");
  if (object->class_name.starts_with("TProfile")) AverageProfile(object, h.contents, h.sumw2);
}

bool IsHistogram(const std::string& class_name, char dimension) {
  return class_name.size() == 4 && class_name.starts_with("TH") && class_name[2] == dimension;
}

std::string AxisTitle(const StoredObject* frame, std::string_view axis) {
  const auto* object = frame == nullptr ? nullptr : frame->Pointer(axis);
  return object == nullptr ? std::string() : object->Text("fTitle");
}

}  // namespace
}  // namespace rootio

using namespace rootio;

Histogram1 File::GetHistogram1(std::string_view name) const {
  const TypedObject object(*this, name, "TH1 or a TProfile", [](const std::string& class_name) {
    return IsHistogram(class_name, '1') || class_name == "TProfile";
  });
  auto x = AxisOf(object, "fXaxis");
  Histogram1 h;
  h.nbins = x.bins;
  ReadCommon(object, static_cast<std::size_t>(x.bins) + 2, h);
  h.x_title = std::move(x.title);
  h.y_title = AxisTitle(&*object, "fYaxis");
  h.xmin = x.low;
  h.xmax = x.high;
  h.edges = std::move(x.edges);
  h.x_labels = std::move(x.labels);
  return h;
}

Histogram2 File::GetHistogram2(std::string_view name) const {
  const TypedObject object(*this, name, "TH2 or a TProfile2D", [](const std::string& class_name) {
    return IsHistogram(class_name, '2') || class_name == "TProfile2D";
  });
  auto x = AxisOf(object, "fXaxis"), y = AxisOf(object, "fYaxis");
  Histogram2 h;
  h.nx = x.bins;
  h.ny = y.bins;
  ReadCommon(object,
             (static_cast<std::size_t>(x.bins) + 2) * (static_cast<std::size_t>(y.bins) + 2), h);
  h.x_title = std::move(x.title);
  h.y_title = std::move(y.title);
  h.xmin = x.low;
  h.xmax = x.high;
  h.ymin = y.low;
  h.ymax = y.high;
  h.x_edges = std::move(x.edges);
  h.y_edges = std::move(y.edges);
  h.x_labels = std::move(x.labels);
  h.y_labels = std::move(y.labels);
  h.sumwy = object->Real("fTsumwy");
  h.sumwy2 = object->Real("fTsumwy2");
  h.sumwxy = object->Real("fTsumwxy");
  return h;
}

Graph File::GetGraph(std::string_view name) const {
  const TypedObject object(*this, name, "TGraph", [](const std::string& class_name) {
    return class_name == "TCutG" ||
           (class_name.starts_with("TGraph") && !class_name.starts_with("TGraph2D"));
  });
  Graph graph;
  graph.name = object->Text("fName");
  graph.title = object->Text("fTitle");
  graph.x = ToVector(object->Reals("fX"));
  graph.y = ToVector(object->Reals("fY"));
  CheckCells(object, graph.y.size(), graph.x.size(), "y values");
  graph.x_title = AxisTitle(object->Pointer("fHistogram"), "fXaxis");
  graph.y_title = AxisTitle(object->Pointer("fHistogram"), "fYaxis");
  return graph;
}

}  // namespace TMVA::inline standalone
