// TMVA's calls that start Python: they go to the plug-in of the Python methods.
#include <TMVA/PyMethodBase.h>

#include <dlfcn.h>

#include <cstdlib>

#include <TMVA/Error.h>
#include <TMVA/Method.h>

namespace TMVA::inline standalone {
namespace {

constexpr const char* kProgram = "TMVA_PYTHON";

template <class F>
F* Find(const char* name) {
  return reinterpret_cast<F*>(::dlsym(RTLD_DEFAULT, name));
}

}  // namespace

void PyMethodBase::PyInitialize() {
  MethodRegistry::Instance().Find("PyKeras");  // opens the plug-in
  auto* start = Find<void()>("tmva_start_python");
  if (start == nullptr)
    throw PythonError("the plug-in of the Python methods has no function tmva_start_python");
  start();
}

bool PyMethodBase::PyIsInitialized() {
  auto* running = Find<int()>("Py_IsInitialized");
  return running != nullptr && running() != 0;
}

void PyMethodBase::PyFinalize() {}

void PyMethodBase::PySetProgramName(const std::string& executable) {
  if (PyIsInitialized()) throw PythonError("PySetProgramName: Python is running already");
  ::setenv(kProgram, executable.c_str(), 1);
}

std::string PyMethodBase::Py_GetProgramName() {
  const char* name = std::getenv(kProgram);
  return name == nullptr ? std::string() : std::string(name);
}

}  // namespace TMVA::inline standalone
