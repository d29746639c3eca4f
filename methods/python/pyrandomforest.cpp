// PyRandomForest: options of the method; tmva/pymva/sklearn.py does the work.
#include "methods/python/python_classifier.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyRandomForest : public PythonClassifier {
 public:
  explicit MethodPyRandomForest(const MethodContext& context)
      : PythonClassifier(context, "PyRandomForest", "RandomForest", "PyRFModel") {}

  std::string Help() const override {
    return "Trains scikit-learn's RandomForestClassifier: trees on bootstrap samples, each\n"
           "split among a random choice of variables, averaged. All training events are held\n"
           "in memory.\n";
  }

 protected:
  void Declare(OptionSet& options) override {
    options.Declare(n_estimators_, "NEstimators", "Number of trees").AtLeast(1);
    options.Declare(criterion_, "Criterion", "Quality of a split").Choices({"gini", "entropy"});
    options.Declare(max_depth_, "MaxDepth", "Largest depth of a tree, or None");
    options.Declare(min_samples_split_, "MinSamplesSplit", "Fewest events of a node that is split")
        .AtLeast(2);
    options.Declare(min_samples_leaf_, "MinSamplesLeaf", "Fewest events of a leaf").AtLeast(1);
    options
        .Declare(min_weight_fraction_leaf_, "MinWeightFractionLeaf",
                 "Smallest part of the sum of weights in a leaf")
        .Range(0, 0.5);
    options.Declare(max_features_, "MaxFeatures",
                    "Variables tried at a split: sqrt (also named auto), log2, a number, a "
                    "fraction, or None (all)");
    options.Declare(max_leaf_nodes_, "MaxLeafNodes", "Most leaves of a tree, or None");
    options.Declare(bootstrap_, "Bootstrap", "Trees see samples drawn with replacement");
    options.Declare(oob_score_, "OoBScore",
                    "Estimate the accuracy from the events that a tree has not seen");
    options.Declare(n_jobs_, "NJobs", "Threads").AtLeast(1);
    options.Declare(random_state_, "RandomState", "Seed, or None");
    options.Declare(verbose_, "Verbose", "Verbosity of scikit-learn").AtLeast(0);
    options.Declare(warm_start_, "WarmStart", "scikit-learn's warm_start");
    options.Declare(class_weight_, "ClassWeight",
                    "None, balanced, balanced_subsample, or one weight a class as [1,2.5]");
    PythonClassifier::Declare(options);
  }

 private:
  int n_estimators_ = 10, min_samples_split_ = 2, min_samples_leaf_ = 1, n_jobs_ = 1, verbose_ = 0;
  double min_weight_fraction_leaf_ = 0;
  bool bootstrap_ = true, oob_score_ = false, warm_start_ = false;
  std::string criterion_ = "gini", max_depth_ = "None", max_features_ = "auto";
  std::string max_leaf_nodes_ = "None", random_state_ = "None", class_weight_ = "None";
};

}  // namespace

MethodInfo DescribePyRandomForest() {
  return {
      "PyRandomForest", "scikit-learn's RandomForestClassifier", Classification | Multiclass,
      [](const MethodContext& context) { return std::make_unique<MethodPyRandomForest>(context); }};
}

}  // namespace TMVA::inline standalone
