// EmitCall: a node of a graph as a call of emitted code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tmva/graph/emit/weight_pool.h"
#include "tmva/graph/operator.h"

namespace TMVA::inline standalone::onnx {

/// What rules write with. Literals are exact.
class EmitCall {
 public:
  EmitCall(const NodeView& given, std::vector<std::string> inputs, WeightPool& constants)
      : node(given), inputs_(std::move(inputs)), pool(constants) {}

  /// The expression of an input; "{}" where it is left out.
  std::string In(std::size_t i) const {
    return i < inputs_.size() && !inputs_[i].empty() ? inputs_[i] : "{}";
  }
  /// All inputs from `first` on, with commas.
  std::string InputsFrom(std::size_t first) const;
  /// An attribute, or else the input, as a list of whole numbers.
  std::string ListOr(const char* attribute, std::size_t input) const;
  std::string Int(const char* attribute, std::int64_t otherwise) const {
    return std::to_string(node.Int(attribute, otherwise));
  }
  std::string Bool(const char* attribute, bool otherwise) const {
    return node.Int(attribute, otherwise) != 0 ? "true" : "false";
  }
  std::string Float(const char* attribute, float otherwise) const {
    return FloatLiteral(node.Float(attribute, otherwise));
  }
  /// A list attribute in braces.
  std::string Braces(const char* attribute) const;
  /// The number of a text among those that are known; ModelError for others.
  std::size_t OneOf(const char* attribute, const char* otherwise,
                    const std::vector<std::string>& known) const;
  /// Reads a list attribute from the weights.
  std::string Numbers(const char* attribute, const std::vector<float>& otherwise = {}) const;
  std::string Integers(const char* attribute) const;
  std::string Integers(const std::vector<std::int64_t>& values) const;
  /// Outputs from `first` on must not be wanted.
  void OnlyOutputs(std::size_t most) const;
  [[noreturn]] void Unsupported(const std::string& what) const;

  static std::string FloatLiteral(double x);

  const NodeView& node;

 private:
  std::vector<std::string> inputs_;

 public:
  WeightPool& pool;
};

/// How an operator is written.
struct EmitRule {
  std::string snippet;  ///< the file that has the function
  std::string (*call)(const EmitCall&);
  std::vector<std::string>
      outputs;  ///< what is behind the value of the call, an output each; "" alone is the value
};

/// Null where there is none. `domain`: "" or "ai.onnx.ml".
const EmitRule* FindEmitRule(std::string_view domain, std::string_view op_type);

}  // namespace TMVA::inline standalone::onnx
