// PyAdaBoost: options of the method; tmva/pymva/sklearn.py does the work.
#include "methods/python/python_classifier.h"
#include "methods/python/register.h"

namespace TMVA::inline standalone {
namespace {

class MethodPyAdaBoost : public PythonClassifier {
 public:
  explicit MethodPyAdaBoost(const MethodContext& context)
      : PythonClassifier(context, "PyAdaBoost", "AdaBoost", "PyAdaBoostModel") {}

  std::string Help() const override {
    return "Trains scikit-learn's AdaBoostClassifier: each classifier gives more weight to the\n"
           "events that the one before got wrong. All training events are held in memory. From\n"
           "scikit-learn 1.6 on there is only the algorithm SAMME.\n";
  }

 protected:
  void Declare(OptionSet& options) override {
    options
        .Declare(base_estimator_, "BaseEstimator",
                 "What is boosted: None (a tree with one split) or a classifier of scikit-learn as "
                 "DecisionTreeClassifier(max_depth=3)")
        .KeepBlanks();
    options.Declare(n_estimators_, "NEstimators", "Most classifiers").AtLeast(1);
    options.Declare(learning_rate_, "LearningRate", "Factor on each classifier's weight (> 0)");
    options
        .Declare(algorithm_, "Algorithm",
                 "Boosting with classes (SAMME) or probabilities (SAMME.R; scikit-learn >= 1.6 has "
                 "only SAMME, which is taken with a warning)")
        .Choices({"SAMME", "SAMME.R"});
    options.Declare(random_state_, "RandomState", "Seed, or None");
    PythonClassifier::Declare(options);
  }

 private:
  int n_estimators_ = 50;
  double learning_rate_ = 1;
  std::string base_estimator_ = "None", algorithm_ = "SAMME.R", random_state_ = "None";
};

}  // namespace

MethodInfo DescribePyAdaBoost() {
  return {"PyAdaBoost", "scikit-learn's AdaBoostClassifier", Classification | Multiclass,
          [](const MethodContext& context) { return std::make_unique<MethodPyAdaBoost>(context); }};
}

}  // namespace TMVA::inline standalone
