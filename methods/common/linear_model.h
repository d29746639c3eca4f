// LinearModel: constant plus linear combination of the variables, for one or more outputs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <TMVA/Method.h>

namespace TMVA::inline standalone {

class LinearModel {
 public:
  LinearModel() = default;
  LinearModel(std::size_t outputs, std::size_t variables);

  std::size_t Outputs() const { return outputs_; }
  /// Coefficient 0 is the constant, k + 1 that of variable k.
  std::size_t NumCoefficients() const { return outputs_ == 0 ? 0 : values_.size() / outputs_; }
  double& At(std::size_t output, std::size_t coefficient) {
    return values_[output * NumCoefficients() + coefficient];
  }
  double At(std::size_t output, std::size_t coefficient) const {
    return values_[output * NumCoefficients() + coefficient];
  }
  void Evaluate(const EventBlock& events, ResponseBlock& response) const;
  /// The same as nodes of a graph: see Method.
  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables) const;

  /// Coefficient elements of `weights`: `output_index` names the attribute with the number of the
  /// output, and is empty where there is only one.
  void Save(WeightNode& weights, const char* output_index, const char* index) const;
  /// Every coefficient must be there once, with a finite value.
  void Load(const WeightNode& weights, const char* output_index, const char* index);

 private:
  std::size_t outputs_ = 0;
  std::vector<double> values_;
};

/// Variables by falling value.
Ranking MakeRanking(std::string quantity, const DataSetInfo& info,
                    const std::vector<double>& values);

}  // namespace TMVA::inline standalone
