// I: the identity. It has no tables, and no element in the weight file.
#pragma once

#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {

class IdentityTransformation final : public Transformation {
 public:
  std::string Name() const override { return "Identity"; }
  std::string ShortName() const override { return "Id"; }
  void Fit(const DataSet&) override {}
  void Apply(TransformRows&, int) const override {}
  void InverseTargets(std::int64_t, std::span<double>) const override {}
  bool ActsOnTargets() const override { return false; }
  std::string ToGraph(onnx::GraphBuilder&, const std::string& variables, int) const override {
    return variables;
  }
  std::string InverseToGraph(onnx::GraphBuilder&, const std::string& targets) const override {
    return targets;
  }
  void Save(WeightNode&) const override {}
  void Load(const WeightNode&) override {}
};

}  // namespace TMVA::inline standalone
