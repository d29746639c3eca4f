// ReadColumns: several columns and entry ranges at once.
#include <TMVA/ColumnSource.h>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include <TMVA/Error.h>

#include "dataloader/source/cores.h"
#include "dataloader/source/join_blocks.h"

namespace TMVA::inline standalone {
namespace {

/// Values that make a task worth its cost: some milliseconds of decompression.
constexpr std::int64_t kTaskBytes = std::int64_t{1} << 20;
constexpr std::int64_t kLikelyListLength = 4;

std::int64_t LikelyEntryBytes(const ColumnInfo& column) {
  auto values = column.length;
  if (values == ColumnInfo::kVariable) {
    values = kLikelyListLength;
    for (const auto dimension : column.dimensions)
      values = std::clamp<std::int64_t>(dimension, 1, kTaskBytes / values + 1) * values;
  }
  return std::clamp<std::int64_t>(values, 1, kTaskBytes) *
         static_cast<std::int64_t>(SizeOf(column.type));
}

/// How a read is cut into tasks: every task takes one group of columns for one piece of the range.
struct Plan {
  std::vector<EntryRange> pieces;                ///< ascending, cut where clusters end
  std::vector<std::vector<std::size_t>> groups;  ///< positions among the columns that are read

  std::size_t size() const { return pieces.size() * groups.size(); }
  const EntryRange& PieceOf(std::size_t task) const { return pieces[task / groups.size()]; }
  std::size_t GroupOf(std::size_t task) const { return task % groups.size(); }
};

/// Neighbouring clusters, together as long as they are not worth a task with all columns; the whole
/// range where clusters do not cover it.
std::vector<EntryRange> MakePieces(const ColumnSource& source, EntryRange range,
                                   std::int64_t entry_bytes) {
  const auto enough = std::max<std::int64_t>(kTaskBytes / entry_bytes, 1);
  std::vector<EntryRange> pieces;
  for (const auto& cluster : source.Clusters()) {
    const EntryRange part{std::max(cluster.begin, range.begin), std::min(cluster.end, range.end)};
    if (part.size() <= 0) continue;
    if (part.begin != (pieces.empty() ? range.begin : pieces.back().end)) return {range};
    if (!pieces.empty() && pieces.back().size() < enough)
      pieces.back().end = part.end;
    else
      pieces.push_back(part);
  }
  if (pieces.empty() || pieces.back().end != range.end) return {range};
  return pieces;
}

/// Columns that are stored together stay together; others join them until they are worth a task.
std::vector<std::vector<std::size_t>> MakeGroups(std::span<const ColumnInfo* const> columns,
                                                 std::int64_t piece_entries) {
  std::vector<std::size_t> order(columns.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto storage = [&](std::size_t i) { return columns[i]->storage_group; };
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return storage(a) < storage(b); });
  std::vector<std::vector<std::size_t>> groups;
  std::int64_t bytes = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const bool tied = k > 0 && storage(order[k]) >= 0 && storage(order[k]) == storage(order[k - 1]);
    if (groups.empty() ||
        (!tied && bytes >= kTaskBytes / std::max<std::int64_t>(piece_entries, 1))) {
      groups.emplace_back();
      bytes = 0;
    }
    groups.back().push_back(order[k]);
    bytes += LikelyEntryBytes(*columns[order[k]]);
  }
  return groups;
}

/// Reads the tasks of a plan in several threads. Blocks of fixed-length columns have their size.
class ParallelRead {
 public:
  ParallelRead(const ColumnSource& source, std::span<const std::size_t> columns, EntryRange range,
               std::span<ColumnBlock> out, std::stop_token stop)
      : source_(source), columns_(columns), range_(range), out_(out), stop_(std::move(stop)) {
    std::int64_t entry_bytes = 1;
    for (const auto column : columns) {
      infos_.push_back(&source.Columns()[column]);
      entry_bytes += LikelyEntryBytes(*infos_.back());
    }
    plan_.pieces = MakePieces(source, range, entry_bytes);
    plan_.groups =
        MakeGroups(infos_, range.size() / std::max<std::int64_t>(std::ssize(plan_.pieces), 1));
  }

  std::size_t Tasks() const { return plan_.size(); }

  void Run(int threads) {
    lists_.resize(out_.size());
    for (std::size_t i = 0; i < out_.size(); ++i)
      if (infos_[i]->list_levels > 0) lists_[i].resize(plan_.pieces.size());
    std::vector<Last> last(static_cast<std::size_t>(threads));
    InThreads(threads, plan_.size(), [&](std::size_t task, int thread) {
      ReadTask(task, last[static_cast<std::size_t>(thread)]);
    });
    InThreads(threads, out_.size(), [&](std::size_t i, int) {
      if (lists_[i].empty()) return;
      JoinBlocks(lists_[i], *infos_[i], out_[i]);
      lists_[i] = {};
    });
  }

 private:
  /// What a thread keeps from task to task.
  struct Last {
    std::size_t group = SIZE_MAX;
    std::unique_ptr<ColumnCursor> cursor;
  };

  void ReadTask(std::size_t task, Last& last) {
    const auto& group = plan_.groups[plan_.GroupOf(task)];
    const auto piece = task / plan_.groups.size();
    if (plan_.GroupOf(task) != last.group) {
      std::vector<std::size_t> chosen;
      for (const auto i : group) chosen.push_back(columns_[i]);
      last.cursor = source_.OpenCursor(std::move(chosen));
      last.group = plan_.GroupOf(task);
    }
    std::vector<ColumnBlock> blocks;
    for (const auto i : group)
      blocks.push_back(lists_[i].empty() ? ColumnBlock::Over(Slice(i, plan_.pieces[piece]))
                                         : ColumnBlock());
    last.cursor->Read(plan_.pieces[piece], blocks);
    for (std::size_t k = 0; k < group.size(); ++k)
      if (!lists_[group[k]].empty()) lists_[group[k]][piece] = std::move(blocks[k]);
  }

  /// Where the values of a piece of column `i` belong.
  std::span<std::byte> Slice(std::size_t i, EntryRange piece) {
    const auto entry = infos_[i]->length * static_cast<std::int64_t>(SizeOf(infos_[i]->type));
    return {out_[i].data() + (piece.begin - range_.begin) * entry,
            static_cast<std::size_t>(piece.size() * entry)};
  }

  /// Calls `work` with 0 to count - 1 and the number of the thread. Tasks are begun in ascending
  /// order and none above one that failed, so that the error of the lowest comes out whatever the
  /// timing.
  template <class Work>
  void InThreads(int threads, std::size_t count, const Work& work) {
    std::atomic<std::size_t> next = 0, failed = count;
    std::exception_ptr error;
    std::mutex mutex;
    tbb::task_arena arena(threads);
    arena.execute([&] {
      const auto run = [&](int thread) {
        for (auto task = next++; task < failed && !stop_.stop_requested(); task = next++) {
          try {
            work(task, thread);
          } catch (...) {
            const std::lock_guard lock(mutex);
            if (task < failed) {
              failed = task;
              error = std::current_exception();
            }
          }
        }
      };
      tbb::parallel_for(0, threads, 1, run, tbb::simple_partitioner());
    });
    if (error) std::rethrow_exception(error);
  }

  const ColumnSource& source_;
  std::span<const std::size_t> columns_;
  EntryRange range_;
  std::span<ColumnBlock> out_;
  std::stop_token stop_;
  std::vector<const ColumnInfo*> infos_;
  Plan plan_;
  std::vector<std::vector<ColumnBlock>> lists_;  ///< the pieces of each column of lists
};

}  // namespace

void ReadColumns(const ColumnSource& source, std::span<const std::size_t> columns, EntryRange range,
                 std::span<ColumnBlock> out, int threads, std::stop_token stop) {
  // More threads than cores gain nothing, and TBB warns of them.
  threads = std::min(threads <= 0 ? AvailableCores() : threads, tbb::info::default_concurrency());
  const auto cursor = source.OpenCursor({columns.begin(), columns.end()});
  const bool inside = range.begin >= 0 && range.end <= source.NumEntries() && range.size() > 0;
  if (!inside || out.size() != columns.size()) return cursor->Read(range, out);  // which says so
  cursor->Prepare(range);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto& info = source.Columns()[columns[i]];
    if (info.list_levels == 0) out[i].Resize(info.type, info.length, range.size());
  }
  if (threads == 1) return cursor->Read(range, out);
  ParallelRead read(source, columns, range, out, std::move(stop));
  if (read.Tasks() == 1) return cursor->Read(range, out);
  read.Run(
      static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), read.Tasks())));
}

}  // namespace TMVA::inline standalone
