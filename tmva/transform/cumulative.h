// The cumulative distribution of an input as U and G use it: a histogram with variable bins.
#pragma once

#include <vector>

#include "tmva/pdf/histogram.h"

namespace TMVA::inline standalone {

struct WeightedValue {
  float value;
  double weight;
};

/// Bins of about equal weight, smoothed, summed up, 1 in the last bin. DataError when no content
/// is positive.
BinnedContent CumulativeHistogram(std::vector<WeightedValue> values);

}  // namespace TMVA::inline standalone
