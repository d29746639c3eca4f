// D: decorrelation by the inverse square root of the covariance matrix.
#pragma once

#include <Eigen/Core>

#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {

/// y = C^(-1/2) x, without subtraction of the mean. Directions in which the training events do not
/// vary are left out, with a warning that names the variables.
class DecorrelateTransformation final : public SelectedTransformation {
 public:
  DecorrelateTransformation(Selection selection, std::shared_ptr<const DataSetInfo> info);
  std::string Name() const override { return "Decorrelation"; }
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
  std::string BaseName() const override { return "Deco"; }
  void SaveTables(WeightNode& transform) const override;
  void LoadTables(const WeightNode& transform) override;

 private:
  Eigen::MatrixXd InverseRoot(const Eigen::MatrixXd& covariance, std::size_t table) const;
  std::vector<Eigen::MatrixXd> tables_;
};

}  // namespace TMVA::inline standalone
