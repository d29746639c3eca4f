// RBDT: a forest of a ROOT file, applied to values, vectors and tensors.
#pragma once

#include <string>
#include <vector>

#include <TMVA/RModel.h>
#include <TMVA/RTensor.h>

namespace TMVA::inline standalone::Experimental {

/// Thread-safe.
class RBDT {
 public:
  /// What SaveXGBoost wrote under `key` into a ROOT file, or a model of any kind that is stored
  /// there.
  RBDT(const std::string& key, const std::string& file) : model_(RModel::Load(file + ":" + key)) {}
  std::vector<float> Compute(const std::vector<float>& event) const { return model_.Run(event); }
  /// [events, variables] -> [events, outputs]
  RTensor<float> Compute(const RTensor<float>& events) const;

 private:
  RModel model_;
};

}  // namespace TMVA::inline standalone::Experimental
