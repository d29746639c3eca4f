// Reads damaged ROOT files, each in a process of its own: no crash, no hang, no foreign exception,
// no memory that the file does not justify, and no other values than those of the undamaged file.
//
//   check_damaged_files [--originals FOLDER] [--seconds N] FILE_OR_FOLDER...
//
// A damaged file's name ends in "-" and the name of its original. Exit code 1 when faults were
// found.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "tests/fuzz/damage.h"
#include "tests/fuzz/reading.h"

#if defined(__SANITIZE_ADDRESS__)
extern "C" int __lsan_do_recoverable_leak_check();
#else
static int __lsan_do_recoverable_leak_check() { return 0; }
#endif

namespace {

namespace fs = std::filesystem;
using namespace TMVA::fuzz;

Bytes Load(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

struct Options {
  std::optional<fs::path> originals;
  unsigned seconds = 20;
  std::vector<fs::path> files;
};

Options Parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if (argument == "--originals" && i + 1 < count) {
      options.originals = arguments[++i];
    } else if (argument == "--seconds" && i + 1 < count) {
      options.seconds = static_cast<unsigned>(std::stoul(arguments[++i]));
    } else if (fs::is_directory(argument)) {
      for (const auto& entry : fs::directory_iterator(argument))
        if (entry.path().extension() == ".root") options.files.push_back(entry.path());
    } else {
      options.files.emplace_back(argument);
    }
  }
  std::ranges::sort(options.files);
  return options;
}

/// The damaged file without the damage that may go unnoticed. Nothing is left of it where an object
/// was moved, for it is stored as it is.
Bytes WithoutExcused(const Bytes& original, Bytes damaged) {
  if (damaged.size() > original.size()) return original;
  const auto unchecked = UncheckedBytes(original);
  for (std::size_t i = 0; i < damaged.size(); ++i)
    if (unchecked[i]) damaged[i] = original[i];
  return damaged;
}

/// Faults in what was read without an error of a damaged file.
void Compare(const Reading& before, Reading& after) {
  for (const auto& [name, digest] : after.digests) {
    const auto found = before.digests.find(name);
    if (found == before.digests.end()) {
      after.faults.push_back("'" + name + "' is not in the original");
    } else if (found->second != digest) {
      after.faults.push_back("'" + name + "' reads differently from the original");
    }
  }
  if (!after.errors.empty()) return;
  for (const auto& [name, digest] : before.digests)
    if (!after.digests.contains(name)) after.faults.push_back("'" + name + "' has vanished");
}

/// The name of the original at the end of a damaged file's name.
std::optional<fs::path> OriginalOf(const fs::path& file, const fs::path& folder) {
  const auto name = file.filename().string();
  for (auto at = name.find('-'); at != std::string::npos; at = name.find('-', at + 1))
    if (fs::exists(folder / name.substr(at + 1))) return folder / name.substr(at + 1);
  return std::nullopt;
}

/// In a process of its own: 0 when all was well.
int Check(const fs::path& file, const Options& options) {
  const auto bytes = Load(file);
  auto reading = ReadWithinMemory(bytes, file.string());
  if (options.originals) {
    if (const auto path = OriginalOf(file, *options.originals)) {
      const auto original = Load(*path);
      const auto rest = WithoutExcused(original, bytes);
      if (rest != bytes) reading.digests = ReadEverything(rest, file.string()).digests;
      Compare(ReadEverything(original, path->string()), reading);
    }
  }
  for (const auto& fault : reading.faults) std::cout << file.string() << ": " << fault << "\n";
  if (std::getenv("TMVA_SHOW_ERRORS") != nullptr) {
    for (const auto& [name, error] : reading.errors) std::cout << name << ": " << error << "\n";
    std::cout << reading.digests.size() << " read, " << reading.errors.size() << " errors\n";
  }
  std::cout.flush();
  const bool faulty = !reading.faults.empty();
  reading = {};
  return __lsan_do_recoverable_leak_check() != 0 || faulty ? 1 : 0;
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = Parse(count, arguments);
  int bad = 0;
  for (const auto& file : options.files) {
    const auto child = ::fork();
    if (child == 0) {
      ::alarm(options.seconds);
      ::_exit(Check(file, options));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    ++bad;
    const bool late = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    if (late) std::cout << file.string() << ": takes more than " << options.seconds << " s\n";
    if (WIFSIGNALED(status) && !late)
      std::cout << file.string() << ": signal " << WTERMSIG(status) << "\n";
    if (WIFEXITED(status) && WEXITSTATUS(status) > 1)
      std::cout << file.string() << ": a sanitizer stopped it\n";
  }
  std::cout << options.files.size() << " files, " << bad << " with faults\n";
  return bad == 0 ? 0 : 1;
}
