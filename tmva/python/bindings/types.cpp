// TMVA/Types.h: the enumerations.
#include <TMVA/Types.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

void BindTypes(py::module_& m) {
  py::class_<Types, std::unique_ptr<Types, py::nodelete>> types(m, "Types", "TMVA's enumerations.");
  py::enum_<Types::EMVA> methods(types, "EMVA");
  methods.value("kVariable", Types::kVariable)
      .value("kCuts", Types::kCuts)
      .value("kLikelihood", Types::kLikelihood)
      .value("kPDERS", Types::kPDERS)
      .value("kHMatrix", Types::kHMatrix)
      .value("kFisher", Types::kFisher)
      .value("kKNN", Types::kKNN)
      .value("kCFMlpANN", Types::kCFMlpANN)
      .value("kTMlpANN", Types::kTMlpANN)
      .value("kBDT", Types::kBDT)
      .value("kDT", Types::kDT)
      .value("kRuleFit", Types::kRuleFit)
      .value("kSVM", Types::kSVM)
      .value("kMLP", Types::kMLP)
      .value("kBayesClassifier", Types::kBayesClassifier)
      .value("kFDA", Types::kFDA)
      .value("kBoost", Types::kBoost)
      .value("kPDEFoam", Types::kPDEFoam)
      .value("kLD", Types::kLD)
      .value("kPlugins", Types::kPlugins)
      .value("kCategory", Types::kCategory)
      .value("kDNN", Types::kDNN)
      .value("kDL", Types::kDL)
      .value("kPyRandomForest", Types::kPyRandomForest)
      .value("kPyAdaBoost", Types::kPyAdaBoost)
      .value("kPyGTB", Types::kPyGTB)
      .value("kPyKeras", Types::kPyKeras)
      .value("kPyTorch", Types::kPyTorch)
      .value("kC50", Types::kC50)
      .value("kRSNNS", Types::kRSNNS)
      .value("kRSVM", Types::kRSVM)
      .value("kRXGB", Types::kRXGB)
      .value("kCrossValidation", Types::kCrossValidation)
      .value("kSOFIE", Types::kSOFIE)
      .value("kMaxMethod", Types::kMaxMethod)
      .export_values();
  py::enum_<Types::EAnalysisType>(types, "EAnalysisType")
      .value("kClassification", Types::kClassification)
      .value("kRegression", Types::kRegression)
      .value("kMulticlass", Types::kMulticlass)
      .value("kNoAnalysisType", Types::kNoAnalysisType)
      .value("kMaxAnalysisType", Types::kMaxAnalysisType)
      .export_values();
  py::enum_<Types::ETreeType>(types, "ETreeType")
      .value("kTraining", Types::kTraining)
      .value("kTesting", Types::kTesting)
      .value("kMaxTreeType", Types::kMaxTreeType)
      .value("kValidation", Types::kValidation)
      .value("kTrainingOriginal", Types::kTrainingOriginal)
      .export_values();
  py::enum_<Types::ESBType>(types, "ESBType")
      .value("kSignal", Types::kSignal)
      .value("kBackground", Types::kBackground)
      .value("kSBBoth", Types::kSBBoth)
      .value("kMaxSBType", Types::kMaxSBType)
      .value("kTrueType", Types::kTrueType)
      .export_values();
  py::enum_<Types::EVariableTransform>(types, "EVariableTransform")
      .value("kIdentity", Types::kIdentity)
      .value("kDecorrelated", Types::kDecorrelated)
      .value("kNormalized", Types::kNormalized)
      .value("kPCA", Types::kPCA)
      .value("kRearranged", Types::kRearranged)
      .value("kGauss", Types::kGauss)
      .value("kUniform", Types::kUniform)
      .value("kMaxVariableTransform", Types::kMaxVariableTransform)
      .export_values();
  types.def_static("Instance", &Types::Instance, py::return_value_policy::reference)
      .def("GetMethodType", &Types::GetMethodType, py::arg("name"))
      .def("GetMethodName", &Types::GetMethodName, py::arg("type"));
}

}  // namespace TMVA::inline standalone
