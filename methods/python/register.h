// The methods of this plug-in.
#pragma once

#include <TMVA/Method.h>

namespace TMVA::inline standalone {
MethodInfo DescribePyTorch();
MethodInfo DescribePyKeras();
}  // namespace TMVA::inline standalone
