// Fuzz target: a ROOT file with stored models, read by every name in it.
#include <cstring>
#include <set>
#include <string>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/memory_source.h"
#include "tmva/graph/store/model_store.h"

using namespace TMVA;
using namespace TMVA::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto file =
        File::Open(std::make_shared<MemorySource>(AsBytes(data, size), "memory.root"));
    std::set<std::string> names;
    for (const auto& key : file->Keys()) {
      names.insert(key.name + ";" + std::to_string(key.cycle));
      names.insert(key.name);
    }
    for (const auto& name : names) {
      try {
        (void)onnx::ReadStoredModel(*file, name);
      } catch (const Error&) {
      }
    }
    (void)onnx::ListStoredModels(*file);
  } catch (const Error&) {
  }
  return 0;
}

/// Damage that knows what a ROOT file is made of, or other texts in the description, or what
/// libFuzzer likes.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::mt19937_64 random(seed);
  if (size < 100 || random() % 4 == 0) return LLVMFuzzerMutate(data, size, most);
  const auto bytes = AsBytes(data, size);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto at = text.find("{\"format\""); at != std::string_view::npos && random() % 2 == 0) {
    const std::size_t end = std::min(size, at + 1000);
    constexpr std::string_view kBits = "0123456789{}[]\":,;/-";
    for (auto rounds = 1 + random() % 3; rounds > 0; --rounds)
      data[at + random() % (end - at)] = static_cast<std::uint8_t>(kBits[random() % kBits.size()]);
    return size;
  }
  Bytes file(bytes.begin(), bytes.end());
  for (auto rounds = 1 + random() % 3; rounds > 0; --rounds) DamageFile(file, random);
  if (file.size() > most) return size;
  if (!file.empty()) std::memcpy(data, file.data(), file.size());
  return file.size();
}
