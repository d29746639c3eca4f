// Entry points of the plug-in: it adds its methods to the registry, and starts Python.
#include "methods/python/register.h"

#include "methods/python/interpreter.h"

extern "C" __attribute__((visibility("default"))) void tmva_register_methods(
    TMVA::MethodRegistry* registry) {
  registry->Add(TMVA::DescribePyAdaBoost());
  registry->Add(TMVA::DescribePyGTB());
  registry->Add(TMVA::DescribePyKeras());
  registry->Add(TMVA::DescribePyRandomForest());
  registry->Add(TMVA::DescribePyTorch());
}

extern "C" __attribute__((visibility("default"))) void tmva_start_python() {
  TMVA::GetPythonBridge();
}
