// PoolSize: from a budget in bytes to rows.
#include "dataloader/batch/pool_size.h"

#include <algorithm>
#include <string>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;
constexpr std::int64_t kBatches = 4;  // that wait, that are filled, and that the consumer holds
constexpr std::int64_t kMostMemory = std::int64_t{1} << 60;
constexpr std::int64_t kMostSlots = 4'000'000'000;

/// For decoded columns.
std::int64_t ScratchOf(std::int64_t memory) { return std::min(memory / 10, 10 * kMegabyte); }
/// For records as they are stored, the state of codecs, file indices.
std::int64_t OthersOf(std::int64_t memory, bool has_lists) {
  const auto others = std::min(memory / 5, 16 * kMegabyte);
  return has_lists ? others + 2 * ScratchOf(memory) : others;
}

}  // namespace

std::int64_t ScratchBytes(const PoolNeeds& needs) { return ScratchOf(needs.memory); }

std::int64_t PoolRows(const PoolNeeds& needs) {
  const auto bytes = needs.memory - ScratchOf(needs.memory) -
                     OthersOf(needs.memory, needs.has_lists) - kBatches * needs.batch_bytes;
  const auto rows = needs.shuffle_rows > 0 ? needs.shuffle_rows : bytes / needs.row_bytes;
  return std::clamp<std::int64_t>(rows, 1,
                                  std::clamp<std::int64_t>(needs.total_rows, 1, kMostSlots));
}

std::vector<std::int64_t> DividePool(const PoolNeeds& needs, std::span<const PoolPart> parts) {
  const auto least_of = [](const PoolPart& part) {
    return std::clamp<std::int64_t>(part.least, 1, std::max<std::int64_t>(part.total, 1));
  };
  std::int64_t least = 0, total = 0;
  for (const auto& part : parts) {
    least += least_of(part);
    total += std::max<std::int64_t>(part.total, 1);
  }
  auto rows = PoolRows(needs);
  if (needs.shuffle_rows > 0) rows = std::max(rows, least);  // windows have to fit all the same
  if (rows < least) return {};
  const auto rest = static_cast<double>(std::min(rows, total) - least) /
                    static_cast<double>(std::max<std::int64_t>(total - least, 1));
  std::vector<std::int64_t> pools;
  for (const auto& part : parts) {
    const auto more = static_cast<double>(std::max<std::int64_t>(part.total, 1) - least_of(part));
    pools.push_back(least_of(part) + static_cast<std::int64_t>(rest * more));
  }
  return pools;
}

void FailPool(const PoolNeeds& needs, std::int64_t least) {
  const auto pool = least * needs.row_bytes + kBatches * needs.batch_bytes;
  // Of small budgets the other parts are fractions: 3/10 together, or with lists half.
  const auto fractions = needs.has_lists ? 2 * pool + 1 : pool * 10 / 7 + 1;
  const auto most = ScratchOf(kMostMemory) + OthersOf(kMostMemory, needs.has_lists);
  const auto memory = std::min(pool + most, fractions);
  const auto megabytes = (memory + kMegabyte - 1) / kMegabyte;
  throw OptionError("memory: " + std::to_string(needs.memory / kMegabyte) +
                    " MB are too little: what is stored together and a batch, " +
                    std::to_string(least) +
                    " rows, have to fit; the smallest sufficient budget is memory=\"" +
                    std::to_string(megabytes) + "MB\"");
}

}  // namespace TMVA::inline standalone::batch
