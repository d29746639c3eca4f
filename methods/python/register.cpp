// Entry point of the plug-in: adds its methods to the registry.
#include "methods/python/register.h"

extern "C" __attribute__((visibility("default"))) void tmva_register_methods(
    TMVA::MethodRegistry* registry) {
  registry->Add(TMVA::DescribePyKeras());
  registry->Add(TMVA::DescribePyTorch());
}
