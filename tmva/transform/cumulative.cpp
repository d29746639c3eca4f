// Binning, smoothing and summing of a sample of weighted values.
#include "tmva/transform/cumulative.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include <TMVA/Error.h>

#include "tmva/pdf/smooth.h"

namespace TMVA::inline standalone {
namespace {

constexpr double kMostBins = 2000;
constexpr double kEventsPerBin = 10;
constexpr float kMargin = 1e-4f;

// `values` in order.
std::vector<double> BinEdges(const std::vector<WeightedValue>& values) {
  double sum = 0, smallest = std::numeric_limits<double>::infinity();
  for (const auto& [value, weight] : values) sum += weight, smallest = std::min(smallest, weight);
  const double target = std::max(kEventsPerBin * smallest, sum / kMostBins);

  const float first = values.front().value;
  const float below =
      std::min(first - kMargin, std::nextafter(first, -std::numeric_limits<float>::infinity()));
  std::vector<double> edges{below, first};
  double collected = 0;
  for (const auto& [value, weight] : values) {
    collected += weight;
    if (collected < target || !(value > edges.back())) continue;
    edges.push_back(value);
    collected = 0;
  }
  if (collected != 0 && values.back().value > edges.back()) edges.push_back(values.back().value);
  return edges;
}

// A constant has no distribution: one half everywhere.
BinnedContent Half(double value) {
  const double margin = std::max<double>(kMargin, std::abs(value) * 1e-6);
  BinnedContent histogram(std::vector<double>{value - margin, value, value + margin});
  histogram[0] = histogram[1] = 0.5f;
  return histogram;
}

}  // namespace

BinnedContent CumulativeHistogram(std::vector<WeightedValue> values) {
  if (values.empty()) throw DataError("there are no events");
  std::sort(values.begin(), values.end(), [](const WeightedValue& a, const WeightedValue& b) {
    return std::tie(a.value, a.weight) < std::tie(b.value, b.weight);
  });
  if (values.front().value == values.back().value) return Half(values.front().value);
  BinnedContent histogram(BinEdges(values));
  for (const auto& [value, weight] : values) histogram.Fill(value, weight);
  Smooth(histogram, 1);
  double total = 0;
  for (const float content : histogram.Contents()) total += std::max(content, 0.f);
  if (!(total > 0)) throw DataError("no bin of its distribution has a positive content");
  double sum = 0;
  for (float& content : histogram.Contents()) {
    sum += std::max(content, 0.f);
    content = static_cast<float>(sum / total);
  }
  return histogram;
}

}  // namespace TMVA::inline standalone
