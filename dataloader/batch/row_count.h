// Counts of rows, which one look at all windows gives.
#pragma once

#include <functional>
#include <vector>

#include "dataloader/batch/balance.h"
#include "dataloader/batch/window_rows.h"

namespace TMVA::inline standalone::batch {

struct RowCounts {
  std::vector<std::int64_t> windows;
  std::int64_t total = 0;
  ClassCounts classes = {};  ///< where labels are known
};

RowCounts CountRows(const WindowRows& rows, bool skip_damaged, int threads,
                    const std::function<void()>& poll);

}  // namespace TMVA::inline standalone::batch
