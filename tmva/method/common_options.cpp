// Declarations of the options that every method has.
#include "tmva/method/common_options.h"

namespace TMVA::inline standalone {

void CommonOptions::Declare(OptionSet& options) {
  options.Declare(verbose, "V", "Verbose output (overrides VerbosityLevel)");
  options.Declare(verbosity_level, "VerbosityLevel", "Verbosity")
      .Choices({"Default", "Debug", "Verbose", "Info", "Warning", "Error", "Fatal"});
  options.Declare(
      var_transform, "VarTransform",
      "Transformations of the inputs before training, e.g. D,G or N(var1,var2)+P_Signal: I "
      "identity, "
      "D decorrelation, N normalisation, P principal components, U uniform, G Gaussian");
  options.Declare(help, "H", "Print the method's help text");
  options.Declare(create_mva_pdfs, "CreateMVAPdfs",
                  "Fit densities to the response, for probability and rarity");
  options.Declare(ignore_negative_weights, "IgnoreNegWeightsInTraining",
                  "Events with negative weights do not enter the training");
  options.Declare(normalise, "Normalise", "Old form of VarTransform=N").ReaderOnly();
  options.Declare(decorrelate, "D", "Old form of VarTransform=D").ReaderOnly();
  options.Declare(transform_type, "VarTransformType", "Old form of a class suffix").ReaderOnly();
  options.Declare(text_files, "TxtWeightFilesOnly", "Without meaning").ReaderOnly();
}

std::string CommonOptions::Transformations() const {
  if (var_transform != "None" && !var_transform.empty()) return var_transform;
  std::string chain = normalise ? "N" : "";
  if (decorrelate) chain += (chain.empty() ? "D" : ",D");
  return chain;
}

}  // namespace TMVA::inline standalone
