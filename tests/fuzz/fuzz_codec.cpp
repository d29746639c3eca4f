// Fuzz target: one codec behind ROOT's block headers; TMVA_FUZZ_CODEC is its tag. The input: four
// bytes of length, then blocks; each gets the tag, and lz4's its hash.
#include <cstring>

#include <TMVA/Error.h>

#include "dataloader/rootio/compression.h"
#include "tests/fuzz/allocation_guard.h"
#include "tests/fuzz/fuzz_target.h"

using namespace TMVA;
using namespace TMVA::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kHeader = 9;
  if (size < 4) return 0;
  const auto bytes = AsBytes(data, size);
  const auto length = rootio::LoadBigEndian<std::int32_t>(bytes.data());
  Bytes stored(bytes.begin() + 4, bytes.end());
  for (std::size_t at = 0; at + kHeader < stored.size();) {
    std::memcpy(stored.data() + at, TMVA_FUZZ_CODEC, 2);
    at += kHeader + (std::to_integer<std::size_t>(stored[at + 3]) |
                     std::to_integer<std::size_t>(stored[at + 4]) << 8 |
                     std::to_integer<std::size_t>(stored[at + 5]) << 16);
  }
  if (std::string_view(TMVA_FUZZ_CODEC) == "L4") RepairHashes(stored);
  const rootio::Origin origin{"memory.root", 0, "blocks"};
  ResetLargestAllocation();
  try {
    rootio::CheckBlocks(stored, length, origin, static_cast<std::int64_t>(size));
    Bytes out(static_cast<std::size_t>(length));
    rootio::Decompressor().Decompress(stored, out, origin);
  } catch (const FileFormatError& error) {
    if (std::string_view(error.what()).find("memory.root") == std::string_view::npos) std::abort();
  }
  const auto largest = LargestAllocation();
  if (largest > 4 * size + 5 * kAllowance && largest > 4 * CompressedContent(stored) + kAllowance) {
    std::fprintf(stderr, "FAULT: allocation of %zu bytes\n", largest);
    std::abort();
  }
  return 0;
}
