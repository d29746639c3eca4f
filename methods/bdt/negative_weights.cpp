// Pairing events of negative weight with their positive neighbours.
#include "methods/bdt/negative_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include "tmva/data/moments.h"

namespace TMVA::inline standalone {
namespace {

using Points = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic>;  // an event a column

/// The events of a class in variables of unit covariance; variables that do not vary count nothing.
Points Whiten(const TrainingSample& sample, const std::vector<std::size_t>& events) {
  const auto n = static_cast<Eigen::Index>(sample.num_variables);
  Moments moments(sample.num_variables);
  std::vector<float> row(sample.num_variables);
  Points points(n, static_cast<Eigen::Index>(events.size()));
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t v = 0; v < row.size(); ++v)
      points(static_cast<Eigen::Index>(v), static_cast<Eigen::Index>(i)) = row[v] =
          sample.Value(v, events[i]);
    moments.Add(row, 1);
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(moments.Covariance());
  Eigen::VectorXd scale = solver.eigenvalues();
  const double negligible = 1e-12 * scale.maxCoeff();
  for (Eigen::Index k = 0; k < n; ++k)
    scale(k) = scale(k) > negligible ? 1 / std::sqrt(scale(k)) : 0;
  const Eigen::MatrixXd whitening = scale.asDiagonal() * solver.eigenvectors().transpose();
  return (whitening * points.cast<double>()).cast<float>();
}

/// Returns what could not be paired.
double PairClass(TrainingSample& sample, const std::vector<std::size_t>& events) {
  const Points points = Whiten(sample, events);
  double left = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    float& negative = sample.weight[events[i]];
    while (negative < 0) {
      std::size_t nearest = events.size();
      float least = std::numeric_limits<float>::infinity();
      for (std::size_t k = 0; k < events.size(); ++k) {
        if (!(sample.weight[events[k]] > 0)) continue;
        const float distance =
            (points.col(static_cast<Eigen::Index>(k)) - points.col(static_cast<Eigen::Index>(i)))
                .squaredNorm();
        if (distance < least) least = distance, nearest = k;
      }
      if (nearest == events.size()) break;
      float& positive = sample.weight[events[nearest]];
      const float taken = std::min(positive, -negative);
      positive -= taken;
      negative += taken;
    }
    if (negative < 0) left -= static_cast<double>(std::exchange(negative, 0.0F));
  }
  return left;
}

}  // namespace

void KeepEvents(TrainingSample& sample, const std::vector<std::size_t>& kept) {
  std::size_t to = 0;
  for (std::size_t v = 0; v < sample.num_variables; ++v)
    for (const auto i : kept) sample.columns[to++] = sample.columns[v * sample.num_events + i];
  sample.columns.resize(to);
  const auto pick = [&](auto& values) {
    if (values.empty()) return;
    for (std::size_t k = 0; k < kept.size(); ++k) values[k] = values[kept[k]];
    values.resize(kept.size());
  };
  pick(sample.weight);
  pick(sample.event_class);
  pick(sample.target);
  sample.num_events = kept.size();
}

void PairNegativeWeights(TrainingSample& sample, const Log& log) {
  std::vector<std::vector<std::size_t>> classes;
  std::size_t negative = 0;
  for (std::size_t i = 0; i < sample.num_events; ++i) {
    if (sample.event_class[i] >= classes.size()) classes.resize(sample.event_class[i] + 1U);
    classes[sample.event_class[i]].push_back(i);
    negative += sample.weight[i] < 0;
  }
  if (negative == 0) return;
  double left = 0;
  for (const auto& events : classes)
    if (!events.empty()) left += PairClass(sample, events);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < sample.num_events; ++i)
    if (sample.weight[i] > 0) kept.push_back(i);
  log.Info(std::to_string(negative) +
           " training events of negative weight were paired with positive ones; " +
           std::to_string(sample.num_events - kept.size()) +
           " events are left with weight 0 and out");
  if (left > 0)
    log.Warning("the negative weights of a class exceed its positive ones by " +
                std::to_string(left) + ": nothing was left to pair them with");
  KeepEvents(sample, kept);
}

}  // namespace TMVA::inline standalone
