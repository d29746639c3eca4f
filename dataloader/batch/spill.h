// SpillRows: all rows into random buckets on disk, once, so that any order of them is as good as a
// permutation of the whole.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "dataloader/batch/window_rows.h"

namespace TMVA::inline standalone::batch {

struct SpillPlan {
  RowSchema schema = {};
  std::vector<double> labels = {};  ///< of the classes, ascending, where rows carry theirs
  std::size_t buckets = 1;
  std::int64_t buffer_bytes = 0;  ///< of all buckets together
  std::string folder = {};        ///< empty: in memory
  std::uint64_t seed = 0;
  int threads = 1;
  bool skip_damaged = false;
};

struct Spilled {
  std::shared_ptr<const RowStore> rows;
  std::int64_t skipped_entries = 0;  ///< that are damaged
};

Spilled SpillRows(const WindowRows& rows, const SpillPlan& plan, const std::function<void()>& poll);

}  // namespace TMVA::inline standalone::batch
