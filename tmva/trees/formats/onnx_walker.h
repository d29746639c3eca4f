// OnnxWalker: ONNX's forests as they are, node by node - slower than Forest, but for all they may
// ask.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "tmva/trees/formats/onnx_forest.h"

namespace TMVA::inline standalone {

/// Immutable and thread-safe.
class OnnxWalker {
 public:
  /// ModelError for nodes that are met twice, so that each walk ends, or never.
  OnnxWalker(OnnxForest forest, const OnnxAttributes& attributes);
  std::size_t NumTrees() const { return forest_.roots.size(); }
  /// The targets and weights of the leaf that tree `t` leads to. T: float or double.
  template <class T>
  std::span<const std::pair<int, double>> Answers(std::size_t t, std::span<const T> row) const;

 private:
  OnnxForest forest_;
};

}  // namespace TMVA::inline standalone
