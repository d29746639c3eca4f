// Moments: mean and covariance of a stream of events, one pass, without cancellation.
#pragma once

#include <span>

#include <Eigen/Core>

namespace TMVA::inline standalone {

/// Sums are taken around the first event, so that a large offset costs no digits.
class Moments {
 public:
  explicit Moments(std::size_t size);
  void Add(std::span<const float> values, double weight);
  double SumOfWeights() const { return sum_of_weights_; }
  std::size_t Events() const { return events_; }
  Eigen::VectorXd Mean() const;
  /// Sum of w (x - mean) (x - mean)^T over the sum of w.
  Eigen::MatrixXd Covariance() const;

 private:
  std::size_t events_ = 0;
  double sum_of_weights_ = 0;
  Eigen::VectorXd origin_, sums_, x_;
  Eigen::MatrixXd products_;  ///< lower triangle
};

}  // namespace TMVA::inline standalone
