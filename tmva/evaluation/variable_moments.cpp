// Moments of variables and targets.
#include "tmva/evaluation/variable_moments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {
namespace {

constexpr double kTimesRms = 8;

}  // namespace

VariableMoments::VariableMoments(const DataSet& data, Types::ETreeType sample, bool cross)
    : columns_(data.Info().variables.size() + data.Info().targets.size()),
      variables_(data.Info().variables.size()),
      origin_(columns_, 0.0),
      min_(columns_, std::numeric_limits<double>::infinity()),
      max_(columns_, -std::numeric_limits<double>::infinity()),
      values_(columns_),
      classes_(data.Info().classes.size()) {
  for (auto& sums : classes_) {
    sums.sum.assign(columns_, 0.0);
    sums.square.assign(columns_, 0.0);
    if (cross) sums.cross.assign(columns_ * columns_, 0.0);
  }
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) { Add(batch, cross); });
}

void VariableMoments::Add(const EventBatch& batch, bool cross) {
  for (std::size_t e = 0; e < static_cast<std::size_t>(batch.size); ++e) {
    for (std::size_t c = 0; c < columns_; ++c) {
      values_[c] = ColumnValue(batch, variables_, columns_ - variables_, e, c);
      min_[c] = std::min(min_[c], values_[c]);
      max_[c] = std::max(max_[c], values_[c]);
    }
    // Sums are taken relative to the first event: large values with a small spread keep their
    // digits.
    if (!started_) origin_ = values_;
    started_ = true;
    AddValues(classes_[batch.classes[e]], batch.weights[e], cross);
  }
}

void VariableMoments::AddValues(ClassSums& sums, double weight, bool cross) {
  for (std::size_t c = 0; c < columns_; ++c) values_[c] -= origin_[c];
  sums.weight += weight;
  for (std::size_t c = 0; c < columns_; ++c) {
    sums.sum[c] += weight * values_[c];
    sums.square[c] += weight * values_[c] * values_[c];
    if (!cross) continue;
    for (std::size_t d = 0; d < c; ++d)
      sums.cross[c * columns_ + d] += weight * values_[c] * values_[d];
  }
}

double VariableMoments::Mean(std::size_t column) const {
  double weight = 0, sum = 0;
  for (const auto& cls : classes_) weight += cls.weight, sum += cls.sum[column];
  return weight > 0 ? origin_[column] + sum / weight : kNoFigure;
}

double VariableMoments::Rms(std::size_t column) const {
  double weight = 0, sum = 0, square = 0;
  for (const auto& cls : classes_)
    weight += cls.weight, sum += cls.sum[column], square += cls.square[column];
  if (!(weight > 0)) return kNoFigure;
  return std::sqrt(std::max(0.0, square / weight - sum / weight * (sum / weight)));
}

double VariableMoments::Low(std::size_t column) const {
  const double low = Mean(column) - kTimesRms * Rms(column);
  return low < Max(column) ? std::max(Min(column), low) : Min(column);
}

double VariableMoments::High(std::size_t column) const {
  const double high = Mean(column) + kTimesRms * Rms(column);
  return high > Low(column) ? std::min(Max(column), high) : Max(column);
}

double VariableMoments::Correlation(std::size_t cls, std::size_t a, std::size_t b) const {
  const auto& sums = classes_[cls];
  if (a == b) return 1;
  if (!(sums.weight > 0)) return 0;
  const double mean_a = sums.sum[a] / sums.weight, mean_b = sums.sum[b] / sums.weight;
  const double cross = sums.cross[std::max(a, b) * columns_ + std::min(a, b)];
  const double covariance = cross / sums.weight - mean_a * mean_b;
  const double variance_a = sums.square[a] / sums.weight - mean_a * mean_a;
  const double variance_b = sums.square[b] / sums.weight - mean_b * mean_b;
  return variance_a > 0 && variance_b > 0
             ? std::clamp(covariance / std::sqrt(variance_a * variance_b), -1.0, 1.0)
             : 0;
}

}  // namespace TMVA::inline standalone
