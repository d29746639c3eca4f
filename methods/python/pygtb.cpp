// PyGTB: options of the method; tmva/pymva/sklearn.py does the work.
#include "methods/python/python_classifier.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyGTB : public PythonClassifier {
 public:
  explicit MethodPyGTB(const MethodContext& context)
      : PythonClassifier(context, "PyGTB", "GradientBoosting", "PyGTBModel") {}

  std::string Help() const override {
    return "Trains scikit-learn's GradientBoostingClassifier: each tree follows the gradient\n"
           "of the loss. All training events are held in memory.\n";
  }

 protected:
  void Declare(OptionSet& options) override {
    options
        .Declare(loss_, "Loss",
                 "exponential is for two classes; deviance is the old name of log_loss")
        .Choices({"log_loss", "exponential", "deviance"});
    options.Declare(learning_rate_, "LearningRate", "Factor on each tree's contribution (> 0)");
    options.Declare(n_estimators_, "NEstimators", "Number of boosting stages").AtLeast(1);
    options.Declare(subsample_, "Subsample", "Part of the events that a tree sees (> 0)")
        .Range(0, 1);
    options.Declare(min_samples_split_, "MinSamplesSplit", "Fewest events of a node that is split")
        .AtLeast(2);
    options.Declare(min_samples_leaf_, "MinSamplesLeaf", "Fewest events of a leaf").AtLeast(1);
    options
        .Declare(min_weight_fraction_leaf_, "MinWeightFractionLeaf",
                 "Smallest part of the sum of weights in a leaf")
        .Range(0, 0.5);
    options.Declare(max_depth_, "MaxDepth", "Largest depth of a tree").AtLeast(1);
    options
        .Declare(init_, "Init",
                 "First answer: None (the classes' frequencies), zero, or a classifier of "
                 "scikit-learn as GaussianNB()")
        .KeepBlanks();
    options.Declare(random_state_, "RandomState", "Seed, or None");
    options.Declare(max_features_, "MaxFeatures",
                    "Variables tried at a split: None (all), sqrt (also named auto), log2, a "
                    "number or a fraction");
    options.Declare(verbose_, "Verbose", "Verbosity of scikit-learn").AtLeast(0);
    options.Declare(max_leaf_nodes_, "MaxLeafNodes", "Most leaves of a tree, or None");
    options.Declare(warm_start_, "WarmStart", "scikit-learn's warm_start");
    PythonClassifier::Declare(options);
  }

 private:
  int n_estimators_ = 100, min_samples_split_ = 2, min_samples_leaf_ = 1, max_depth_ = 3;
  int verbose_ = 0;
  double learning_rate_ = 0.1, subsample_ = 1, min_weight_fraction_leaf_ = 0;
  bool warm_start_ = false;
  std::string loss_ = "log_loss", init_ = "None", random_state_ = "None", max_features_ = "None";
  std::string max_leaf_nodes_ = "None";
};

}  // namespace

MethodInfo DescribePyGTB() {
  return {"PyGTB", "scikit-learn's GradientBoostingClassifier", Classification | Multiclass,
          [](const MethodContext& context) { return std::make_unique<MethodPyGTB>(context); }};
}

}  // namespace TMVA::inline standalone
