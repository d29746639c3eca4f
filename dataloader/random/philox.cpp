// Philox4x32-10, the counter-based generator below every random number of tmva.
#include <TMVA/Random.h>

namespace TMVA::inline standalone {
namespace {

// Multipliers and Weyl constants of the published definition.
constexpr std::uint64_t kMultiplier0 = 0xD2511F53;
constexpr std::uint64_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

std::uint32_t Low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t High(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

std::array<std::uint32_t, 4> Philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < kRounds; ++round) {
    const std::uint64_t even = kMultiplier0 * counter[0];
    const std::uint64_t odd = kMultiplier1 * counter[2];
    counter = {High(odd) ^ counter[1] ^ key[0], Low(odd), High(even) ^ counter[3] ^ key[1],
               Low(even)};
    key[0] += kWeyl0;
    key[1] += kWeyl1;
  }
  return counter;
}

std::uint64_t RandomBits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto block =
      Philox4x32({Low(index), High(index), Low(stream), High(stream)}, {Low(seed), High(seed)});
  return (std::uint64_t{block[1]} << 32) | block[0];
}

}  // namespace TMVA::inline standalone
