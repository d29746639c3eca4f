// RowMoments: weighted means and second moments of rows that stream by.
#pragma once

#include <Eigen/Core>

namespace TMVA::inline standalone {

/// Sums are kept about a point near the rows, so that a narrow peak far from zero keeps its digits,
/// and are added in the order of the rows. Negative weights are allowed.
class RowMoments {
 public:
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

  explicit RowMoments(Eigen::Index dimensions);
  /// One row an event.
  void Add(const Rows& rows, const Eigen::VectorXd& weights);

  double SumOfWeights() const { return sum_; }
  /// The following need a sum of weights other than zero.
  Eigen::VectorXd Mean() const;
  /// Sum of weight x (row - mean)(row - mean)^T.
  Eigen::MatrixXd Scatter() const;

 private:
  bool empty_ = true;
  double sum_ = 0;
  Eigen::VectorXd origin_, first_;
  Eigen::MatrixXd second_;
};

}  // namespace TMVA::inline standalone
