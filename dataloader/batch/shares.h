// Shares: what of the rows belongs to one of several ranks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <TMVA/BatchGenerator.h>

#include "dataloader/batch/row_stream.h"

namespace TMVA::inline standalone::batch {

struct Share {
  std::int64_t rows = 0, batches = 0;
};

/// Rows and batches of our rank, of `total` rows: rows differ by one at most, batches not at all,
/// and none is empty. DataError where that cannot be.
Share ShareOf(const BatchOptions& options, std::int64_t total);

/// Which of `total` rows are our rank's, when `before` rows of others were dealt already: those
/// that are left over after the division go round.
EntryRange ShareIn(const BatchOptions& options, std::int64_t total, std::int64_t before);

/// Leaves of the visits what lies in the share of their rows, one after the other; `rows` are those
/// of all windows.
void KeepShare(std::vector<Visit>& visits, std::span<const std::int64_t> rows, EntryRange share);

}  // namespace TMVA::inline standalone::batch
