// EpochPlanner: which windows pass through which pools in an epoch.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "dataloader/batch/engine.h"
#include "dataloader/batch/pool_size.h"
#include "dataloader/batch/row_count.h"

namespace TMVA::inline standalone::batch {

/// What is known of the rows.
struct PlannedRows {
  std::shared_ptr<const WindowRows> rows;
  /// Labels of the windows, where each table is of one class.
  std::vector<double> labels = {};
  /// Every entry is a row: then nothing has to be counted.
  bool all = false;
  std::function<const RowCounts&()> counts = {};
};

/// Rows of every class after balancing. DataError when there is only one class.
std::int64_t BalancedRows(const ClassCounts& classes, BalanceMode mode);

class EpochPlanner {
 public:
  EpochPlanner(const BatchOptions& options, const PoolNeeds& needs, PlannedRows rows,
               std::size_t row_bytes, std::uint64_t epoch);

  /// Adds streams, and how many rows and batches they give, to a plan.
  void Plan(EnginePlan& plan) const;

 private:
  using Windows = std::vector<std::uint32_t>;

  void PlanTogether(EnginePlan& plan) const;
  bool PlanByClass(EnginePlan& plan) const;
  void PlanBalanced(EnginePlan& plan) const;
  StreamPlan MakeStream(std::uint64_t number, std::int64_t pool_rows, const Windows& windows) const;
  std::int64_t Longest(const Windows& windows) const;
  std::int64_t Room(const Windows& windows) const;

  const BatchOptions& options_;
  PoolNeeds needs_;
  PlannedRows rows_;
  std::size_t row_bytes_;
  std::uint64_t epoch_;
  std::vector<std::int64_t> limits_;  ///< rows that each window has at most
  Windows all_;
};

}  // namespace TMVA::inline standalone::batch
