// Correlations in a node, Fisher's coefficients, and the values to cut on.
#include "tmva/trees/training/fisher_cut.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Core>
#include <Eigen/QR>

#include "tmva/data/moments.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {
namespace {

// Columns are floats: in their sums, rounding leaves about 1e-14 of the variance.
constexpr double kSingular = 1e-11;

struct ClassMoments {
  Moments signal, background;
};

ClassMoments FindMoments(const TrainingSample& sample, std::span<const std::uint32_t> events,
                         const NodeEvents& node, std::span<const int> variables) {
  ClassMoments moments{Moments(variables.size()), Moments(variables.size())};
  std::vector<float> x(variables.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (std::size_t v = 0; v < x.size(); ++v)
      x[v] = sample.Value(static_cast<std::size_t>(variables[v]), events[i]);
    (node.target[i] > 0.5F ? moments.signal : moments.background)
        .Add(x, static_cast<double>(node.weight[i]));
  }
  return moments;
}

/// Marks both variables of every pair whose correlation is large enough. Without a variance, or
/// with a negative one (of negative weights), there is no correlation.
void MarkCorrelated(const Eigen::MatrixXd& covariance, double min_correlation,
                    std::vector<bool>& marked) {
  for (Eigen::Index i = 0; i < covariance.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const double variances = covariance(i, i) * covariance(j, j);
      if (!(covariance(i, i) > 0 && variances > 0)) continue;
      if (!(std::abs(covariance(i, j)) > min_correlation * std::sqrt(variances))) continue;
      marked[static_cast<std::size_t>(i)] = marked[static_cast<std::size_t>(j)] = true;
    }
}

/// Solves `within` x = `difference`; variables that depend on each other share their coefficient.
Eigen::VectorXd Solve(const Eigen::MatrixXd& within, const Eigen::VectorXd& difference) {
  const Eigen::VectorXd unit = within.diagonal().cwiseSqrt().cwiseInverse();
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> correlation;
  correlation.setThreshold(kSingular);
  correlation.compute(unit.asDiagonal() * within * unit.asDiagonal());
  return unit.cwiseProduct(correlation.solve(unit.cwiseProduct(difference)));
}

}  // namespace

std::vector<double> CombineCorrelated(const TrainingSample& sample,
                                      std::span<const std::uint32_t> events, const NodeEvents& node,
                                      std::span<const int> variables, double min_correlation) {
  const auto [signal, background] = FindMoments(sample, events, node, variables);
  const double s = signal.SumOfWeights(), b = background.SumOfWeights();
  if (!(s > 0 && b > 0)) return {};
  const Eigen::MatrixXd signal_spread = signal.Covariance();
  const Eigen::MatrixXd background_spread = background.Covariance();
  std::vector<bool> marked(variables.size(), false);
  MarkCorrelated(signal_spread, min_correlation, marked);
  MarkCorrelated(background_spread, min_correlation, marked);
  std::vector<Eigen::Index> used;
  for (std::size_t v = 0; v < marked.size(); ++v)
    if (marked[v]) used.push_back(static_cast<Eigen::Index>(v));
  if (used.empty()) return {};

  // TMVA adds the covariances of the classes whatever their sums of weights, as its method Fisher.
  const Eigen::MatrixXd within = (signal_spread + background_spread)(used, used);
  const Eigen::VectorXd signal_mean = signal.Mean()(used);
  const Eigen::VectorXd background_mean = background.Mean()(used);
  const Eigen::VectorXd solution =
      std::sqrt(s * b) / (s + b) * Solve(within, signal_mean - background_mean);
  if (!solution.allFinite()) return {};
  std::vector<double> coefficients(sample.num_variables + 1, 0.0);
  for (std::size_t k = 0; k < used.size(); ++k)
    coefficients[static_cast<std::size_t>(variables[static_cast<std::size_t>(used[k])])] =
        solution[static_cast<Eigen::Index>(k)];
  coefficients.back() = -solution.dot(signal_mean + background_mean) / 2;
  return coefficients;
}

ValueRange GatherFisher(const TrainingSample& sample, std::span<const std::uint32_t> events,
                        std::span<const double> coefficients, std::span<float> values) {
  for (std::size_t i = 0; i < events.size(); ++i)
    values[i] =
        static_cast<float>(FisherValue(coefficients.data(), sample.num_variables,
                                       [&](std::size_t v) { return sample.Value(v, events[i]); }));
  return FindRange(values);
}

}  // namespace TMVA::inline standalone
