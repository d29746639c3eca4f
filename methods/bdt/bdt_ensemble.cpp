// The forest of a BDT as a TreeEnsemble.
#include "methods/bdt/bdt_ensemble.h"

#include <limits>

#include "methods/bdt/bdt.h"

namespace TMVA::inline standalone {
namespace {

/// VarTransform=I does nothing.
bool TransformsAnything(const TransformationChain& chain) {
  for (std::size_t i = 0; i < chain.Size(); ++i)
    if (chain[i].Name() != "Identity") return true;
  return false;
}

}  // namespace

TreeEnsemble MethodBDT::Ensemble() const {
  TreeEnsemble ensemble;
  ensemble.num_inputs = info_.variables.size();
  for (const auto& variable : info_.variables) ensemble.input_names.push_back(variable.label);
  double scale = 1;
  ensemble.base = {0};
  switch (combination_) {
    case Combination::kGradient:
      ensemble.transform = OutputTransform::kGradientBoosted;
      break;
    case Combination::kSoftmax:
      ensemble.transform = OutputTransform::kSoftmax;
      ensemble.num_outputs = info_.classes.size();
      ensemble.base.assign(ensemble.num_outputs, 0);
      break;
    case Combination::kGradientRegression:
      ensemble.base = {trained_.trees.front().weight};
      break;
    default:  // weights that add up to nothing: the response is 0
      scale = sum_of_weights_ > std::numeric_limits<double>::epsilon() ? 1 / sum_of_weights_ : 0;
  }
  ensemble.trees = trained_.trees;
  const LeafAnswer answer = ChooseAnswer();
  for (std::size_t t = 0; t < ensemble.trees.size(); ++t) {
    DecisionTree& tree = ensemble.trees[t];
    tree.weight = combination_ == Combination::kMean ? tree.weight * scale : 1;
    for (auto& node : tree.nodes) {
      if (!node.IsLeaf()) continue;
      node.response = LeafValue(node, answer);
      node.type = NodeType::kRegression;
    }
    ensemble.output_of_tree.push_back(static_cast<std::uint32_t>(t % ensemble.num_outputs));
  }
  CheckEnsemble(ensemble, "BDT '" + title_ + "'");
  return ensemble;
}

TreeEnsemble ToTreeEnsemble(const BookedMethod& booked) {
  const std::string name = booked.Type() + " '" + booked.Title() + "'";
  const auto* bdt = dynamic_cast<const MethodBDT*>(&booked.Implementation());
  if (bdt == nullptr) throw ModelError(name + " is no forest: BDT is");
  using Combination = MethodBDT::Combination;
  if (TransformsAnything(booked.Transformations()))
    throw ModelError(
        name +
        " transforms its variables or targets (VarTransform), which a forest does not express");
  if (!bdt->preselection_.Empty() && bdt->info_.analysis == Types::kClassification)
    throw ModelError(name +
                     " has preselection cuts (DoPreselection), which a forest does not express");
  if (bdt->combination_ == Combination::kMedian)
    throw ModelError(
        name + " answers with a median over its trees (BoostType=AdaBoostR2), which is no sum");
  return bdt->Ensemble();
}

}  // namespace TMVA::inline standalone
