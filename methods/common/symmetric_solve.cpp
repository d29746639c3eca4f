// Rank-revealing solution of symmetric equations.
#include "methods/common/symmetric_solve.h"

#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

// Inputs are floats: a sum of two of them, rounded to float, leaves about 1e-14 of its variance.
constexpr double kSingular = 1e-11;
// A spread below this fraction of the mean is rounding.
constexpr double kConstant = 1e-10;

const std::string& Label(const DataSetInfo& info, Eigen::Index i) {
  return info.variables[static_cast<std::size_t>(i)].label;
}

/// Standard deviations; 0 for constant variables.
Eigen::VectorXd Scales(const Eigen::MatrixXd& covariance, const Eigen::VectorXd& means,
                       const DataSetInfo& info) {
  Eigen::VectorXd scales(covariance.rows());
  for (Eigen::Index i = 0; i < scales.size(); ++i) {
    const double variance = covariance(i, i);
    const double noise = kConstant * std::abs(means(i));
    if (variance < -noise * noise)
      throw DataError(
          "variable '" + Label(info, i) + "' has a negative variance: the negative event " +
          "weights outweigh the positive ones; IgnoreNegWeightsInTraining leaves them out");
    scales(i) = variance > noise * noise ? std::sqrt(variance) : 0;
  }
  return scales;
}

}  // namespace

SymmetricSolution SolveSymmetric(const Eigen::MatrixXd& covariance, const Eigen::MatrixXd& right,
                                 const Eigen::VectorXd& means, const DataSetInfo& info) {
  SymmetricSolution solution;
  const Eigen::VectorXd scales = Scales(covariance, means, info);
  std::vector<Eigen::Index> used;
  for (Eigen::Index i = 0; i < scales.size(); ++i)
    (scales(i) > 0 ? used : solution.constant).push_back(i);
  solution.values = Eigen::MatrixXd::Zero(right.rows(), right.cols());
  if (used.empty()) return solution;

  const Eigen::VectorXd unit = scales(used).cwiseInverse();
  const Eigen::MatrixXd correlation =
      unit.asDiagonal() * covariance(used, used) * unit.asDiagonal();
  const Eigen::MatrixXd scaled = unit.asDiagonal() * right(used, Eigen::all);
  Eigen::MatrixXd values;
  const Eigen::LDLT<Eigen::MatrixXd> cholesky(correlation);
  if (cholesky.info() == Eigen::Success && cholesky.vectorD().cwiseAbs().minCoeff() > kSingular) {
    values = cholesky.solve(scaled);
  } else {
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> orthogonal;
    orthogonal.setThreshold(kSingular);
    orthogonal.compute(correlation);
    values = orthogonal.solve(scaled);
    const auto& order = orthogonal.colsPermutation().indices();
    for (Eigen::Index i = orthogonal.rank(); i < order.size(); ++i)
      solution.dependent.push_back(used[static_cast<std::size_t>(order(i))]);
  }
  const Eigen::MatrixXd unscaled = unit.asDiagonal() * values;
  solution.values(used, Eigen::all) = unscaled;
  return solution;
}

void WarnOfSingularVariables(const SymmetricSolution& solution, const DataSetInfo& info,
                             const Log& log) {
  for (const auto i : solution.constant)
    log.Warning("variable '" + Label(info, i) + "' is constant; its coefficient is 0");
  for (const auto i : solution.dependent)
    log.Warning("variable '" + Label(info, i) +
                "' is a linear combination of other variables; they " + "share its coefficient");
}

void CheckFinite(const Eigen::VectorXd& means, const Eigen::MatrixXd& covariance,
                 const DataSetInfo& info) {
  for (Eigen::Index i = 0; i < means.size(); ++i)
    if (!std::isfinite(means(i)) || !std::isfinite(covariance(i, i)))
      throw DataError("variable '" + Label(info, i) +
                      "' has values that are NaN, infinite or too " +
                      "large in the training sample");
  if (!covariance.allFinite())
    throw DataError("the covariances of the variables are too large to be computed");
}

}  // namespace TMVA::inline standalone
