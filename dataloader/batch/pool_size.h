// PoolSize: from a budget in bytes to rows, by a formula over schema and layout of the files alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace TMVA::inline standalone::batch {

struct PoolNeeds {
  std::int64_t memory = 0;        ///< the budget
  std::int64_t shuffle_rows = 0;  ///< rows asked for instead; 0: what the budget gives
  std::int64_t row_bytes = 0;     ///< with what the pool notes of a row
  std::int64_t batch_bytes = 0;
  std::int64_t total_rows = 0;
  bool has_lists = false;  ///< then readers keep what is decoded beside what is made of it
};

/// Rows that fit, and bytes that all threads together may take for what they decode.
std::int64_t PoolRows(const PoolNeeds& needs);
std::int64_t ScratchBytes(const PoolNeeds& needs);

/// One of the streams that share a pool.
struct PoolPart {
  std::int64_t least = 0;  ///< rows: its longest window, and its rows of a batch beside that
  std::int64_t total = 0;  ///< all rows that it may have
};
/// Rows for each part: what it needs, and a share of the rest; all of them where all fit. Empty
/// when they do not fit.
std::vector<std::int64_t> DividePool(const PoolNeeds& needs, std::span<const PoolPart> parts);

/// OptionError naming the smallest budget that is enough for `least` rows.
[[noreturn]] void FailPool(const PoolNeeds& needs, std::int64_t least);

}  // namespace TMVA::inline standalone::batch
