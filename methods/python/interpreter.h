// The Python interpreter: the running one, or one that is started for a C++ program.
#pragma once

#include "methods/python/bridge.h"

namespace TMVA::inline standalone {

/// Starts Python when this process has none, imports the package tmva and returns its bridge.
/// PythonError says what to install or set when that fails.
const PythonBridge& GetPythonBridge();

}  // namespace TMVA::inline standalone
