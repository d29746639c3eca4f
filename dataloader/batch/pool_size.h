// PoolSize: from a budget in bytes to rows, by a formula over schema and layout of the files alone.
#pragma once

#include <cstdint>

namespace TMVA::inline standalone::batch {

struct PoolNeeds {
  std::int64_t memory = 0;        ///< the budget
  std::int64_t shuffle_rows = 0;  ///< rows asked for instead; 0: what the budget gives
  std::int64_t row_bytes = 0;     ///< with what the pool notes of a row
  std::int64_t batch_bytes = 0, batch_rows = 0;
  std::int64_t total_rows = 0;
  std::int64_t streams = 1;       ///< that share the pool
};

struct PoolSize {
  std::int64_t rows = 0;           ///< of each stream
  std::int64_t scratch_bytes = 0;  ///< what all threads together may decode at once
};

PoolSize SizePool(const PoolNeeds& needs);
/// Throws OptionError naming the smallest budget that suffices, when a pool does not hold the
/// longest window and a batch beside it.
void CheckPool(const PoolNeeds& needs, const PoolSize& size, std::int64_t longest_window);

}  // namespace TMVA::inline standalone::batch
