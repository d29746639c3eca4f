// P: principal component analysis.
#pragma once

#include <Eigen/Core>

#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {

/// Components by decreasing eigenvalue of the unweighted covariance matrix; p = E^T (x - mean).
class PrincipalTransformation final : public SelectedTransformation {
 public:
  /// `as_tmva`: transform back as TMVA's Reader does, which adds the means of all targets to each
  /// (right for one target only).
  PrincipalTransformation(Selection selection, std::shared_ptr<const DataSetInfo> info,
                          bool as_tmva);
  std::string Name() const override { return "PCA"; }
  void Fit(const DataSet& data) override;

 protected:
  void Transform(std::span<float> values, std::size_t table) const override;
  void Invert(std::span<float> targets, std::span<const std::size_t> inputs,
              std::size_t table) const override;
  std::string AddTransform(onnx::GraphBuilder& graph, const std::string& values,
                           std::span<const std::size_t> inputs, std::size_t table) const override;
  std::string AddInvert(onnx::GraphBuilder& graph, const std::string& targets,
                        std::span<const std::size_t> inputs, std::size_t table) const override;
  std::size_t NumTables() const override { return tables_.size(); }
  bool Elementwise() const override { return false; }
  std::string BaseName() const override { return "PCA"; }
  void SaveTables(WeightNode& transform) const override;
  void LoadTables(const WeightNode& transform) override;

 private:
  struct Table {
    Eigen::VectorXd mean;
    Eigen::MatrixXd vectors;  ///< columns are eigenvectors
  };
  bool as_tmva_;
  std::vector<Table> tables_;
};

}  // namespace TMVA::inline standalone
