// Exceptions between C++ and Python, in both directions.
#pragma once

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// Turns a Python exception into one of TMVA/Error.h: an error of tmva's own tree into its C++
/// twin, any other into PythonError with the traceback. KeyboardInterrupt and SystemExit pass
/// unchanged.
[[noreturn]] void ThrowFromPython(py::error_already_set& error);

}  // namespace TMVA::inline standalone
