// PyMethodBase: TMVA's calls that start Python for a C++ program.
#pragma once

#include <string>

namespace TMVA::inline standalone {

/// The interpreter also starts by itself when the first Python method is booked or read.
class PyMethodBase {
 public:
  /// Starts Python, unless it runs already, and imports the package tmva. PythonError or
  /// OptionError say what is missing.
  static void PyInitialize();
  static bool PyIsInitialized();
  /// Does nothing: other parts of the program may still use Python.
  static void PyFinalize();
  /// The python executable (of a virtual environment, say) that PyInitialize starts; the same as
  /// the environment variable TMVA_PYTHON. An Error once Python runs.
  static void PySetProgramName(const std::string& executable);
  /// What was set, or "": the Python that tmva was built with.
  static std::string Py_GetProgramName();
};

}  // namespace TMVA::inline standalone
