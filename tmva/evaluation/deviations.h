// Deviations of one regression target, event by event, without a copy of the data.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

struct Deviations {
  const SampleTruth& truth;
  std::span<const float> responses;
  std::size_t targets, target;

  std::size_t size() const { return truth.size(); }
  double Response(std::size_t i) const { return responses[i * targets + target]; }
  double True(std::size_t i) const { return truth.targets[i * targets + target]; }
  double Weight(std::size_t i) const { return truth.weights[i]; }
  /// Regression minus truth.
  double operator[](std::size_t i) const { return Response(i) - True(i); }
  std::pair<double, double> TrueRange() const;
  std::pair<double, double> Range() const;
};

/// A range with room for a little more than a bin beyond both ends.
std::pair<double, double> Widened(double min, double max, int bins);

/// Empty 50 x 50 histogram "<prefix>_rtgt<k>" of a quantity (x) against the deviation of a target
/// (y).
Histogram2 DeviationHistogram(const DataSetInfo& info, const std::string& prefix,
                              const VariableInfo& x, std::pair<double, double> x_range,
                              const Deviations& deviations);

}  // namespace TMVA::inline standalone
