// Shares of ranks.
#include "dataloader/batch/shares.h"

#include <algorithm>
#include <string>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {

Share ShareOf(const BatchOptions& options, std::int64_t total) {
  const auto world = options.world_size, size = options.batch_size;
  const auto least = total / world, most = least + (total % world > 0);
  const auto ranks = std::to_string(world) + " ranks";
  if (least == 0 && world > 1)
    throw DataError("world_size: there are fewer rows (" + std::to_string(total) + ") than " +
                    ranks);
  if (size == 1 && most > least && !options.drop_remainder)
    throw DataError("world_size: " + std::to_string(total) +
                    " rows make no equal number of batches of 1 row for " + ranks +
                    "; take drop_remainder=True or a batch_size of 2");
  return {ShareIn(options, total, 0).size(),
          options.drop_remainder ? least / size : most / size + (most % size > 0)};
}

EntryRange ShareIn(const BatchOptions& options, std::int64_t total, std::int64_t before) {
  const auto world = options.world_size;
  // Ranks first, first + 1, ... (modulo world) have one row more.
  const auto extra = total % world, first = before % world;
  const auto wrapped = std::max<std::int64_t>(first + extra - world, 0);
  const auto border = [&](std::int64_t rank) {
    return total / world * rank + std::min(rank, wrapped) +
           std::clamp<std::int64_t>(rank - first, 0, extra - wrapped);
  };
  return {border(options.rank), border(options.rank + 1)};
}

void KeepShare(std::vector<Visit>& visits, std::span<const std::int64_t> rows, EntryRange share) {
  std::vector<Visit> kept;
  std::int64_t at = 0;
  for (const auto& visit : visits) {
    const auto size = rows[visit.window];
    const auto from = std::max<std::int64_t>(share.begin - at, 0);
    const auto to = std::min(share.end - at, size);
    if (from < to) kept.push_back({visit.window, from, to});
    at += size;
  }
  visits = std::move(kept);
}

}  // namespace TMVA::inline standalone::batch
