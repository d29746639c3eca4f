// Reads damaged ROOT files, each in a process of its own: no crash, no hang, no foreign exception,
// no memory that the file does not justify, and no other values than those of the undamaged file.
//
//   check_damaged_files [--originals FOLDER] [--seconds N] FILE_OR_FOLDER...
//   check_damaged_files --variants N [--seed N] [--seconds N] FILE_OR_FOLDER...
//
// The first reads files that somebody else has damaged; the name of one ends in "-" and the name of
// its original. The second damages each file itself, in N ways. Exit code 1 when faults were found.
#include <signal.h>
#include <sys/resource.h>
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
#include "tests/fuzz/sanitizer.h"

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
  unsigned variants = 0;
  unsigned seed = 1;
  std::vector<fs::path> files;
};

Options Parse(int count, char** arguments) {
  Options options;
  const std::vector<std::string> words(arguments + 1, arguments + count);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto number = [&] { return static_cast<unsigned>(std::stoul(words.at(++i))); };
    if (words[i] == "--originals") {
      options.originals = words.at(++i);
    } else if (words[i] == "--seconds") {
      options.seconds = number();
    } else if (words[i] == "--variants") {
      options.variants = number();
    } else if (words[i] == "--seed") {
      options.seed = number();
    } else if (fs::is_directory(words[i])) {
      for (const auto& entry : fs::directory_iterator(words[i]))
        if (entry.path().extension() == ".root") options.files.push_back(entry.path());
    } else {
      options.files.emplace_back(words[i]);
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

/// Faults in reading `damaged`, which was `original` where that is known.
std::vector<std::string> FaultsOf(const std::string& path, const Bytes& damaged,
                                  const std::optional<Bytes>& original) {
  auto reading = ReadWithinMemory(damaged, path);
  if (std::getenv("TMVA_SHOW_ERRORS") != nullptr) {
    for (const auto& [name, error] : reading.errors) std::cout << name << ": " << error << "\n";
  }
  if (!original) return reading.faults;
  const auto rest = WithoutExcused(*original, damaged);
  if (rest != damaged) reading.digests = ReadEverything(rest, path).digests;
  Compare(ReadEverything(*original, path), reading);
  return reading.faults;
}

/// Checks in a process of its own that may take so many seconds. True when all was well.
bool IsFine(const std::string& name, const Bytes& damaged, const std::optional<Bytes>& original,
            unsigned seconds) {
  std::cout.flush();
  const auto child = ::fork();
  if (child == 0) {
    const rlimit limit{seconds, seconds + 1};  // of computing: the machine may be busy
    ::setrlimit(RLIMIT_CPU, &limit);
    const bool faulty = [&] {
      const auto faults = FaultsOf(name, damaged, original);
      for (const auto& fault : faults) std::cout << name << ": " << fault << "\n";
      return !faults.empty();
    }();
    std::cout.flush();
    ::_exit(__lsan_do_recoverable_leak_check() != 0 || faulty ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) <= 1) return WEXITSTATUS(status) == 0;
  std::cout << name << ": ";
  if (WIFEXITED(status)) std::cout << "stopped by a sanitizer\n";
  if (WIFSIGNALED(status)) std::cout << (WTERMSIG(status) == SIGXCPU ? "hangs" : "crashes") << "\n";
  return false;
}

/// Damages a file in many ways. The number of variants with faults.
int CheckVariants(const fs::path& path, const Options& options) {
  const auto original = Load(path);
  const auto base = path.filename().string();
  int bad = 0;
  for (unsigned i = 0; i < options.variants; ++i) {
    std::seed_seq seeds{options.seed, i};
    std::mt19937_64 random(seeds);
    auto damaged = original;
    const auto what = DamageFile(damaged, random);
    const auto name = base + ", variant " + std::to_string(i) + " of seed " +
                      std::to_string(options.seed) + " (" + what + ")";
    if (!IsFine(name, damaged, original, options.seconds)) ++bad;
  }
  return bad;
}

int CheckFile(const fs::path& path, const Options& options) {
  std::optional<Bytes> original;
  if (options.originals)
    if (const auto found = OriginalOf(path, *options.originals)) original = Load(*found);
  return IsFine(path.string(), Load(path), original, options.seconds) ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = Parse(count, arguments);
  int bad = 0;
  for (const auto& path : options.files)
    bad += options.variants > 0 ? CheckVariants(path, options) : CheckFile(path, options);
  std::cout << options.files.size() * std::max(1U, options.variants) << " files, " << bad
            << " with faults\n";
  return bad == 0 && !options.files.empty() ? 0 : 1;
}
