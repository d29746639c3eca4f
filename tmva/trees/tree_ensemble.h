// TreeEnsemble: a trained forest, whatever library grew it, and the model that applies it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tmva/trees/forest.h"
#include "tmva/trees/tree.h"

namespace TMVA::inline standalone {

/// What becomes of the sums over the trees.
enum class OutputTransform : std::uint8_t {
  kNone,
  kLogistic,        ///< 1 / (1 + exp(-F))
  kSoftmax,         ///< over all outputs
  kExp,             ///< exp(F): Poisson, gamma and Tweedie regression
  kGradientBoosted  ///< 2 / (1 + exp(-2 F)) - 1: TMVA's BoostType=Grad
};

/// Sum over trees, output by output, plus a constant, transformed. Leaves answer with
/// TreeNode::response, times the tree's weight; a forest that takes means has weights that say so.
struct TreeEnsemble {
  std::size_t num_inputs = 0;
  std::vector<std::string> input_names;  ///< empty, or one an input
  std::size_t num_outputs = 1;
  std::vector<DecisionTree> trees;
  std::vector<std::uint32_t> output_of_tree;  ///< as trees
  std::vector<double> base;                   ///< one an output
  OutputTransform transform = OutputTransform::kNone;
};

/// ModelError, with `where` in front, for trees that are none, for inputs, outputs or daughters
/// that are not there, and for numbers that are not finite or whose sums may not be.
void CheckEnsemble(const TreeEnsemble& ensemble, const std::string& where);

/// Applies an ensemble. Immutable and thread-safe.
class EnsembleModel {
 public:
  explicit EnsembleModel(const TreeEnsemble& ensemble);
  std::size_t NumOutputs() const { return base_.size(); }
  /// out[i * NumOutputs() + k]; without the transform when `raw`. The number of threads changes no
  /// bit. When the current stop token (StopScope) asks to stop, rows may be left out.
  void Evaluate(const Rows& rows, std::span<double> out, bool raw = false, int threads = 1) const;

 private:
  void EvaluateBlock(const Rows& rows, std::span<double> out, bool raw) const;

  Forest forest_;
  std::vector<double> base_;
  OutputTransform transform_;
};

/// A forest with the transform kGradientBoosted as one with kLogistic: its response r becomes (r +
/// 1) / 2, the form that other libraries know. ModelError for other transforms.
TreeEnsemble AsLogistic(TreeEnsemble ensemble);

/// Applies `transform` in place to rows of `num_outputs` sums.
void TransformOutputs(OutputTransform transform, std::size_t num_outputs, std::span<double> sums);

}  // namespace TMVA::inline standalone
