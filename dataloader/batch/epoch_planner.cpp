// EpochPlanner: which windows pass through which pools in an epoch.
#include "dataloader/batch/epoch_planner.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

#include "dataloader/batch/shares.h"

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::uint64_t kOrderStream = 0x4f52444552;  // "ORDER"

std::int64_t Sum(std::span<const std::int64_t> values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

}  // namespace

std::int64_t BalancedRows(const ClassCounts& classes, BalanceMode mode) {
  if (classes.total.size() < 2)
    throw DataError("balance: there is only one class among the rows, expected two or more");
  const auto [least, most] =
      std::minmax_element(classes.total.begin(), classes.total.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; });
  return mode == BalanceMode::kUndersample ? least->second : most->second;
}

EpochPlanner::EpochPlanner(const BatchOptions& options, const PoolNeeds& needs, PlannedRows rows,
                           std::size_t row_bytes, std::uint64_t epoch)
    : options_(options),
      needs_(needs),
      rows_(std::move(rows)),
      row_bytes_(row_bytes),
      epoch_(epoch),
      all_(rows_.rows->NumWindows()) {
  std::iota(all_.begin(), all_.end(), 0U);
  for (const auto window : all_) limits_.push_back(rows_.rows->RowLimit(window));
}

void EpochPlanner::Plan(EnginePlan& plan) const {
  if (options_.balance != BalanceMode::kNone) return PlanBalanced(plan);
  // Rows of each class come in the right proportion then, however small the pool.
  const bool by_class = options_.shuffle == ShuffleMode::kStreaming && !rows_.labels.empty();
  if (by_class && PlanByClass(plan)) return;
  PlanTogether(plan);
}

std::int64_t EpochPlanner::Longest(const Windows& windows) const {
  std::int64_t longest = 0;
  for (const auto window : windows) longest = std::max(longest, limits_[window]);
  return longest;
}

std::int64_t EpochPlanner::Room(const Windows& windows) const {
  std::int64_t room = 0;
  for (const auto window : windows) room += limits_[window];
  return room;
}

StreamPlan EpochPlanner::MakeStream(std::uint64_t number, std::int64_t pool_rows,
                                    const Windows& windows) const {
  StreamPlan stream;
  stream.rows = rows_.rows;
  stream.shuffle = options_.shuffle != ShuffleMode::kNone;
  stream.row_bytes = row_bytes_;
  stream.seed = options_.seed;
  stream.stream = RandomBits(epoch_, kOrderStream, number);
  stream.skip_damaged = options_.skip_damaged;
  std::vector<std::int64_t> sizes;
  for (const auto window : windows) sizes.push_back(limits_[window]);
  if (stream.shuffle) {
    for (const auto i : SpreadOrder(sizes, options_.seed, epoch_))
      stream.visits.push_back({windows[i]});
  } else {
    for (const auto window : windows) stream.visits.push_back({window});
  }
  const auto longest = Longest(windows), room = Room(windows);
  const auto pool = std::max<std::int64_t>(std::min(pool_rows, room), 1);
  stream.pool_rows = pool;
  // Room for the window that is read, and for as many rows that leave meanwhile. A pool of two
  // windows keeps more of their rows instead: it mixes the better for it.
  const auto reserve =
      pool >= 3 * longest ? std::max(2 * longest, pool / 8) : longest + longest / 4;
  stream.threshold = pool >= room ? pool : std::max<std::int64_t>(pool - reserve, 1);
  // The first batch does not wait until a pool of many windows, which mix soon, is full, nor for a
  // second long window where the pool holds few, which mix little in any case.
  stream.first_threshold = stream.threshold;
  if (pool < room && longest <= pool / 16) stream.first_threshold = pool / 4;
  if (pool < room && longest > pool / 4) stream.first_threshold = 1;
  return stream;
}

/// All windows through one pool.
void EpochPlanner::PlanTogether(EnginePlan& plan) const {
  const auto least = Longest(all_) + options_.batch_size;
  const auto pools = DividePool(needs_, std::vector{PoolPart{least, Room(all_)}});
  if (pools.empty()) FailPool(needs_, least);
  auto stream = MakeStream(0, pools.front(), all_);
  if (options_.shuffle == ShuffleMode::kGlobal || options_.world_size > 1) {
    const auto& counts = rows_.counts();
    const auto share = ShareOf(options_, counts.total);
    KeepShare(stream.visits, counts.windows, ShareIn(options_, counts.total, 0));
    plan.rows = share.rows;
    plan.batches = share.batches;
  }
  plan.streams.push_back(std::move(stream));
}

/// A pool for each class of tables. False when they do not fit into the budget.
bool EpochPlanner::PlanByClass(EnginePlan& plan) const {
  const auto& rows_of = rows_.all ? limits_ : rows_.counts().windows;
  std::map<double, Windows> classes;
  std::map<double, std::int64_t> totals;
  for (const auto window : all_) {
    if (rows_of[window] == 0) continue;
    classes[rows_.labels[window]].push_back(window);
    totals[rows_.labels[window]] += rows_of[window];
  }
  if (classes.size() < 2) return false;
  const auto total = Sum(rows_of);
  std::vector<PoolPart> parts;
  std::vector<std::int64_t> most_in_batch;
  for (const auto& [label, windows] : classes) {
    // Rows of the class in the batch that has most of them, of any number of batches.
    const auto mean = static_cast<double>(options_.batch_size) *
                      static_cast<double>(totals[label]) / static_cast<double>(total);
    const auto most = static_cast<std::int64_t>(mean + 10 * std::sqrt(mean) + 16);
    most_in_batch.push_back(std::min(most, options_.batch_size));
    // Windows take room for all their entries before rows are selected.
    parts.push_back({Longest(windows) + most_in_batch.back(), Room(windows)});
  }
  const auto pools = DividePool(needs_, parts);
  if (pools.empty()) return false;
  const auto share = ShareOf(options_, total);
  plan.rows = share.rows;
  plan.batches = share.batches;
  plan.stream_limits = std::move(most_in_batch);
  std::int64_t before = 0;
  std::uint64_t number = 0;
  for (const auto& [label, windows] : classes) {
    auto stream = MakeStream(number, pools[number], windows);
    ++number;
    const auto mine = ShareIn(options_, totals[label], before);
    if (options_.world_size > 1) KeepShare(stream.visits, rows_of, mine);
    before += totals[label];
    plan.stream_rows.push_back(mine.size());
    plan.streams.push_back(std::move(stream));
  }
  return true;
}

/// As many rows of each class: from one pool or, where batches are balanced, from one a class.
void EpochPlanner::PlanBalanced(EnginePlan& plan) const {
  const auto& classes = rows_.counts().classes;
  const auto wanted = BalancedRows(classes, options_.balance);
  const auto copies = std::make_shared<const RowCopies>(classes, wanted, options_.seed, epoch_);
  plan.evenly = options_.balance == BalanceMode::kBatch;
  const auto n = std::ssize(classes.total), streams = plan.evenly ? n : 1;
  const auto share = ShareOf(options_, wanted * n);
  plan.rows = share.rows;
  plan.batches = share.batches;
  const auto least = Longest(all_) + options_.batch_size / streams + 1;
  auto needs = needs_;
  needs.total_rows *= streams;  // each looks at all windows
  const auto pools = DividePool(
      needs, std::vector(static_cast<std::size_t>(streams), PoolPart{least, Room(all_)}));
  if (pools.empty()) FailPool(needs, least * streams);
  std::int64_t before = 0;
  const auto add = [&](std::optional<double> label) {
    const auto number = plan.streams.size();
    auto stream = MakeStream(number, pools[number], all_);
    stream.copies = copies;
    stream.only = label;
    std::vector<std::int64_t> rows_of;
    for (const auto window : all_)
      rows_of.push_back(label ? copies->RowsOf(window, *label) : copies->RowsOf(window));
    const auto mine = ShareIn(options_, Sum(rows_of), before);
    KeepShare(stream.visits, rows_of, mine);
    before += Sum(rows_of);
    plan.stream_rows.push_back(mine.size());
    plan.streams.push_back(std::move(stream));
  };
  if (!plan.evenly) return add(std::nullopt);
  for (const auto& [label, count] : classes.total) {
    add(label);
    const auto weight = classes.weight.find(label);
    if (weight == classes.weight.end()) continue;
    if (!(weight->second > 0))
      throw DataError("balance: the weights of class " + std::to_string(label) + " add up to " +
                      std::to_string(weight->second) + ", expected more than 0");
    plan.weights.push_back(static_cast<double>(count) / weight->second);
  }
}

}  // namespace TMVA::inline standalone::batch
