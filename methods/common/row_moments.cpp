// Accumulating moments about a shifted origin.
#include "methods/common/row_moments.h"

namespace TMVA::inline standalone {

RowMoments::RowMoments(Eigen::Index dimensions)
    : origin_(Eigen::VectorXd::Zero(dimensions)),
      first_(Eigen::VectorXd::Zero(dimensions)),
      second_(Eigen::MatrixXd::Zero(dimensions, dimensions)) {}

void RowMoments::Add(const Rows& rows, const Eigen::VectorXd& weights) {
  if (rows.rows() == 0) return;
  if (empty_) origin_ = rows.colwise().mean();
  empty_ = false;
  const Eigen::MatrixXd shifted = rows.rowwise() - origin_.transpose();
  const Eigen::MatrixXd weighted = weights.asDiagonal() * shifted;
  sum_ += weights.sum();
  first_ += weighted.colwise().sum().transpose();
  second_.noalias() += shifted.transpose() * weighted;
}

Eigen::VectorXd RowMoments::Mean() const { return origin_ + first_ / sum_; }

Eigen::MatrixXd RowMoments::Scatter() const {
  Eigen::MatrixXd scatter = second_ - first_ * first_.transpose() / sum_;
  return 0.5 * (scatter + scatter.transpose());  // exactly symmetric
}

}  // namespace TMVA::inline standalone
