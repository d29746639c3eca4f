// Windows: the stretches of the tables that are read and decoded at once, and their order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone::batch {

struct Window {
  std::uint32_t table = 0;
  EntryRange range;
};

/// Cuts [0, entries) where pieces start, into windows of about `wanted` entries; a longer piece is
/// a window of its own.
std::vector<EntryRange> CutAtPieces(std::span<const std::int64_t> starts, std::int64_t entries,
                                    std::int64_t wanted);

/// An order of all windows, random, in which any few successive ones are spread evenly over the
/// tables: rows of a sorted table mix well in a pool that holds some of them. `rows` are the
/// windows' sizes.
std::vector<std::uint32_t> SpreadOrder(std::span<const std::int64_t> rows, std::uint64_t seed,
                                       std::uint64_t epoch);

}  // namespace TMVA::inline standalone::batch
