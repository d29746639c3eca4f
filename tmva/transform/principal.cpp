// P: means and eigenvectors per class, Statistics and Eigenvectors elements.
#include "tmva/transform/principal.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include <TMVA/Error.h>

#include "tmva/data/moments.h"
#include "tmva/transform/small_buffer.h"

namespace TMVA::inline standalone {
namespace {

// Eigenvectors by decreasing eigenvalue. Their signs are free: the largest component is positive.
Eigen::MatrixXd OrderedEigenvectors(const Eigen::MatrixXd& covariance) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  if (solver.info() != Eigen::Success) throw DataError("PCA: no eigenvalues found");
  Eigen::MatrixXd vectors = solver.eigenvectors().rowwise().reverse();
  for (Eigen::Index k = 0; k < vectors.cols(); ++k) {
    Eigen::Index largest = 0;
    vectors.col(k).cwiseAbs().maxCoeff(&largest);
    if (vectors(largest, k) < 0) vectors.col(k) = -vectors.col(k).eval();
  }
  return vectors;
}

}  // namespace

PrincipalTransformation::PrincipalTransformation(Selection selection,
                                                 std::shared_ptr<const DataSetInfo> info,
                                                 bool as_tmva)
    : SelectedTransformation(std::move(selection), std::move(info)), as_tmva_(as_tmva) {
  const bool variables = Selected().Has(Slot::kVariable), targets = Selected().Has(Slot::kTarget);
  const bool all_variables = variables && !targets && Selected().HasAll(Slot::kVariable, Info());
  const bool all_targets = targets && !variables && Selected().HasAll(Slot::kTarget, Info());
  if (Selected().Has(Slot::kSpectator) || !(all_variables || all_targets))
    throw OptionError("VarTransform: P needs all variables, P(_V_), or all targets, P(_T_)");
}

void PrincipalTransformation::Fit(const DataSet& data) {
  std::vector<Moments> moments(TablesFor(data), Moments(NumInputs()));
  ForEachEvent(data, [&](const Event& event) {
    moments[event.cls].Add(event.values, 1);
    if (moments.size() > 1) moments.back().Add(event.values, 1);
  });
  tables_.clear();
  for (std::size_t t = 0; t < moments.size(); ++t) {
    if (moments[t].Events() < 2)
      Fail(TableName(t) + " has " + std::to_string(moments[t].Events()) +
           " training events; at least two are needed");
    tables_.push_back({moments[t].Mean(), OrderedEigenvectors(moments[t].Covariance())});
  }
}

void PrincipalTransformation::Transform(std::span<float> values, std::size_t table) const {
  const auto& [mean, vectors] = tables_[table];
  const auto n = static_cast<Eigen::Index>(values.size());
  SmallBuffer<float> buffer(values.size());
  const std::span<float> input = buffer.Values();
  std::copy(values.begin(), values.end(), input.begin());
  for (Eigen::Index i = 0; i < n; ++i) {
    double sum = 0;
    for (Eigen::Index j = 0; j < n; ++j)
      sum += (input[static_cast<std::size_t>(j)] - mean[j]) * vectors(j, i);
    values[static_cast<std::size_t>(i)] = static_cast<float>(sum);
  }
}

void PrincipalTransformation::Invert(std::span<float> targets, std::span<const std::size_t>,
                                     std::size_t table) const {
  const auto& [mean, vectors] = tables_[table];
  const auto n = static_cast<Eigen::Index>(targets.size());
  const std::vector<float> input(targets.begin(), targets.end());
  for (Eigen::Index i = 0; i < n; ++i) {
    double sum = as_tmva_ ? mean.sum() : mean[i];
    for (Eigen::Index j = 0; j < n; ++j) sum += input[static_cast<std::size_t>(j)] * vectors(i, j);
    targets[static_cast<std::size_t>(i)] = static_cast<float>(sum);
  }
}

void PrincipalTransformation::SaveTables(WeightNode& transform) const {
  Selected().Save(transform.AddChild("Selection"), Info());
  const auto name = [](std::size_t t) {
    return t == 0 ? "Signal" : t == 1 ? "Background" : "Combined";  // TMVA's, whatever the classes
  };
  const std::size_t n = NumInputs();
  for (std::size_t t = 0; t < tables_.size(); ++t)
    transform.AddChild("Statistics")
        .Set("Class", name(t))
        .Set("ClassIndex", t)
        .Set("NRows", n)
        .SetNumbers(std::span<const double>(tables_[t].mean.data(), n));
  for (std::size_t t = 0; t < tables_.size(); ++t) {
    const Eigen::MatrixXd rows = tables_[t].vectors.transpose();  // Eigen stores columns
    transform.AddChild("Eigenvectors")
        .Set("Class", name(t))
        .Set("ClassIndex", t)
        .Set("NRows", n)
        .Set("NCols", n)
        .SetNumbers(std::span<const double>(rows.data(), n * n));
  }
}

void PrincipalTransformation::LoadTables(const WeightNode& transform) {
  const auto statistics = transform.Children("Statistics");
  const auto eigenvectors = transform.Children("Eigenvectors");
  if (statistics.empty() || statistics.size() != eigenvectors.size())
    transform.Fail("expected as many Statistics as Eigenvectors elements, and at least one");
  const auto n = static_cast<std::int64_t>(NumInputs());
  const auto last = static_cast<std::int64_t>(statistics.size()) - 1;
  const auto read = [&](const WeightNode& node, Eigen::Index rows, Eigen::Index cols) {
    node.GetInt("NRows", n, n);
    const std::vector<double> numbers = node.Numbers(rows * cols);
    Eigen::MatrixXd matrix(rows, cols);
    for (Eigen::Index i = 0; i < rows * cols; ++i) {
      if (!std::isfinite(numbers[static_cast<std::size_t>(i)])) node.Fail("a number is not finite");
      matrix(i / cols, i % cols) = numbers[static_cast<std::size_t>(i)];
    }
    return matrix;
  };
  tables_.assign(statistics.size(), {Eigen::VectorXd::Zero(n), Eigen::MatrixXd::Zero(n, n)});
  for (const WeightNode* node : statistics)
    tables_[static_cast<std::size_t>(node->GetInt("ClassIndex", 0, last))].mean = read(*node, n, 1);
  for (const WeightNode* node : eigenvectors)
    tables_[static_cast<std::size_t>(node->GetInt("ClassIndex", 0, last))].vectors =
        read(*node, n, n);
}

}  // namespace TMVA::inline standalone
