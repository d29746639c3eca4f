// Moments: weighted sums of shifted values and of their products.
#include "tmva/data/moments.h"

namespace TMVA::inline standalone {

Moments::Moments(std::size_t size)
    : origin_(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size))),
      sums_(origin_),
      x_(origin_),
      products_(Eigen::MatrixXd::Zero(origin_.size(), origin_.size())) {}

void Moments::Add(std::span<const float> values, double weight) {
  const Eigen::Index n = origin_.size();
  if (events_++ == 0)
    for (Eigen::Index i = 0; i < n; ++i) origin_[i] = values[static_cast<std::size_t>(i)];
  for (Eigen::Index i = 0; i < n; ++i) x_[i] = values[static_cast<std::size_t>(i)] - origin_[i];
  sum_of_weights_ += weight;
  for (Eigen::Index j = 0; j < n; ++j) {
    const double wx = weight * x_[j];
    sums_[j] += wx;
    for (Eigen::Index i = j; i < n; ++i) products_(i, j) += wx * x_[i];
  }
}

Eigen::VectorXd Moments::Mean() const { return origin_ + sums_ / sum_of_weights_; }

Eigen::MatrixXd Moments::Covariance() const {
  const Eigen::VectorXd mean = sums_ / sum_of_weights_;
  Eigen::MatrixXd result = products_ / sum_of_weights_;
  for (Eigen::Index j = 0; j < result.cols(); ++j)
    for (Eigen::Index i = j; i < result.rows(); ++i)
      result(i, j) = result(j, i) = result(i, j) - mean[i] * mean[j];
  return result;
}

}  // namespace TMVA::inline standalone
