// The registry of methods: what is there, and what the errors say.
#include <TMVA/Method.h>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <TMVA/Error.h>

namespace {

using TMVA::MethodRegistry;

std::string ErrorOf(std::string_view name) {
  try {
    MethodRegistry::Instance().Find(name);
  } catch (const TMVA::OptionError& error) {
    return error.what();
  }
  return "no error";
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(MethodRegistry, FindsWhatItNames) {
  auto& registry = MethodRegistry::Instance();
  for (const auto& name : registry.Names()) {
    const auto& info = registry.Find(name);
    EXPECT_EQ(info.name, name);
    EXPECT_NE(info.analyses, 0u) << name;
    EXPECT_FALSE(info.summary.empty()) << name;
    EXPECT_TRUE(info.make) << name;
  }
}

TEST(MethodRegistry, UnknownNames) {
  EXPECT_TRUE(
      Contains(ErrorOf("CFMlpANN"),
               "method 'CFMlpANN' is one of TMVA's but not available in tmva yet; available: "));
  EXPECT_EQ(ErrorOf("PyTroch"), "unknown method 'PyTroch'; did you mean 'PyTorch'?");
  EXPECT_TRUE(Contains(ErrorOf(""), "unknown method ''"));
}

TEST(MethodRegistry, AddRefusesDoublesAndHalves) {
  auto& registry = MethodRegistry::Instance();
  EXPECT_THROW(registry.Add({"", "s", 1, [](const TMVA::MethodContext&) { return nullptr; }}),
               TMVA::OptionError);
  EXPECT_THROW(registry.Add({"NoMaker", "s", 1, {}}), TMVA::OptionError);
  registry.Add({"RegistryTestMethod", "s", 1, [](const TMVA::MethodContext&) { return nullptr; }});
  EXPECT_THROW(registry.Add({"RegistryTestMethod", "s", 1,
                             [](const TMVA::MethodContext&) { return nullptr; }}),
               TMVA::OptionError);
  EXPECT_EQ(ErrorOf("RegistryTestMethd"),
            "unknown method 'RegistryTestMethd'; did you mean 'RegistryTestMethod'?");
}

TEST(MethodRegistry, SaysWhatIsMissingOfThePlugin) {
  const auto saved = std::getenv("TMVA_PYTHON_PLUGIN");
  ::setenv("TMVA_PYTHON_PLUGIN", "/no/such/plugin.so", 1);
  EXPECT_TRUE(Contains(ErrorOf("PyKeras"), "/no/such/plugin.so does not exist"));
  const auto text =
      std::filesystem::temp_directory_path() / ("plugin-" + std::to_string(::getpid()) + ".so");
  std::ofstream(text) << "text";
  ::setenv("TMVA_PYTHON_PLUGIN", text.c_str(), 1);
  EXPECT_TRUE(Contains(ErrorOf("PyTorch"), "cannot be opened: "));
  std::filesystem::remove(text);
  Dl_info info{};
  ::dladdr(reinterpret_cast<const void*>(&MethodRegistry::Instance), &info);
  ::dladdr(::dlsym(RTLD_DEFAULT, "_ZTIN4TMVA10standalone5ErrorE"), &info);
  if (info.dli_fname != nullptr && Contains(info.dli_fname, "libtmva")) {
    ::setenv("TMVA_PYTHON_PLUGIN", info.dli_fname, 1);
    EXPECT_TRUE(Contains(ErrorOf("PyGTB"), "has no function tmva_register_methods"));
  }
  if (saved != nullptr)
    ::setenv("TMVA_PYTHON_PLUGIN", saved, 1);
  else
    ::unsetenv("TMVA_PYTHON_PLUGIN");
}

TEST(MethodRegistry, ThreadsMayAskAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 200; ++i) {
        MethodRegistry::Instance().Add({"T" + std::to_string(t) + "x" + std::to_string(i), "s", 1,
                                        [](const TMVA::MethodContext&) { return nullptr; }});
        EXPECT_NE(ErrorOf("NotThere"), "no error");
        EXPECT_FALSE(MethodRegistry::Instance().Names().empty());
      }
    });
  for (auto& thread : threads) thread.join();
}

}  // namespace
