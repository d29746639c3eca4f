// PoolSize: from a budget in bytes to rows.
#include "dataloader/batch/pool_size.h"

#include <algorithm>
#include <string>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::int64_t kMegabyte = 1'000'000;
constexpr std::int64_t kBatches = 4;  // that wait, that are filled, and that the consumer holds
constexpr std::int64_t kMostSlots = 4'000'000'000;

/// For decoded columns; and for records as they are stored, the state of codecs, file indices.
std::int64_t ScratchBytes(std::int64_t memory) { return std::min(memory / 5, 20 * kMegabyte); }
std::int64_t OtherBytes(std::int64_t memory) { return std::min(memory / 10, 6 * kMegabyte); }

std::int64_t PoolBytes(const PoolNeeds& needs) {
  return needs.memory - ScratchBytes(needs.memory) - OtherBytes(needs.memory) -
         kBatches * needs.batch_bytes;
}

}  // namespace

PoolSize SizePool(const PoolNeeds& needs) {
  PoolSize size;
  size.scratch_bytes = ScratchBytes(needs.memory);
  auto rows = needs.shuffle_rows > 0
                  ? needs.shuffle_rows
                  : std::max<std::int64_t>(PoolBytes(needs) / needs.row_bytes, 0);
  rows = std::min({rows / needs.streams, kMostSlots, std::max<std::int64_t>(needs.total_rows, 1)});
  size.rows = std::max<std::int64_t>(rows, 1);
  return size;
}

void CheckPool(const PoolNeeds& needs, const PoolSize& size, std::int64_t longest_window) {
  const auto least = std::min(longest_window + needs.batch_rows, std::max<std::int64_t>(needs.total_rows, 1));
  if (size.rows >= least) return;
  const auto pool = least * needs.streams * needs.row_bytes + kBatches * needs.batch_bytes;
  auto memory = pool + ScratchBytes(INT64_MAX) + OtherBytes(INT64_MAX);
  // Of small budgets the other parts are fractions.
  memory = std::min(memory, pool * 10 / 7 + 1);
  const auto megabytes = (memory + kMegabyte - 1) / kMegabyte;
  throw OptionError("memory: " + std::to_string(needs.memory / kMegabyte) +
                    " MB are too little: what is stored together, " + std::to_string(longest_window) +
                    " rows, and a batch of " + std::to_string(needs.batch_rows) +
                    " rows have to fit; the smallest sufficient budget is memory=\"" +
                    std::to_string(megabytes) + "MB\"");
}

}  // namespace TMVA::inline standalone::batch
