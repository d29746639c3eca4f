// SolveSymmetric: linear equations of a covariance matrix that may be singular.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include <TMVA/DataSetInfo.h>
#include <TMVA/Log.h>

namespace TMVA::inline standalone {

/// Solution of least norm, in units of the standard deviations, and what made the matrix singular.
struct SymmetricSolution {
  Eigen::MatrixXd values;               ///< one column a right-hand side
  std::vector<Eigen::Index> constant;   ///< variables without variance: coefficient 0
  std::vector<Eigen::Index> dependent;  ///< linear combinations of the other variables
};

/// Solves `covariance` x = `right`. Both are finite. `means` tell which variances are rounding
/// noise. DataError when a variance is negative, as negative weights can make it.
SymmetricSolution SolveSymmetric(const Eigen::MatrixXd& covariance, const Eigen::MatrixXd& right,
                                 const Eigen::VectorXd& means, const DataSetInfo& info);

/// One warning for each variable that made the matrix singular.
void WarnOfSingularVariables(const SymmetricSolution& solution, const DataSetInfo& info,
                             const Log& log);

/// DataError naming the first variable whose mean or variance is not a finite number.
void CheckFinite(const Eigen::VectorXd& means, const Eigen::MatrixXd& covariance,
                 const DataSetInfo& info);

}  // namespace TMVA::inline standalone
