// Growing trees, node by node: what all growers share.
#include "tmva/trees/training/tree_grower.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "tmva/trees/packed_forest.h"
#include "tmva/trees/training/node_range_grower.h"
#include "tmva/trees/training/quantile_grower.h"

namespace TMVA::inline standalone {

std::unique_ptr<TreeGrower> TreeGrower::Make(const TrainingSample& sample,
                                             const GrowOptions& options, int threads) {
  if (sample.Quantised()) return std::make_unique<QuantileGrower>(sample, options, threads);
  return std::make_unique<NodeRangeGrower>(sample, options, threads);
}

TreeGrower::TreeGrower(const TrainingSample& sample, const GrowOptions& options, int threads)
    : sample_(sample), options_(options), workers_(threads), partition_(workers_) {
  rules_.separation = options.separation;
  rules_.num_cuts = options.num_cuts;
}

std::size_t TreeGrower::AddNode(std::size_t begin, std::size_t end, int depth) {
  TreeNode node;
  node.depth = depth;
  result_.tree.nodes.push_back(node);
  result_.grown.push_back({begin, end, {}});
  return result_.tree.nodes.size() - 1;
}

bool TreeGrower::MayBeSplit(const NodeSums& sums, int depth) const {
  if (depth >= options_.max_depth) return false;
  if (sums.count < 2 * rules_.min_size || sums.weight < 2 * rules_.min_size) return false;
  return Regression() ? sums.weight != 0 : sums.Signal() != 0 && sums.Background() != 0;
}

std::vector<int> TreeGrower::ChooseVariables(Random& random) const {
  const auto all = static_cast<int>(sample_.num_variables);
  std::vector<int> variables(sample_.num_variables);
  std::iota(variables.begin(), variables.end(), 0);
  if (!options_.randomised) return variables;
  int n = options_.use_variables;
  if (options_.poisson_variables)
    n = static_cast<int>(std::min<std::uint32_t>(random.Poisson(n), 1U << 20));
  random.Shuffle(variables);
  variables.resize(static_cast<std::size_t>(std::clamp(n, 1, all)));
  std::sort(variables.begin(), variables.end());
  return variables;
}

void TreeGrower::AddImportance(const NodeSplit& split, double weight) {
  const double scale = split.gain * weight;
  if (split.coefficients.empty()) {
    result_.importance[static_cast<std::size_t>(split.variable)] += scale * scale;
    return;
  }
  for (std::size_t v = 0; v < sample_.num_variables; ++v)
    result_.importance[v] += split.coefficients[v] * split.coefficients[v] * scale * scale;
}

/// Purity, and mean and spread of the targets.
void TreeGrower::Describe(std::size_t at) {
  TreeNode& node = result_.tree.nodes[at];
  const NodeSums& sums = result_.grown[at].sums;
  node.cover = static_cast<float>(sums.weight);
  if (sums.weight > 0) node.purity = static_cast<float>(sums.positive / sums.weight);
  if (Regression() && sums.weight != 0) {
    // Weights that cancel can give any mean.
    const double mean = sums.target / sums.weight;
    node.response = static_cast<float>(std::clamp(mean, -kLargestAnswer, kLargestAnswer));
    node.rms = static_cast<float>(std::sqrt(TargetVariance(sums)));
  }
}

void TreeGrower::MakeLeaf(std::size_t at) {
  TreeNode& leaf = result_.tree.nodes[at];
  if (Regression())
    leaf.type = NodeType::kRegression;
  else
    leaf.type = static_cast<double>(leaf.purity) > options_.purity_limit ? NodeType::kSignal
                                                                         : NodeType::kBackground;
  Left(at);
}

bool TreeGrower::Split(std::size_t at, Random& random) {
  const NodeSums sums = result_.grown[at].sums;
  const int depth = result_.tree.nodes[at].depth;
  if (!MayBeSplit(sums, depth)) return false;
  const NodeSplit split = FindSplit(at, ChooseVariables(random));
  if (!(split.gain > 0)) return false;
  const auto [begin, end, unused] = result_.grown[at];
  const std::size_t middle = Partition(result_.grown[at], split);
  if (middle == begin || middle == end) return false;  // a cut that rounding made empty
  AddImportance(split, sums.weight);
  const auto left = static_cast<int>(AddNode(begin, middle, depth + 1));
  const auto right = static_cast<int>(AddNode(middle, end, depth + 1));
  TreeNode& node = result_.tree.nodes[at];
  node.variable = split.variable;
  node.cut = split.cut;
  node.cut_type = split.cut_type;
  node.missing_above = split.missing_above;
  if (!split.coefficients.empty()) {
    auto& coefficients = result_.tree.coefficients;
    node.first_coefficient = static_cast<int>(coefficients.size());
    coefficients.insert(coefficients.end(), split.coefficients.begin(), split.coefficients.end());
  }
  node.left = left;
  node.right = right;
  Divided(at);
  return true;
}

GrownTree TreeGrower::Grow(EventList& events, bool whole_sample, Random& random) {
  events_ = &events;
  result_ = {};
  result_.importance.assign(sample_.num_variables, 0.0);
  rules_.min_size = options_.min_node_percent / 100 * static_cast<double>(events.size());
  Begin(whole_sample);
  std::vector<std::size_t> stack{AddNode(0, events.size(), 0)};
  while (!stack.empty()) {
    const std::size_t at = stack.back();
    stack.pop_back();
    result_.grown[at].sums = SumUp(at);
    Describe(at);
    if (!Split(at, random)) {
      MakeLeaf(at);
      continue;
    }
    stack.push_back(static_cast<std::size_t>(result_.tree.nodes[at].right));
    stack.push_back(static_cast<std::size_t>(result_.tree.nodes[at].left));
  }
  return std::move(result_);
}

}  // namespace TMVA::inline standalone
