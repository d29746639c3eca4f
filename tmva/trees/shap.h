// SHAP values: what each input contributes to the answers of a forest.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "tmva/trees/tree_ensemble.h"

namespace TMVA::inline standalone {

/// The Shapley values of the path-dependent conditional expectation of Lundberg et al., "Consistent
/// individualized feature attribution for tree ensembles", arXiv:1802.03888: an input that is not
/// known sends an event to both daughters, in proportion to their covers. Where both have cover 0,
/// to each by one half.
///
/// They are not computed by that paper's algorithm 2. With x_j = t for known inputs, a leaf
/// contributes value * product over its inputs j of (open_j t + reached_j (1 - t)), the multilinear
/// extension of its game (Owen, Management Science 18 (1972) P64): open_j is 1 where the event
/// passes all cuts on j, reached_j the product of the shares of events that do. The Shapley value
/// is the integral over 0 < t < 1 of the derivative by x_j; it is a polynomial, which Gauss and
/// Legendre integrate exactly with half as many points as a path has inputs. The cost is O(nodes *
/// points) an event instead of O(leaves * depth^2), every term is bounded, and nothing is ever
/// divided by a cover.
///
/// Immutable and thread-safe; the ensemble must outlive it.
class ShapModel {
 public:
  /// ModelError for trees without covers, with negative ones, or that cut on combinations of
  /// inputs.
  explicit ShapModel(const TreeEnsemble& ensemble);

  std::size_t NumInputs() const { return ensemble_.num_inputs; }
  std::size_t NumOutputs() const { return ensemble_.num_outputs; }
  /// The mean of each raw output over the events that the covers describe.
  std::span<const double> ExpectedValues() const { return expected_; }

  /// out[(i * NumOutputs() + k) * (NumInputs() + 1) + j]: input j's part of raw output k (before
  /// the transform) of row i; the last column is the expected value. A row adds up to its raw
  /// output. The number of threads changes no bit. When the current stop token (StopScope) asks to
  /// stop, rows are left out.
  void Evaluate(const Rows& rows, std::span<double> out, int threads = 1) const;

 private:
  /// A node, mothers before daughters; the left daughter is the next node.
  struct Node {
    const TreeNode* node = nullptr;
    std::uint32_t right = 0;  ///< 0: a leaf
    /// The lowest node, here or above, that a cut on this node's input leads to; 0: none.
    std::uint32_t previous = 0;
    double share = 1;  ///< of the mother's events
    /// Product of the shares over the cuts on the mother's input, from the root down to here.
    double reached = 1;
    double value = 0;  ///< of a leaf
  };
  struct Tree {
    const DecisionTree* tree = nullptr;
    std::vector<Node> nodes;
    std::size_t points = 0;  ///< of the integration
  };
  struct Point {
    double t, weight;
  };
  struct Factors;
  struct Scratch;

  static constexpr std::size_t kLanes = 8;  ///< events in step
  using Lanes = std::array<double, kLanes>;

  Tree Flatten(std::size_t index) const;
  void FillFactors(const Tree& tree, Scratch& scratch) const;
  static void AddTree(const Tree& tree, const std::array<const float*, kLanes>& x, Scratch& scratch,
                      Lanes* shap);
  void EvaluateChunk(const Rows& rows, double* out, Scratch& scratch) const;
  static std::vector<Point> GaussLegendre(std::size_t points);

  const TreeEnsemble& ensemble_;
  std::vector<std::vector<Tree>> trees_;    ///< of each output
  std::vector<std::vector<Point>> points_;  ///< by their number; those that trees need
  std::vector<double> expected_;
};

}  // namespace TMVA::inline standalone
