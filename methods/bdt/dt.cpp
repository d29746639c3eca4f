// MethodDT: one decision tree, by the ways of the BDT.
#include "methods/bdt/bdt.h"

namespace TMVA::inline standalone {

/// A forest of one tree whose response is its leaf's type or purity.
class MethodDT : public MethodBDT {
 public:
  explicit MethodDT(const MethodContext& context) : MethodBDT(context) {
    options_.num_trees = 1;
    options_.boost_type =
        "Bagging";  // no boosting; and no bag, as UseBaggedBoost is not an option here
    options_.prune_strength = 5;
  }
  void DeclareOptions(OptionSet& options) override {
    options_.DeclareTree(options);
    options.Declare(options_.prune_before_boost, "PruneBeforeBoost", "Prune before boosting")
        .ReaderOnly();
  }
  void Configure(const OptionSet& options) override {
    ResolveTreeOptions(options_, options, info_, log_);
    accepts_missing_ = options_.CanQuantise();
  }
  std::string Help() const override {
    return "A single decision tree: easy to read and to draw, but unstable, and weaker than a "
           "forest (BDT). Grow it\n"
           "deep and prune it (PruneMethod=CostComplexity with PruneStrength=-1 finds the strength "
           "by itself).\n";
  }
};

}  // namespace TMVA::inline standalone

TMVA_METHOD(DT, TMVA::MethodDT, "Decision tree", TMVA::Classification)
