// D: covariance per class, its inverse square root, Matrix elements.
#include "tmva/transform/decorrelate.h"

#include <cmath>

#include <Eigen/Eigenvalues>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include "tmva/data/moments.h"
#include "tmva/transform/small_buffer.h"

namespace TMVA::inline standalone {
namespace {

// Eigenvalues below this fraction of the largest are rounding errors of float inputs.
constexpr double kSingular = 1e-12;

}  // namespace

DecorrelateTransformation::DecorrelateTransformation(Selection selection,
                                                     std::shared_ptr<const DataSetInfo> info)
    : SelectedTransformation(std::move(selection), std::move(info)) {
  if (Selected().Has(Slot::kTarget))
    throw OptionError(
        "VarTransform: D cannot transform targets back; use N, P, U or G for targets");
}

void DecorrelateTransformation::Fit(const DataSet& data) {
  std::vector<Moments> moments(TablesFor(data), Moments(NumInputs()));
  ForEachEvent(data, [&](const Event& event) {
    moments[event.cls].Add(event.values, event.weight);
    if (moments.size() > 1) moments.back().Add(event.values, event.weight);
  });
  tables_.clear();
  for (std::size_t t = 0; t < moments.size(); ++t) {
    if (!(moments[t].SumOfWeights() > 0))
      Fail("the sum of the training weights of " + TableName(t) + " is " +
           std::to_string(moments[t].SumOfWeights()) + "; it must be positive");
    tables_.push_back(InverseRoot(moments[t].Covariance(), t));
  }
}

Eigen::MatrixXd DecorrelateTransformation::InverseRoot(const Eigen::MatrixXd& covariance,
                                                       std::size_t table) const {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  if (solver.info() != Eigen::Success)
    Fail("the covariance matrix of " + TableName(table) + " has no eigenvalues");
  const Eigen::VectorXd& values = solver.eigenvalues();
  const Eigen::MatrixXd& vectors = solver.eigenvectors();
  Eigen::VectorXd roots(values.size());
  const double limit = std::max(0., values.maxCoeff()) * kSingular;
  std::string names;
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    roots[k] = values[k] > limit ? 1 / std::sqrt(values[k]) : 0;
    if (roots[k] > 0) continue;
    names += names.empty() ? "(" : "; (";
    const double largest = vectors.col(k).cwiseAbs().maxCoeff();
    bool first = true;
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
      if (std::abs(vectors(i, k)) < 0.01 * largest) continue;
      names += (first ? "'" : ", '") + Label(static_cast<std::size_t>(i)) + "'";
      first = false;
    }
    names += ")";
  }
  if (!names.empty())
    Log(Name()).Warning("the covariance matrix of " + TableName(table) +
                        " is singular: constant or linearly dependent inputs " + names +
                        "; these directions are left out");
  return vectors * roots.asDiagonal() * vectors.transpose();
}

void DecorrelateTransformation::Transform(std::span<float> values, std::size_t table) const {
  const Eigen::MatrixXd& matrix = tables_[table];
  SmallBuffer<double> buffer(values.size());
  const std::span<double> result = buffer.Values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    result[i] = 0;
    for (std::size_t j = 0; j < values.size(); ++j)
      result[i] += matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) * values[j];
  }
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(result[i]);
}

void DecorrelateTransformation::Invert(std::span<float>, std::span<const std::size_t>,
                                       std::size_t) const {
  throw ModelError("Decorrelation transformation: targets cannot be transformed back");
}

void DecorrelateTransformation::SaveTables(WeightNode& transform) const {
  Selected().Save(transform.AddChild("Selection"), Info());
  for (const Eigen::MatrixXd& matrix : tables_) {
    const Eigen::MatrixXd rows = matrix.transpose();  // Eigen stores columns
    const std::span<const double> numbers(rows.data(), static_cast<std::size_t>(rows.size()));
    transform.AddChild("Matrix")
        .Set("Rows", std::int64_t{matrix.rows()})
        .Set("Columns", std::int64_t{matrix.cols()})
        .SetNumbers(numbers);
  }
}

void DecorrelateTransformation::LoadTables(const WeightNode& transform) {
  const auto n = static_cast<std::int64_t>(NumInputs());
  tables_.clear();
  for (const WeightNode* node : transform.Children("Matrix")) {
    node->GetInt("Rows", n, n);
    node->GetInt("Columns", n, n);
    const std::vector<double> numbers = node->Numbers(n * n);
    Eigen::MatrixXd matrix(n, n);
    for (std::int64_t i = 0; i < n * n; ++i) {
      matrix(i / n, i % n) = numbers[static_cast<std::size_t>(i)];
      if (!std::isfinite(matrix(i / n, i % n))) node->Fail("the matrix has an element not finite");
    }
    tables_.push_back(std::move(matrix));
  }
  if (tables_.empty()) transform.Fail("there are no Matrix elements");
}

}  // namespace TMVA::inline standalone
