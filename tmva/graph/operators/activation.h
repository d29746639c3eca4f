// Activation: the functions that gates of recurrent layers name in their attributes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

class Activation {
 public:
  /// The `count` functions of a node, by its attributes activations, activation_alpha,
  /// activation_beta, clip; `names` are those of one direction when there is no attribute.
  static std::vector<Activation> Read(const NodeView& node, const std::vector<std::string>& names,
                                      std::size_t directions);

  /// The activation of a fused node: that of its attributes, if it has them.
  static std::optional<Activation> Fused(const NodeView& node);
  bool IsRelu() const { return function_ == Function::kRelu; }
  /// The logistic function, or the hyperbolic tangent, without a clip?
  bool IsSigmoid() const { return function_ == Function::kSigmoid && clip_ == 0; }
  bool IsTanh() const { return function_ == Function::kTanh && clip_ == 0; }

  /// x = f(x), each clipped before (if the node says so).
  template <class T>
  void Apply(T* x, std::int64_t n, bool clip = true) const;

 private:
  enum class Function : std::uint8_t {
    kRelu,
    kTanh,
    kSigmoid,
    kAffine,
    kLeakyRelu,
    kThresholdedRelu,
    kScaledTanh,
    kHardSigmoid,
    kElu,
    kSoftsign,
    kSoftplus
  };

  Function function_ = Function::kTanh;
  float alpha_ = 0, beta_ = 0;
  float clip_ = 0;  ///< 0: none
};

}  // namespace TMVA::inline standalone::onnx
