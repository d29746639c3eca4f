// What If, Loop and Scan share.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tmva/graph/operator.h"
#include "tmva/graph/session.h"

namespace TMVA::inline standalone::onnx {

/// Names that a graph reads and does not make: values around it.
std::vector<std::string> FreeNames(const Graph& graph);

/// A graph in an attribute of a node, with those values around it that it reads.
class SubGraph {
 public:
  SubGraph(const NodeView& node, const std::string& attribute);

  const std::vector<std::string>& Captured() const { return captured_; }
  /// Inputs of its own, outputs.
  std::size_t NumInputs() const { return session_.Inputs().size() - captured_.size(); }
  std::size_t NumOutputs() const { return session_.Outputs().size(); }
  const ValueInfo& Output(std::size_t i) const { return session_.Outputs()[i]; }
  /// `own`: its inputs; `captured`: the values around it, as in Captured().
  std::vector<Array> Run(std::span<const Array* const> own,
                         std::span<const Array* const> captured) const;

 private:
  static const Graph& Find(const NodeView& node, const std::string& attribute);

  std::string where_;
  std::vector<std::string> captured_;
  Session session_;
};

/// A scalar condition.
bool IsTrue(const Array& condition, const Operator& op);
/// The element of an array along an axis, an array of one dimension less.
Array ElementAt(const Array& array, std::size_t axis, std::int64_t index);
/// Arrays of one shape and type, side by side along a new axis. ModelError when they differ; `none`
/// is what comes of no arrays.
Array Stack(std::span<const Array> arrays, std::int64_t axis, const ValueInfo& none);

void RegisterLoops(OperatorRegistry&);

}  // namespace TMVA::inline standalone::onnx
