// Names of the enumerations.
#include <TMVA/Error.h>
#include <TMVA/Types.h>

#include <array>
#include <vector>

namespace TMVA::inline standalone {
namespace {

constexpr std::array<const char*, Types::kMaxMethod> kMethodNames = {
    "Variable",   "Cuts",     "Likelihood",      "PDERS",   "HMatrix", "Fisher",
    "KNN",        "CFMlpANN", "TMlpANN",         "BDT",     "DT",      "RuleFit",
    "SVM",        "MLP",      "BayesClassifier", "FDA",     "Boost",   "PDEFoam",
    "LD",         "Plugins",  "Category",        "DNN",     "DL",      "PyRandomForest",
    "PyAdaBoost", "PyGTB",    "PyKeras",         "PyTorch", "C50",     "RSNNS",
    "RSVM",       "RXGB",     "CrossValidation", "SOFIE"};

}  // namespace

Types& Types::Instance() {
  static Types types;
  return types;
}

Types::EMVA Types::GetMethodType(std::string_view name) const {
  for (std::size_t i = 0; i < kMethodNames.size(); ++i)
    if (name == kMethodNames[i]) return static_cast<EMVA>(i);
  const std::vector<std::string> known(kMethodNames.begin(), kMethodNames.end());
  throw OptionError("unknown method '" + std::string(name) + "'" + DidYouMean(name, known));
}

std::string Types::GetMethodName(EMVA type) const {
  if (type < 0 || type >= kMaxMethod)
    throw OptionError("method type " + std::to_string(static_cast<int>(type)) +
                      " is not one of TMVA's");
  return kMethodNames[static_cast<std::size_t>(type)];
}

const char* AnalysisName(Types::EAnalysisType type) {
  switch (type) {
    case Types::kClassification:
      return "Classification";
    case Types::kRegression:
      return "Regression";
    case Types::kMulticlass:
      return "Multiclass";
    default:
      return "NoAnalysisType";
  }
}

}  // namespace TMVA::inline standalone
