// Options of the BDT, and what follows from them.
#pragma once

#include <string>

#include <TMVA/DataSetInfo.h>
#include <TMVA/Log.h>
#include <TMVA/Options.h>

#include "tmva/trees/training/tree_grower.h"

namespace TMVA::inline standalone {

/// The options as they are written in the booking string and in weight files.
struct BdtOptions {
  explicit BdtOptions(const DataSetInfo& info);
  void Declare(OptionSet& options);
  /// Those of a single tree.
  void DeclareTree(OptionSet& options);

  int num_trees = 800;
  int max_depth = 3;
  std::string min_node_size = "5%";
  int num_cuts = 20;
  std::string cut_grid = "Auto";
  std::string boost_type = "AdaBoost";
  std::string ada_boost_r2_loss = "Quadratic";
  bool bagged_boost = false;
  double shrinkage = 1;
  double ada_boost_beta = 0.5;
  bool randomised_trees = false;
  int use_variables = 2;
  bool poisson_variables = true;
  double bagged_fraction = 0.6;
  bool yes_no_leaf = true;
  std::string negative_weights = "InverseBoostNegWeights";
  double cost_ss = 1, cost_sb = 1, cost_bs = 1, cost_bb = 1;  ///< of true class, selected class
  double purity_limit = 0.5;
  std::string separation = "GiniIndex";
  std::string regression_loss = "Huber";
  double huber_quantile = 0.7;
  bool boost_monitor = false;
  bool fisher_cuts = false;
  double fisher_correlation = 0.8;
  bool exclusive_variables = false;
  bool preselection = false;
  double signal_to_background = 1;
  std::string prune_method = "NoPruning";
  double prune_strength = 0;
  double prune_validation_fraction = 0.5;
  int early_stopping = 0;
  double validation_fraction = 0.2;
  bool skip_normalization = false;
  // deprecated
  int events_min = 0;
  bool bagged_grad = false;
  int use_train_events = 0;
  int nodes_max = 0;
  // of old weight files only
  bool use_weighted_trees = true, prune_before_boost = false, renorm_by_class = false;

  /// May variables be quantised? Only then missing values can be learned from.
  bool CanQuantise() const;
  /// The number of cuts a variable is quantised with to train on so many events; 0: it is not.
  std::size_t NumQuantiles(std::size_t num_events, bool allow_missing) const;
  bool Is(const char* boost) const { return boost_type == boost; }
};

/// Applies TMVA's rules on which options go together, at booking: OptionError for what cannot be,
/// warnings for what is changed. `title` names the method in messages.
void ResolveOptions(BdtOptions& options, const OptionSet& set, const DataSetInfo& info,
                    const Log& log);

/// The same for a single tree.
void ResolveTreeOptions(BdtOptions& options, const OptionSet& set, const DataSetInfo& info,
                        const Log& log);

/// The part of the options that growing needs. `num_events` are the training events.
GrowOptions MakeGrowOptions(const BdtOptions& options, const DataSetInfo& info,
                            std::size_t num_events);

}  // namespace TMVA::inline standalone
