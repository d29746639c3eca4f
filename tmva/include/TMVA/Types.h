// Types: the enumerations of TMVA's public interface, with TMVA's names and values.
#pragma once

#include <string>
#include <string_view>

namespace TMVA::inline standalone {

class Types {
 public:
  enum EMVA {
    kVariable = 0,
    kCuts,
    kLikelihood,
    kPDERS,
    kHMatrix,
    kFisher,
    kKNN,
    kCFMlpANN,
    kTMlpANN,
    kBDT,
    kDT,
    kRuleFit,
    kSVM,
    kMLP,
    kBayesClassifier,
    kFDA,
    kBoost,
    kPDEFoam,
    kLD,
    kPlugins,
    kCategory,
    kDNN,
    kDL,
    kPyRandomForest,
    kPyAdaBoost,
    kPyGTB,
    kPyKeras,
    kPyTorch,
    kC50,
    kRSNNS,
    kRSVM,
    kRXGB,
    kCrossValidation,
    kSOFIE,
    kMaxMethod
  };
  enum EAnalysisType {
    kClassification = 0,
    kRegression,
    kMulticlass,
    kNoAnalysisType,
    kMaxAnalysisType
  };
  enum ETreeType { kTraining = 0, kTesting, kMaxTreeType, kValidation, kTrainingOriginal };
  enum ESBType { kSignal = 0, kBackground, kSBBoth, kMaxSBType, kTrueType };
  enum EVariableTransform {
    kIdentity = 0,
    kDecorrelated,
    kNormalized,
    kPCA,
    kRearranged,
    kGauss,
    kUniform,
    kMaxVariableTransform
  };

  static Types& Instance();
  /// kBDT from "BDT"; OptionError with the nearest name for an unknown one.
  EMVA GetMethodType(std::string_view name) const;
  std::string GetMethodName(EMVA type) const;
};

/// Bits of a method's capabilities.
enum Capability : unsigned {
  Classification = 1u << Types::kClassification,
  Regression = 1u << Types::kRegression,
  Multiclass = 1u << Types::kMulticlass
};

/// "Classification", "Regression", "Multiclass", "NoAnalysisType".
const char* AnalysisName(Types::EAnalysisType type);

}  // namespace TMVA::inline standalone
