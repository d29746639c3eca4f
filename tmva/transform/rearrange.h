// Rearrange: the selected inputs in another order, as found in weight files of TMVA.
#pragma once

#include "tmva/transform/selected_transformation.h"

namespace TMVA::inline standalone {

class RearrangeTransformation final : public SelectedTransformation {
 public:
  using SelectedTransformation::SelectedTransformation;
  std::string Name() const override { return "Rearrange"; }
  void Fit(const DataSet&) override {}

 protected:
  // Reading and writing the selection is all there is to do.
  void Transform(std::span<float>, std::size_t) const override {}
  void Invert(std::span<float>, std::span<const std::size_t>, std::size_t) const override {}
  std::string AddTransform(onnx::GraphBuilder&, const std::string& values,
                           std::span<const std::size_t>, std::size_t) const override {
    return values;
  }
  std::string AddInvert(onnx::GraphBuilder&, const std::string& targets,
                        std::span<const std::size_t>, std::size_t) const override {
    return targets;
  }
  std::size_t NumTables() const override { return 1; }
  std::string BaseName() const override { return "Rearranged"; }
  void SaveTables(WeightNode& transform) const override {
    Selected().Save(transform.AddChild("Selection"), Info());
  }
  void LoadTables(const WeightNode&) override {}
};

}  // namespace TMVA::inline standalone
