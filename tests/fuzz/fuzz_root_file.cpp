// Fuzz target: a whole ROOT file. TMVA_FUZZ_WANTED chooses what is read of it.
#include <cstring>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/ntuple_damage.h"

using namespace TMVA::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  StopAtFaults(ReadWithinMemory(AsBytes(data, size), "memory.root", TMVA_FUZZ_WANTED));
  return 0;
}

/// Mostly damage that knows what a ROOT file is made of; else what libFuzzer thinks best.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t most, unsigned seed) {
  std::mt19937_64 random(seed);
  const bool blind = size < 100 || random() % 4 == 0;
  if (blind) size = LLVMFuzzerMutate(data, size, most);
  const auto bytes = AsBytes(data, size);
  Bytes file(bytes.begin(), bytes.end());
  for (auto rounds = blind ? 0 : 1 + random() % 3; rounds > 0; --rounds) DamageFile(file, random);
  if (random() % 4 != 0) {
    RepairHashes(file);
    RepairNtuples(file);
  }
  if (file.size() > most) return size;
  if (!file.empty()) std::memcpy(data, file.data(), file.size());
  return file.size();
}
