// The methods of this plug-in.
#pragma once

#include <TMVA/Method.h>

namespace TMVA::inline standalone {
MethodInfo DescribePyAdaBoost();
MethodInfo DescribePyGTB();
MethodInfo DescribePyKeras();
MethodInfo DescribePyRandomForest();
MethodInfo DescribePyTorch();
}  // namespace TMVA::inline standalone
