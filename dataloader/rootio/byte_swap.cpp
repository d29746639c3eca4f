// Byte swaps, with the machine's shuffles where it has them.
#include "dataloader/rootio/byte_swap.h"

#include <cstring>

#include "dataloader/rootio/byte_reader.h"

// They run several times faster with the shuffles of AVX2; chosen when the library is loaded.
// Sanitizers are not ready that early.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(TMVA_SANITIZED)
#define TMVA_WITH_AVX2 __attribute__((target_clones("avx2", "default")))
#else
#define TMVA_WITH_AVX2
#endif

namespace TMVA::inline standalone::rootio {

// Not in an anonymous namespace: the loader picks among symbols.
TMVA_WITH_AVX2 void SwapRun16(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = LoadBigEndian<std::uint16_t>(from + 2 * i);
    std::memcpy(to + 2 * i, &value, 2);
  }
}
TMVA_WITH_AVX2 void SwapRun32(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = LoadBigEndian<std::uint32_t>(from + 4 * i);
    std::memcpy(to + 4 * i, &value, 4);
  }
}
TMVA_WITH_AVX2 void SwapRun64(const std::byte* from, std::size_t count, std::byte* to) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = LoadBigEndian<std::uint64_t>(from + 8 * i);
    std::memcpy(to + 8 * i, &value, 8);
  }
}

void SwapBytes(const std::byte* from, std::size_t count, std::size_t size, std::byte* to) {
  if (count == 0) return;
  if (size == 1) std::memcpy(to, from, count);
  if (size == 2) SwapRun16(from, count, to);
  if (size == 4) SwapRun32(from, count, to);
  if (size == 8) SwapRun64(from, count, to);
}

}  // namespace TMVA::inline standalone::rootio
