// Declaration of the BDT's options and the rules between them.
#include "methods/bdt/bdt_options.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace TMVA::inline standalone {
namespace {

// A weight file nests one element a level, and files nested deeper than 1000 levels are refused.
constexpr int kDeepest = 900;
constexpr int kLargestBag = 100;
constexpr int kLargestGrid = 60000;  // bins are numbered in 16 bits

[[noreturn]] void Refuse(const OptionSet& set, const std::string& what) {
  throw OptionError(set.Owner() + ": " + what);
}

double Percentage(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// Sizes that only training needs to bound: weight files may hold any.
void CheckSizes(BdtOptions& o, const OptionSet& set, const Log& log) {
  if (o.max_depth > kDeepest) {
    log.Warning("MaxDepth=" + std::to_string(o.max_depth) + " is set to " +
                std::to_string(kDeepest));
    o.max_depth = kDeepest;
  }
  if (o.num_cuts > kLargestGrid)
    Refuse(set, "option nCuts=" + std::to_string(o.num_cuts) + " is above " +
                    std::to_string(kLargestGrid) + "; nCuts=-1 cuts between every two values");
  if (o.bagged_boost && !(o.bagged_fraction > 0 && o.bagged_fraction <= kLargestBag))
    Refuse(set, "option BaggedSampleFraction=" + std::to_string(o.bagged_fraction) +
                    " is not above 0 and at most " + std::to_string(kLargestBag));
}

void CheckBoostType(BdtOptions& o, const OptionSet& set, const DataSetInfo& info) {
  const bool regression = info.analysis == Types::kRegression;
  if (info.analysis == Types::kMulticlass && !o.Is("Grad"))
    Refuse(set, "option BoostType=" + o.boost_type +
                    " cannot separate several classes; use BoostType=Grad");
  if (regression && !o.Is("Grad") && !o.Is("AdaBoostR2") && !o.Is("Bagging"))
    Refuse(set, "option BoostType=" + o.boost_type +
                    " is not for regression; use AdaBoostR2, Grad or Bagging");
  if (!regression && o.Is("AdaBoostR2"))
    Refuse(set, "option BoostType=AdaBoostR2 is for regression; use AdaBoost or Grad");
  if (regression && info.targets.size() != 1)
    Refuse(set, "regression needs exactly one target, the data set has " +
                    std::to_string(info.targets.size()));
  if (!regression && !o.Is("Grad") && o.separation == "RegressionVariance")
    Refuse(set, "option SeparationType=RegressionVariance is for regression trees; use GiniIndex");
  if (regression && o.separation != "RegressionVariance")
    Refuse(set, "option SeparationType=" + o.separation +
                    " is not for regression; use RegressionVariance");
  if (o.Is("RealAdaBoost")) {
    o.boost_type = "AdaBoost";
    o.yes_no_leaf = false;
  }
  if (o.Is("AdaCost")) o.yes_no_leaf = false;
  if (o.Is("Bagging")) o.bagged_boost = true;
}

void CheckPruning(BdtOptions& o, const OptionSet& set, const DataSetInfo& info, const Log& log) {
  if (o.prune_method == "NoPruning") return;
  if (o.Is("Grad") || o.randomised_trees) {
    log.Warning(std::string("no pruning of ") + (o.Is("Grad") ? "gradient-boosted" : "randomised") +
                " trees: PruneMethod is set to NoPruning");
    o.prune_method = "NoPruning";
    return;
  }
  const bool regression = info.analysis == Types::kRegression;
  if (o.prune_method == "ExpectedError" && (o.prune_strength < 0 || regression))
    Refuse(set,
           "option PruneMethod=ExpectedError needs a PruneStrength >= 0 and classification; "
           "use PruneMethod=CostComplexity");
  if (regression && o.prune_strength < 0)
    Refuse(set, "option PruneStrength < 0 (automatic) is for classification; give a percentage");
}

/// Regression trees (all trees of BoostType=Grad) have no classes to discriminate.
void CheckFisherCuts(BdtOptions& o, const OptionSet& set, const DataSetInfo& info, const Log& log) {
  if (!o.fisher_cuts) return;
  if (info.analysis != Types::kClassification)
    Refuse(set, "option UseFisherCuts is for classification only; leave it out");
  if (o.Is("Grad"))
    Refuse(set,
           "option UseFisherCuts is not for BoostType=Grad, whose trees are regression trees; "
           "use BoostType=AdaBoost or Bagging");
  if (o.num_cuts > 0) return;
  log.Warning("Fisher cuts need a grid of cuts: nCuts=" + std::to_string(o.num_cuts) +
              " is set to 20");
  o.num_cuts = 20;
}

void CheckEarlyStopping(const BdtOptions& o, const OptionSet& set) {
  if (o.early_stopping == 0) return;
  if (!o.Is("Grad")) Refuse(set, "option EarlyStopping is for BoostType=Grad; leave it out");
  if (!(o.validation_fraction > 0 && o.validation_fraction <= 0.5))
    Refuse(set, "option ValidationFraction=" + std::to_string(o.validation_fraction) +
                    " is not above 0 and at most 0.5, as EarlyStopping needs");
}

/// Cuts are shared out once, before the first tree.
void CheckCutGrid(BdtOptions& o, const OptionSet& set) {
  if (o.cut_grid != "Quantile") return;
  const auto refuse = [&](const char* option) {
    Refuse(set, std::string("option ") + option + " needs CutGrid=NodeRange");
  };
  if (o.fisher_cuts) refuse("UseFisherCuts");
  if (o.preselection) refuse("DoPreselection");
  if (o.negative_weights == "PairNegWeightsGlobal")
    refuse("NegWeightTreatment=PairNegWeightsGlobal");
  constexpr int kMost = static_cast<int>(BinEdges::kMostCuts);
  if (!set.IsSet("nCuts")) o.num_cuts = kMost;
  if (o.num_cuts < 1 || o.num_cuts > kMost)
    Refuse(set, "option nCuts=" + std::to_string(o.num_cuts) + " is not between 1 and " +
                    std::to_string(kMost) + ", as CutGrid=Quantile needs");
}

void TranslateDeprecated(BdtOptions& o, const OptionSet& set) {
  if (o.bagged_grad) o.bagged_boost = true;
  if (o.nodes_max > 0) {  // the depth of the smallest tree with so many nodes
    o.max_depth = 1;
    for (int nodes = 1; nodes < o.nodes_max && o.max_depth < kDeepest; ++o.max_depth)
      nodes = std::min(nodes + 2 * nodes, o.nodes_max);
  }
  if (o.events_min > 0) return;
  const double size = Percentage(o.min_node_size);
  if (!(size > 0 && size < 50))
    Refuse(set, "option MinNodeSize=" + o.min_node_size +
                    " is not between 0% and 50% of the training events");
}

}  // namespace

BdtOptions::BdtOptions(const DataSetInfo& info) {
  const auto n = static_cast<double>(info.variables.size());
  use_variables = std::max(1, static_cast<int>(std::sqrt(n) + 0.6));
  if (info.analysis != Types::kRegression) return;
  max_depth = 50;
  min_node_size = "0.2%";
  boost_type = "AdaBoostR2";
  yes_no_leaf = false;
  separation = "RegressionVariance";
}

bool BdtOptions::CanQuantise() const {
  return cut_grid != "NodeRange" && !fisher_cuts && !preselection && num_cuts > 0 &&
         negative_weights != "PairNegWeightsGlobal";
}

std::size_t BdtOptions::NumQuantiles(std::size_t num_events, bool allow_missing) const {
  // From here on quantiles are as good or better and several times faster; on few events the
  // coarser grid overtrains less (bench/RESULTS.md, quality).
  constexpr std::size_t kManyEvents = 20000;
  if (cut_grid == "Quantile") return static_cast<std::size_t>(num_cuts);
  if (!CanQuantise()) return 0;
  return num_events > kManyEvents || allow_missing ? BinEdges::kMostCuts : 0;
}

void BdtOptions::DeclareTree(OptionSet& set) {
  set.Declare(max_depth, "MaxDepth", "Maximum depth of a tree").AtLeast(0);
  set.Declare(min_node_size, "MinNodeSize",
              "Minimum percentage of training events required in a leaf")
      .Percent();
  set.Declare(num_cuts, "nCuts",
              "Number of grid points in the variable range used in finding the optimal cut; "
              "<= 0: a cut between every two values");
  set.Declare(cut_grid, "CutGrid",
              "NodeRange: nCuts cuts in the range that a variable has in the node, as TMVA; "
              "Quantile: cuts that "
              "share the training events out evenly, nCuts or (when that is not given) 254 of "
              "them, the same in all "
              "nodes; Auto: NodeRange up to 20000 training events, above them Quantile with 254")
      .Choices({"Auto", "NodeRange", "Quantile"});
  set.Declare(randomised_trees, "UseRandomisedTrees", "Choose variables at random in each node");
  set.Declare(use_variables, "UseNvars", "Size of the random choice of variables").AtLeast(0);
  set.Declare(poisson_variables, "UsePoissonNvars",
              "Take UseNvars as the mean of a Poisson distribution");
  set.Declare(yes_no_leaf, "UseYesNoLeaf",
              "Leaves answer signal or background instead of their purity");
  set.Declare(purity_limit, "NodePurityLimit", "Leaves of larger purity are signal");
  set.Declare(separation, "SeparationType", "Separation criterion for node splitting")
      .Choices(SeparationNames());
  set.Declare(prune_method, "PruneMethod",
              "Method of removing statistically insignificant branches")
      .Choices({"NoPruning", "ExpectedError", "CostComplexity"});
  set.Declare(prune_strength, "PruneStrength", "Pruning strength; negative: automatic");
  set.Declare(prune_validation_fraction, "PruningValFraction",
              "Fraction of events that automatic pruning validates on")
      .Range(0, 1);
  set.Declare(events_min, "nEventsMin", "Minimum number of events in a leaf")
      .AtLeast(-1)
      .Deprecated("use MinNodeSize, a percentage of the training events");
}

void BdtOptions::Declare(OptionSet& set) {
  set.Declare(num_trees, "NTrees", "Number of trees in the forest").AtLeast(0);
  DeclareTree(set);
  set.Declare(boost_type, "BoostType", "Boosting type for the trees in the forest")
      .Choices({"AdaBoost", "RealAdaBoost", "AdaCost", "Bagging", "AdaBoostR2", "Grad"});
  set.Declare(ada_boost_r2_loss, "AdaBoostR2Loss", "Type of loss function in AdaBoostR2")
      .Choices({"Linear", "Quadratic", "Exponential"});
  set.Declare(bagged_boost, "UseBaggedBoost",
              "Use only a random subsample of all events for each tree");
  set.Declare(shrinkage, "Shrinkage", "Learning rate of gradient boosting");
  set.Declare(ada_boost_beta, "AdaBoostBeta", "Learning rate of AdaBoost");
  set.Declare(bagged_fraction, "BaggedSampleFraction",
              "Size of the bagged sample relative to the training sample")
      .AtLeast(0);
  set.Declare(negative_weights, "NegWeightTreatment", "What to do with events of negative weight")
      .Choices({"InverseBoostNegWeights", "IgnoreNegWeightsInTraining", "NoNegWeightsInTraining",
                "PairNegWeightsGlobal", "Pray", "IgnoreNegWeights"});
  set.Declare(cost_ss, "Css", "AdaCost: cost of true signal selected as signal");
  set.Declare(cost_sb, "Cts_sb", "AdaCost: cost of true signal selected as background");
  set.Declare(cost_bs, "Ctb_ss", "AdaCost: cost of true background selected as signal");
  set.Declare(cost_bb, "Cbb", "AdaCost: cost of true background selected as background");
  set.Declare(regression_loss, "RegressionLossFunctionBDTG",
              "Loss function of gradient-boosted regression")
      .Choices({"Huber", "AbsoluteDeviation", "LeastSquares"});
  set.Declare(huber_quantile, "HuberQuantile",
              "Quantile of the residuals that separates the core from the tails")
      .Range(0, 1);
  set.Declare(boost_monitor, "DoBoostMonitor",
              "Graphs of the loss (training and test events) and of the ROC integral against the "
              "number of trees");
  set.Declare(fisher_cuts, "UseFisherCuts",
              "Also cut on the Fisher discriminant of correlated variables");
  set.Declare(fisher_correlation, "MinLinCorrForFisher",
              "Minimum linear correlation of variables that enter the Fisher discriminant");
  set.Declare(exclusive_variables, "UseExclusiveVars",
              "Variables in the Fisher discriminant are not cut on alone");
  set.Declare(preselection, "DoPreselection", "Apply 100% pure one-sided cuts before the forest");
  set.Declare(signal_to_background, "SigToBkgFraction", "Ratio of signal to background in training")
      .AtLeast(0);
  set.Declare(early_stopping, "EarlyStopping",
              "Gradient boosting: end when the loss of the validation events has not improved for "
              "so many rounds, and "
              "keep the best; 0: all NTrees")
      .AtLeast(0);
  set.Declare(validation_fraction, "ValidationFraction",
              "Fraction of the training events that EarlyStopping sets aside")
      .Range(0, 1);
  set.Declare(skip_normalization, "SkipNormalization",
              "Leave the ratio of the class weights as it is in the data");
  set.Declare(bagged_grad, "UseBaggedGrad", "Bagging in gradient boosting")
      .Deprecated("use UseBaggedBoost");
  set.Declare(bagged_fraction, "GradBaggingFraction", "Size of the bagged sample")
      .Deprecated("use BaggedSampleFraction");
  set.Declare(use_train_events, "UseNTrainEvents", "Size of the bagged sample")
      .AtLeast(0)
      .Deprecated("use BaggedSampleFraction");
  set.Declare(nodes_max, "NNodesMax", "Maximum number of nodes")
      .AtLeast(0)
      .Deprecated("use MaxDepth");
  set.Declare(use_weighted_trees, "UseWeightedTrees", "Weighted average of the trees").ReaderOnly();
  set.Declare(prune_before_boost, "PruneBeforeBoost", "Prune before boosting").ReaderOnly();
  set.Declare(renorm_by_class, "RenormByClass", "Renormalise each class").ReaderOnly();
}

void ResolveTreeOptions(BdtOptions& o, const OptionSet& set, const DataSetInfo& info,
                        const Log& log) {
  TranslateDeprecated(o, set);
  CheckCutGrid(o, set);
  CheckSizes(o, set, log);
  CheckPruning(o, set, info, log);
  if (o.use_variables < 1) o.use_variables = 1;
}

void ResolveOptions(BdtOptions& o, const OptionSet& set, const DataSetInfo& info, const Log& log) {
  if (o.num_trees == 0) {
    log.Error("NTrees=0 makes no sense: set to 1");
    o.num_trees = 1;
  }
  CheckBoostType(o, set, info);
  ResolveTreeOptions(o, set, info, log);
  CheckEarlyStopping(o, set);
  CheckFisherCuts(o, set, info, log);
  if (o.num_cuts <= 0 && (info.analysis == Types::kRegression || o.Is("Grad"))) {
    log.Warning(
        "the scan over all values (nCuts <= 0) is not for regression trees: nCuts is set to 20");
    o.num_cuts = 20;
  }
  if (o.negative_weights == "NoNegWeightsInTraining" || o.negative_weights == "IgnoreNegWeights")
    o.negative_weights = "IgnoreNegWeightsInTraining";
  if (o.Is("Grad") && o.negative_weights == "InverseBoostNegWeights") {
    if (set.IsSet("NegWeightTreatment"))
      log.Warning(
          "NegWeightTreatment=InverseBoostNegWeights is not for BoostType=Grad: set to Pray");
    o.negative_weights = "Pray";
  }
}

GrowOptions MakeGrowOptions(const BdtOptions& o, const DataSetInfo& info, std::size_t num_events) {
  GrowOptions grow;
  const auto& names = SeparationNames();
  const auto at = std::find(names.begin(), names.end(), o.separation);
  grow.separation = static_cast<Separation>(at - names.begin());
  if (o.Is("Grad") || info.analysis == Types::kRegression)
    grow.separation = Separation::kRegressionVariance;
  grow.max_depth = o.max_depth;
  grow.min_node_percent = o.events_min > 0 ? 100.0 * o.events_min / static_cast<double>(num_events)
                                           : Percentage(o.min_node_size);
  grow.num_cuts = o.num_cuts;
  grow.purity_limit = o.purity_limit;
  grow.randomised = o.randomised_trees;
  grow.use_variables = o.use_variables;
  grow.poisson_variables = o.poisson_variables;
  grow.fisher_cuts = o.fisher_cuts;
  grow.fisher_correlation = o.fisher_correlation;
  grow.exclusive_variables = o.exclusive_variables;
  return grow;
}

}  // namespace TMVA::inline standalone
