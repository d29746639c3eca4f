// U and G: each input made uniform in [0, 1] or normally distributed, through its cumulative
// distribution.
#pragma once

#include "tmva/pdf/pdf.h"
#include "tmva/transform/event_sample.h"
#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {

/// A constant input becomes 0.5 (U) or 0 (G), and the training warns of it.
class GaussTransformation final : public SelectedTransformation {
 public:
  GaussTransformation(Selection selection, std::shared_ptr<const DataSetInfo> info, bool flat);
  std::string Name() const override { return "Gauss"; }
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
  std::string BaseName() const override { return flat_ ? "Uniform" : "Gauss"; }
  void SaveTables(WeightNode& transform) const override;
  void LoadTables(const WeightNode& transform) override;

 private:
  Pdf CumulativeOf(const std::vector<const EventSample*>& samples, std::size_t input,
                   std::size_t table) const;
  std::vector<const Pdf*> TablesOf(std::span<const std::size_t> inputs, std::size_t table) const;

  static constexpr double kSqrt2 = 1.414213562;  ///< TMVA's digits
  static constexpr double kSmallestProbability = 1e-9, kLargestArgument = 0.99999999;
  bool flat_;
  std::vector<std::vector<Pdf>> tables_;  ///< [table][input]
};

}  // namespace TMVA::inline standalone
