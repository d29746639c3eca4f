// Declarations of the Factory's options.
#include "tmva/factory/factory_options.h"

namespace TMVA::inline standalone {

void FactoryOptions::Declare(OptionSet& options) {
  options.Declare(verbose, "V", "Verbose output");
  options.Declare(verbose_level, "VerboseLevel", "Verbosity").Choices({"Debug", "Verbose", "Info"});
  options.Declare(color, "Color", "Coloured output on a terminal");
  options.Declare(
      transformations, "Transformations",
      "Transformations for which the input variables are monitored, e.g. I;D;P;G,D; methods have "
      "VarTransform");
  options.Declare(correlations, "Correlations", "Print the correlations of the methods' responses");
  options.Declare(roc, "ROC", "Print the tables of efficiencies and ROC integrals");
  options.Declare(silent, "Silent", "Print nothing but errors");
  options.Declare(draw_progress_bar, "DrawProgressBar", "Show progress on a terminal");
  options.Declare(model_persistence, "ModelPersistence",
                  "Write weight files, and test the methods as read back from them");
  options
      .Declare(analysis_type, "AnalysisType",
               "What is learned; Auto: Classification for the classes Signal and Background, else "
               "Multiclass")
      .Choices({"Classification", "Regression", "Multiclass", "Auto"});
}

}  // namespace TMVA::inline standalone
