// SHAP values by integrating the multilinear extension. Events are worked on in blocks: every event
// visits every node.
#include "tmva/trees/shap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include <tbb/enumerable_thread_specific.h>

#include <TMVA/Error.h>
#include <TMVA/Stop.h>

#include "tmva/threads/workers.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kChunkRows = 128;  ///< events for which a tree is prepared once

}  // namespace

/// What a cut multiplies the product by, and adds to the SHAP value of its input, at one point t.
/// Each is a sum over three cases: the event fails a cut on the input further up; it passes those;
/// it passes this one, too.
struct ShapModel::Factors {
  double always, if_open_before, if_open;
  double add_if_open_before, add_if_open;
};

struct ShapModel::Scratch {
  std::vector<Factors> factors;  ///< point after point, node after node
  /// A node: 1 where the event passes all cuts on its mother's input down to it.
  std::vector<Lanes> open;
  /// A node: the product over the path; on the way up the sum over its leaves.
  std::vector<Lanes> product;
  std::vector<Lanes> shap;  ///< block after block, input after input
};

/// Nodes and weights on [0, 1]: the zeros of the Legendre polynomial, by Newton's method.
std::vector<ShapModel::Point> ShapModel::GaussLegendre(std::size_t points) {
  std::vector<Point> found(points);
  const auto n = static_cast<double>(points);
  for (std::size_t i = 0; i < points; ++i) {
    double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5)), slope = 1;
    for (int iteration = 0; iteration < 10; ++iteration) {  // four are enough
      double before = 1, at = x;
      for (double k = 2; k <= n; ++k) {
        const double next = ((2 * k - 1) * x * at - (k - 1) * before) / k;
        before = at;
        at = next;
      }
      slope = n * (x * at - before) / (x * x - 1);
      x -= at / slope;
    }
    found[i] = {(1 - x) / 2, 1 / ((1 - x * x) * slope * slope)};
  }
  return found;
}

ShapModel::ShapModel(const TreeEnsemble& ensemble)
    : ensemble_(ensemble), trees_(ensemble.num_outputs), expected_(ensemble.base) {
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t) {
    Tree tree = Flatten(t);
    const std::size_t output = ensemble.output_of_tree[t];
    std::vector<double> reached(tree.nodes.size(), 1);
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const Node& node = tree.nodes[i];
      if (node.right == 0) {
        expected_[output] += reached[i] * node.value;
        continue;
      }
      for (const std::size_t daughter : {i + 1, std::size_t{node.right}})
        reached[daughter] = reached[i] * tree.nodes[daughter].share;
    }
    if (tree.nodes.size() == 1) continue;
    if (points_.size() <= tree.points) points_.resize(tree.points + 1);
    if (points_[tree.points].empty()) points_[tree.points] = GaussLegendre(tree.points);
    trees_[output].push_back(std::move(tree));
  }
}

ShapModel::Tree ShapModel::Flatten(std::size_t index) const {
  const DecisionTree& tree = ensemble_.trees[index];
  const auto fail = [index](const std::string& what) {
    throw ModelError("SHAP values: tree " + std::to_string(index) + " " + what);
  };
  struct Pending {
    const TreeNode* node;
    std::uint32_t mother;
    std::size_t inputs;  ///< different ones on the path
    double share;
  };
  std::vector<Pending> stack{{tree.nodes.data(), 0, 0, 1}};
  std::vector<std::uint32_t> mothers;
  Tree flat{&tree, {}, 1};
  while (!stack.empty()) {
    const Pending now = stack.back();
    stack.pop_back();
    const auto self = static_cast<std::uint32_t>(flat.nodes.size());
    Node node;
    node.node = now.node;
    node.share = now.share;
    if (self > 0) {
      Node& mother = flat.nodes[now.mother];
      if (self > now.mother + 1) mother.right = self;
      node.reached = flat.nodes[mother.previous].reached * now.share;
    }
    mothers.push_back(now.mother);
    if (now.node->IsLeaf()) {
      // As the forest answers: in single precision.
      node.value = static_cast<double>(static_cast<float>(tree.weight) * now.node->response);
      flat.points = std::max(flat.points, (now.inputs + 1) / 2);
      flat.nodes.push_back(node);
      continue;
    }
    if (now.node->first_coefficient >= 0)
      fail("cuts on combinations of inputs (Fisher cuts), whose parts cannot be told apart");
    for (std::uint32_t at = self; at != 0 && node.previous == 0; at = mothers[at])
      if (flat.nodes[mothers[at]].node->variable == now.node->variable) node.previous = at;
    const TreeNode& left = tree.nodes[static_cast<std::size_t>(now.node->left)];
    const TreeNode& right = tree.nodes[static_cast<std::size_t>(now.node->right)];
    for (const TreeNode* daughter : {&left, &right})
      if (!(daughter->cover >= 0 && std::isfinite(daughter->cover)))
        fail("has a cover that is negative or not finite");
    const double both = static_cast<double>(left.cover) + static_cast<double>(right.cover);
    if (self == 0 && both == 0)
      fail("has no covers (sums of weights of the training events): give a background sample");
    const auto share = [both](const TreeNode& daughter) {
      return both > 0 ? static_cast<double>(daughter.cover) / both : 0.5;
    };
    const std::size_t inputs = now.inputs + (node.previous == 0 ? 1 : 0);
    flat.nodes.push_back(node);
    stack.push_back({&right, self, inputs, share(right)});
    stack.push_back({&left, self, inputs, share(left)});
  }
  return flat;
}

/// f = open t + reached (1 - t) is the factor of an input. A cut replaces that of the cut before by
/// its own. The derivative has (open - reached) / f in its place, where that is -1 / (1 - t)
/// whatever is reached when not open.
void ShapModel::FillFactors(const Tree& tree, Scratch& scratch) const {
  scratch.factors.resize(tree.nodes.size() * tree.points);
  Factors* out = scratch.factors.data();
  for (const auto& [t, weight] : points_[tree.points]) {
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const Node& mother = tree.nodes[i];
      if (mother.right == 0) continue;
      const double before = tree.nodes[mother.previous].reached;
      const double factor_before = t + before * (1 - t), term_before = (1 - before) / factor_before;
      for (const std::size_t daughter : {i + 1, std::size_t{mother.right}}) {
        const Node& node = tree.nodes[daughter];
        const double factor = t + node.reached * (1 - t);
        const double open = factor / factor_before, closed = node.reached * (1 - t) / factor_before;
        const double term = (1 - node.reached) / factor, closed_term = -1 / (1 - t);
        out[daughter] = {node.share, closed - node.share, open - closed,
                         weight * (closed_term - term_before), weight * (term - closed_term)};
      }
    }
    out += tree.nodes.size();
  }
}

/// Adds a tree to the SHAP values of a block: down to the leaves and up again, point by point.
void ShapModel::AddTree(const Tree& tree, const std::array<const float*, kLanes>& x,
                        Scratch& scratch, Lanes* shap) {
  const std::size_t size = tree.nodes.size();
  Lanes* const open = scratch.open.data();
  Lanes* const product = scratch.product.data();
  for (std::size_t i = 0; i < size; ++i) {
    const Node& node = tree.nodes[i];
    if (node.right == 0) continue;
    const auto input = static_cast<std::size_t>(node.node->variable);
    for (std::size_t k = 0; k < kLanes; ++k) {
      const bool right = tree.tree->IsAbove(*node.node, x[k][input]) == node.node->cut_type;
      open[i + 1][k] = right ? 0 : open[node.previous][k];
      open[node.right][k] = right ? open[node.previous][k] : 0;
    }
  }
  const Factors* factors = scratch.factors.data();
  for (std::size_t point = 0; point < tree.points; ++point, factors += size) {
    // Copies of lanes, since nothing else tells the compiler that they lie apart.
    for (std::size_t i = 0; i < size; ++i) {
      const Node& node = tree.nodes[i];
      Lanes here = product[i];
      if (node.right == 0) {
        for (double& value : here) value *= node.value;
        product[i] = here;
        continue;
      }
      const Lanes before = open[node.previous];
      for (const std::size_t daughter : {i + 1, std::size_t{node.right}}) {
        const Factors f = factors[daughter];
        Lanes below = open[daughter];
        for (std::size_t k = 0; k < kLanes; ++k)
          below[k] = here[k] * (f.always + before[k] * f.if_open_before + below[k] * f.if_open);
        product[daughter] = below;
      }
    }
    for (std::size_t i = size; i-- > 0;) {
      const Node& node = tree.nodes[i];
      if (node.right == 0) continue;
      const std::size_t left = i + 1, right = node.right;
      const double add_before = factors[left].add_if_open_before;
      const double add_left = factors[left].add_if_open, add_right = factors[right].add_if_open;
      const Lanes before = open[node.previous], open_left = open[left], open_right = open[right];
      const Lanes sum_left = product[left], sum_right = product[right];
      Lanes sum, value = shap[node.node->variable];
      for (std::size_t k = 0; k < kLanes; ++k) {
        sum[k] = sum_left[k] + sum_right[k];
        value[k] += before[k] * add_before * sum[k] + open_left[k] * add_left * sum_left[k] +
                    open_right[k] * add_right * sum_right[k];
      }
      product[i] = sum;
      shap[node.node->variable] = value;
    }
    product[0].fill(1);
  }
}

void ShapModel::EvaluateChunk(const Rows& rows, double* out, Scratch& scratch) const {
  const std::size_t inputs = NumInputs(), outputs = NumOutputs(), width = inputs + 1;
  const std::size_t blocks = (rows.size + kLanes - 1) / kLanes;
  for (std::size_t output = 0; output < outputs; ++output) {
    scratch.shap.assign(blocks * inputs, Lanes{});
    for (const Tree& tree : trees_[output]) {
      FillFactors(tree, scratch);
      scratch.open.resize(std::max(scratch.open.size(), tree.nodes.size()));
      scratch.product.resize(scratch.open.size());
      scratch.open[0].fill(1);
      scratch.product[0].fill(1);
      for (std::size_t b = 0; b < blocks; ++b) {
        std::array<const float*, kLanes> x;
        for (std::size_t k = 0; k < kLanes; ++k)
          x[k] = rows.data + std::min(b * kLanes + k, rows.size - 1) * rows.row_stride;
        AddTree(tree, x, scratch, scratch.shap.data() + b * inputs);
      }
    }
    for (std::size_t i = 0; i < rows.size; ++i) {
      double* row = out + (i * outputs + output) * width;
      for (std::size_t j = 0; j < inputs; ++j)
        row[j] = scratch.shap[i / kLanes * inputs + j][i % kLanes];
      row[inputs] = expected_[output];
    }
  }
}

void ShapModel::Evaluate(const Rows& rows, std::span<double> out, int threads) const {
  const std::size_t row_size = NumOutputs() * (NumInputs() + 1);
  if (out.size() != rows.size * row_size)
    throw DataError("SHAP values of " + std::to_string(rows.size) + " rows are " +
                    std::to_string(rows.size * row_size) + " numbers, there is room for " +
                    std::to_string(out.size()));
  tbb::enumerable_thread_specific<Scratch> scratch;
  const std::stop_token stop = CurrentStopToken();
  Workers(threads).ForBlocks(
      rows.size, kChunkRows, [&](std::size_t begin, std::size_t end, std::size_t) {
        if (stop.stop_requested()) return;
        EvaluateChunk({rows.data + begin * rows.row_stride, rows.row_stride, end - begin},
                      out.data() + begin * row_size, scratch.local());
      });
}

}  // namespace TMVA::inline standalone
