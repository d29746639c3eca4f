// Starts or finds the Python interpreter. The few functions needed are looked up by name, so that
// the plug-in loads into programs with and without Python.
#include "methods/python/interpreter.h"

#include <dlfcn.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>

extern char** environ;

namespace TMVA::inline standalone {
namespace {

namespace fs = std::filesystem;
struct PyObject;  // opaque: only pointers to it cross

template <class F>
F* Symbol(const char* name) {
  auto* address = dlsym(RTLD_DEFAULT, name);
  if (address == nullptr)
    throw PythonError(std::string("the Python library lacks the function '") + name + "'");
  return reinterpret_cast<F*>(address);
}

bool IsRunning() {
  auto* running = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "Py_IsInitialized"));
  return running != nullptr && running() != 0;
}

/// What `executable` prints for a Python statement; empty when it cannot be run.
std::string Ask(const std::string& executable, const std::string& statement) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  std::string program = executable, flag = "-c", code = statement;
  std::array<char*, 4> arguments{program.data(), flag.data(), code.data(), nullptr};
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  std::array<char, 512> buffer{};
  for (ssize_t n; !failed && (n = read(ends[0], buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(n));
  close(ends[0]);
  if (!failed) waitpid(child, nullptr, 0);
  return text;
}

struct Choice {
  std::string executable, library;
};

/// TMVA_PYTHON names an executable (of a virtual environment, say) or a libpython; else it is that
/// of the build.
Choice ChoosePython() {
  const char* named = std::getenv("TMVA_PYTHON");
  if (named == nullptr || *named == '\0') return {TMVA_PYTHON_EXECUTABLE, TMVA_LIBPYTHON};
  if (fs::path(named).filename().string().find(".so") != std::string::npos) return {"", named};
  std::string library =
      Ask(named,
          "import os, sysconfig as s; print(os.path.join(s.get_config_var('LIBDIR') or '', "
          "s.get_config_var('INSTSONAME') or ''), end='')");
  if (library.empty())
    throw PythonError(std::string("TMVA_PYTHON='") + named + "' is not a Python that can be run");
  return {named, library};
}

void OpenLibrary(const std::string& library) {
  const std::string soname = fs::path(library).filename().string();
  for (const std::string& name : {library, soname})
    if (!name.empty() && dlopen(name.c_str(), RTLD_NOW | RTLD_GLOBAL) != nullptr) return;
  throw PythonError("cannot open the Python library '" + library +
                    "'; set TMVA_PYTHON to the python executable (or libpython) to be used");
}

void Start() {
  const Choice choice = ChoosePython();
  if (dlsym(RTLD_DEFAULT, "Py_IsInitialized") == nullptr) OpenLibrary(choice.library);
  if (!choice.executable.empty()) {
    // The executable decides where site-packages are looked for (virtual environments).
    auto* decode = Symbol<wchar_t*(const char*, std::size_t*)>("Py_DecodeLocale");
    Symbol<void(const wchar_t*)>("Py_SetProgramName")(decode(choice.executable.c_str(), nullptr));
  }
  Symbol<void(int)>("Py_InitializeEx")(0);  // 0: no signal handlers
  Symbol<void*()>("PyEval_SaveThread")();   // never taken back: others use PyGILState_Ensure
}

/// Folders that may hold the package belonging to this library, best first.
std::vector<fs::path> PackageFolders() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<void*>(&PackageFolders), &info) == 0) return {};
  const fs::path here = fs::absolute(info.dli_fname).parent_path();
  std::vector<fs::path> found;
  for (const fs::path& folder : {here.parent_path(), here / "python", here / "tmva" / "python"})
    if (fs::exists(folder / "tmva" / "__init__.py")) found.push_back(folder);
  return found;
}

void ExtendPath(bool first) {
  auto* path = Symbol<PyObject*(const char*)>("PySys_GetObject")("path");
  for (const fs::path& folder : PackageFolders()) {
    auto* text = Symbol<PyObject*(const char*)>("PyUnicode_DecodeFSDefault")(folder.c_str());
    if (text == nullptr) continue;
    if (first)
      Symbol<int(PyObject*, std::ptrdiff_t, PyObject*)>("PyList_Insert")(path, 0, text);
    else
      Symbol<int(PyObject*, PyObject*)>("PyList_Append")(path, text);
    Symbol<void(PyObject*)>("Py_DecRef")(text);
  }
}

std::string TakePythonError() {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  Symbol<void(PyObject**, PyObject**, PyObject**)>("PyErr_Fetch")(&type, &value, &trace);
  auto* release = Symbol<void(PyObject*)>("Py_DecRef");
  std::string text = "unknown error";
  if (value != nullptr) {
    if (auto* shown = Symbol<PyObject*(PyObject*)>("PyObject_Str")(value)) {
      if (const char* utf8 = Symbol<const char*(PyObject*)>("PyUnicode_AsUTF8")(shown)) text = utf8;
      release(shown);
    }
  }
  for (auto* object : {type, value, trace})
    if (object != nullptr) release(object);
  return text;
}

class Gil {
 public:
  Gil() : state_(Symbol<int()>("PyGILState_Ensure")()) {}
  ~Gil() { Symbol<void(int)>("PyGILState_Release")(state_); }
  Gil(const Gil&) = delete;
  Gil& operator=(const Gil&) = delete;

 private:
  int state_;
};

const PythonBridge* ImportBridge(bool started) {
  const Gil gil;
  ExtendPath(started);
  // The module first: its own error says more than the capsule's.
  auto* package = Symbol<PyObject*(const char*)>("PyImport_ImportModule")("tmva");
  void* bridge = nullptr;
  if (package != nullptr) {
    Symbol<void(PyObject*)>("Py_DecRef")(package);
    bridge = Symbol<void*(const char*, int)>("PyCapsule_Import")(kPythonBridgeCapsule, 0);
  }
  if (bridge == nullptr)
    throw PythonError("cannot import the Python package tmva (" + TakePythonError() +
                      "); install it into the Python that TMVA_PYTHON names");
  return static_cast<const PythonBridge*>(bridge);
}

}  // namespace

const PythonBridge& GetPythonBridge() {
  static std::mutex mutex;
  static const PythonBridge* bridge = nullptr;
  {
    const std::lock_guard lock(mutex);
    if (bridge != nullptr) return *bridge;
    if (!IsRunning()) {
      Start();
      return *(bridge = ImportBridge(true));
    }
  }
  // Not under the mutex: another thread may hold the GIL and wait for us.
  const auto* imported = ImportBridge(false);
  const std::lock_guard lock(mutex);
  return *(bridge = imported);
}

}  // namespace TMVA::inline standalone
