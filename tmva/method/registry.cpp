// MethodRegistry: methods by name, and the plug-in of the Python methods.
#include <TMVA/Method.h>

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include <TMVA/Error.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {
namespace {

constexpr std::array<std::string_view, 5> kPythonMethods = {"PyKeras", "PyTorch", "PyRandomForest",
                                                            "PyAdaBoost", "PyGTB"};
constexpr const char* kPluginName = "libtmva_python_methods.so";
constexpr const char* kPluginVariable = "TMVA_PYTHON_PLUGIN";
constexpr const char* kEntryPoint = "tmva_register_methods";

/// Guards every registry. Recursive: a plug-in adds its methods while it is looked for, and
/// building the registry adds the compiled ones.
std::recursive_mutex& Mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

/// The plug-in lies beside our own library.
std::filesystem::path PluginPath() {
  if (const char* named = std::getenv(kPluginVariable); named != nullptr && *named != '\0')
    return named;
  Dl_info info{};
  if (::dladdr(reinterpret_cast<const void*>(&PluginPath), &info) == 0 || info.dli_fname == nullptr)
    return kPluginName;
  std::error_code ignored;
  const auto library = std::filesystem::canonical(info.dli_fname, ignored);
  return (library.empty() ? std::filesystem::path(info.dli_fname) : library).parent_path() /
         kPluginName;
}

void OpenPythonPlugin(MethodRegistry& registry, std::string_view method) {
  const auto path = PluginPath();
  const auto fail = [&](const std::string& what) {
    throw OptionError("method '" + std::string(method) +
                      "' needs the plug-in of the Python methods: " + path.string() + " " + what);
  };
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    fail(
        std::string("does not exist; build tmva with TMVA_BUILD_PYTHON=ON, or name the file in the "
                    "environment variable ") +
        kPluginVariable);
  // Global, so that Python's extension modules find the interpreter's symbols through it.
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) fail(std::string("cannot be opened: ") + ::dlerror());
  using Register = void (*)(MethodRegistry*);
  const auto entry = reinterpret_cast<Register>(::dlsym(library, kEntryPoint));
  if (entry == nullptr) {
    ::dlclose(library);
    fail(std::string("has no function ") + kEntryPoint + ": it is not tmva's plug-in");
  }
  entry(&registry);
}

bool IsTmvaMethod(std::string_view name) {
  for (int type = 0; type < Types::kMaxMethod; ++type)
    if (Types::Instance().GetMethodName(static_cast<Types::EMVA>(type)) == name) return true;
  return false;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

MethodRegistry::MethodRegistry() { RegisterBuiltinMethods(*this); }

MethodRegistry& MethodRegistry::Instance() {
  static MethodRegistry registry;
  return registry;
}

void MethodRegistry::Add(MethodInfo info) {
  const std::lock_guard lock(Mutex());
  if (info.name.empty() || !info.make)
    throw OptionError("method '" + info.name + "' cannot be registered: name or maker is missing");
  const auto name = info.name;
  if (!methods_.emplace(name, std::move(info)).second)
    throw OptionError("method '" + name + "' is registered twice");
}

const MethodInfo& MethodRegistry::Find(std::string_view name) {
  const std::lock_guard lock(Mutex());
  auto found = methods_.find(name);
  const bool python =
      std::find(kPythonMethods.begin(), kPythonMethods.end(), name) != kPythonMethods.end();
  const bool opened = std::any_of(kPythonMethods.begin(), kPythonMethods.end(),
                                  [&](auto method) { return methods_.contains(method); });
  if (found == methods_.end() && python && !opened) {
    OpenPythonPlugin(*this, name);
    found = methods_.find(name);
  }
  if (found != methods_.end()) return found->second;
  auto known = Names();
  if (IsTmvaMethod(name))
    throw OptionError("method '" + std::string(name) +
                      "' is one of TMVA's but not available in tmva " +
                      "yet; available: " + Joined(known));
  for (const auto method : kPythonMethods) known.emplace_back(method);
  const auto hint = DidYouMean(name, known);
  throw OptionError("unknown method '" + std::string(name) + "'" +
                    (hint.empty() ? "; available: " + Joined(known) : hint));
}

std::vector<std::string> MethodRegistry::Names() const {
  const std::lock_guard lock(Mutex());
  std::vector<std::string> names;
  names.reserve(methods_.size());
  for (const auto& [name, info] : methods_) names.push_back(name);
  return names;
}

}  // namespace TMVA::inline standalone
