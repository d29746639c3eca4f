// TMVA's windows. None opens here: one line says where the results are and what shows them.
#pragma once

#include <TString.h>

namespace TMVA::inline standalone {

void TMVAGui(const char* file = "TMVA.root", ::TString dataset = "");
void TMVAMultiClassGui(const char* file = "TMVAMulticlass.root", ::TString dataset = "");
void TMVARegGui(const char* file = "TMVAReg.root", ::TString dataset = "");

}  // namespace TMVA::inline standalone
