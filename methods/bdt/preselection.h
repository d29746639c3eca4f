// Preselection: one-sided cuts whose far side holds one class only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <TMVA/WeightNode.h>

#include "tmva/trees/training/training_sample.h"

namespace TMVA::inline standalone {

namespace onnx {
class GraphBuilder;
}

class Preselection {
 public:
  /// -1 or +1 when a cut decides, else 0. Of several cuts the last one decides, as in TMVA.
  double Decide(const float* variables) const;
  /// The same as nodes of a graph: `response` [N, 1], replaced where a cut decides on `variables`
  /// [N, variables].
  std::string ToGraph(onnx::GraphBuilder& graph, const std::string& variables,
                      std::string response) const;
  bool Empty() const { return cuts_.empty(); }
  /// Attributes of the Weights element, four cuts a variable; nothing when there is no cut.
  void Save(WeightNode& weights, std::size_t num_variables) const;
  static Preselection Load(const WeightNode& weights, std::size_t num_variables);

  /// Cuts that take away more than 5 % of one class and nothing of the other.
  static Preselection Find(const TrainingSample& sample);

 private:
  struct Cut {
    std::size_t variable;
    bool high;    ///< decides above the value, else below
    bool signal;  ///< what is on the far side
    double value;
  };
  std::vector<Cut>
      cuts_;  ///< by variable; low background, low signal, high background, high signal
};

}  // namespace TMVA::inline standalone
