// MethodBDT: its weight file, monitoring and help page.
#include <cmath>

#include "methods/bdt/bdt.h"

namespace TMVA::inline standalone {

void MethodBDT::Save(WeightNode& weights) const {
  const std::size_t variables = info_.variables.size();
  weights.Set("NTrees", trained_.trees.size()).Set("AnalysisType", regression_trees_ ? 1 : 0);
  if (accepts_missing_) weights.Set("MissingValues", 1);
  preselection_.Save(weights, variables);
  for (std::size_t t = 0; t < trained_.trees.size(); ++t)
    SaveTree(trained_.trees[t], t, variables, weights);
}

void MethodBDT::Load(const WeightNode& weights) {
  const std::size_t variables = info_.variables.size();
  if (variables == 0) weights.Fail("a forest needs at least one variable");
  if (info_.analysis == Types::kMulticlass && info_.classes.size() < 2)
    weights.Fail("multiclass needs at least two classes");
  const auto elements = weights.Children("BinaryTree");
  // TMVA's DT writes its tree alone, without a word on it.
  const bool bare = weights.Name() == "MethodSetup" && elements.size() == 1;
  regression_trees_ = !bare && weights.GetInt("AnalysisType", 0, 2) != 0;
  const auto stated = bare ? 1 : weights.GetInt("NTrees");
  if (stated < 1 || static_cast<std::size_t>(stated) != elements.size())
    weights.Fail("NTrees is " + std::to_string(stated) + ", but there are " +
                 std::to_string(elements.size()) + " BinaryTree elements");
  TrainedForest read;
  read.trees.reserve(elements.size());
  for (const auto* element : elements) read.trees.push_back(LoadTree(*element, variables));
  trained_ = std::move(read);
  accepts_missing_ = weights.Has("MissingValues") && weights.GetInt("MissingValues", 0, 1) == 1;
  preselection_ = Preselection::Load(weights, variables);
  BuildForest();
}

void MethodBDT::WriteMonitoring(OutputFile& file, const std::string& directory) const {
  const std::size_t n = trained_.nodes_after.size();
  if (n == 0) return;  // read from a file: nothing was seen
  const int bins = static_cast<int>(n);
  double largest = 0;
  for (const auto& tree : trained_.trees) largest = std::max(largest, std::abs(tree.weight));
  Histogram1 weights("BoostWeights", "BoostWeights", 100, 0, largest > 0 ? 1.05 * largest : 1);
  Histogram1 weights_by_tree("BoostWeightsVsTree", "BoostWeights vs tree", bins, 0, bins);
  Histogram1 errors("ErrorFrac", "error fraction vs tree number", bins, 0, bins);
  Histogram1 before("NodesBeforePruning", "nodes before pruning", bins, 0, bins);
  Histogram1 after("NodesAfterPruning", "nodes after pruning", bins, 0, bins);
  for (std::size_t t = 0; t < n; ++t) {
    const double x = static_cast<double>(t) + 0.5;
    weights.Fill(trained_.trees[t].weight);
    weights_by_tree.Fill(x, trained_.trees[t].weight);
    if (t < trained_.error_fraction.size()) errors.Fill(x, trained_.error_fraction[t]);
    before.Fill(x, static_cast<double>(trained_.nodes_before[t]));
    after.Fill(x, static_cast<double>(trained_.nodes_after[t]));
  }
  for (auto* histogram : {&weights, &weights_by_tree, &errors, &before, &after}) {
    histogram->x_title = histogram == &weights ? "boost weight" : "tree number";
    file.Write(directory, *histogram);
  }
  for (const auto& graph : monitor_) file.Write(directory, graph);
  if (trained_.validation_loss.empty()) return;
  Graph losses;
  losses.name = "ValidationLoss";
  losses.title = "loss of the validation events vs number of rounds";
  losses.x_title = "number of rounds";
  losses.y_title = "loss of the validation events";
  for (std::size_t i = 0; i < trained_.validation_loss.size(); ++i)
    losses.x.push_back(static_cast<double>(i + 1));
  losses.y = trained_.validation_loss;
  file.Write(directory, losses);
}

std::string MethodBDT::Help() const {
  return "A decision tree splits the space of the variables cut by cut; each of its leaves stands "
         "for\n"
         "one class, or for one value of the target. A single tree is unstable; a forest of many "
         "small\n"
         "ones, each grown with regard to what those before it got wrong, is not.\n"
         "\n"
         "Gradient boosting (BoostType=Grad) with many shallow trees and a small Shrinkage (0.05 "
         "to 0.2)\n"
         "is the best choice for most problems; UseBaggedBoost makes it more robust. AdaBoost with "
         "trees\n"
         "of depth 3 needs less tuning. Larger nCuts help where a distribution has a long tail; a\n"
         "MinNodeSize of a few percent guards against overtraining.\n";
}

}  // namespace TMVA::inline standalone
