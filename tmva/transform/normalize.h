// N and S: linear scaling of each input into [-1, 1], with or without an offset.
#pragma once

#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {

/// N: the range of the training events becomes [-1, 1]. S: zero stays zero, the larger of |min| and
/// |max| becomes 1. A constant input becomes 0, and the training warns of it.
class NormalizeTransformation final : public SelectedTransformation {
 public:
  NormalizeTransformation(Selection selection, std::shared_ptr<const DataSetInfo> info,
                          bool use_offset);
  std::string Name() const override { return "Normalize"; }
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
  std::string BaseName() const override { return "Norm"; }
  void SaveTables(WeightNode& transform) const override;
  void LoadTables(const WeightNode& transform) override;
  Selection LegacySelection() const override { return Selection::All(Info(), true); }

 private:
  struct Range {
    double min, max;
  };
  std::vector<Range> LoadRanges(const WeightNode& cls) const;
  std::vector<Range> LoadLegacyRanges(const WeightNode& cls) const;
  /// What the range comes to; a factor of 0 marks a constant.
  struct Scale {
    float offset, factor;
  };
  Scale ScaleOf(const Range& range) const;

  bool use_offset_;
  std::vector<std::vector<Range>> tables_;  ///< [table][input]
};

}  // namespace TMVA::inline standalone
