// RowStream: in which order rows enter the pool and leave it.
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <TMVA/Random.h>

#include "dataloader/batch/balance.h"
#include "dataloader/batch/free_slots.h"
#include "dataloader/batch/pool_memory.h"
#include "dataloader/batch/window_rows.h"

namespace TMVA::inline standalone::batch {

/// A window in the order of an epoch, and which of its rows (counted with repetitions) belong to
/// it.
struct Visit {
  std::uint32_t window = 0;
  std::int64_t from = 0, to = INT64_MAX;
};

/// What is needed to read the windows of an epoch in their order through a pool.
struct StreamPlan {
  std::shared_ptr<const WindowRows> rows = {};
  std::shared_ptr<PoolMemory> memory = {};
  std::vector<Visit> visits = {};
  std::shared_ptr<const RowCopies> copies = {};  ///< none: each row once
  std::optional<double> only = {};               ///< rows of this label alone
  bool shuffle = true;
  std::int64_t pool_rows = 0;
  std::int64_t threshold = 0;        ///< rows that must be in the pool before one leaves ...
  std::int64_t first_threshold = 0;  ///< ... at first; it grows by one with each row that leaves
  std::size_t row_bytes = 0;
  std::uint64_t seed = 0, stream = 0;  ///< of the random numbers
  bool skip_damaged = false;
};

/// A window on its way into the pool. Its steps may be taken by different threads.
struct WindowLoad {
  std::size_t visit = 0;
  std::uint32_t window = 0;
  Selection selection = {};
  std::vector<std::uint32_t> times = {};  ///< that each selected row appears; empty: once
  std::vector<Slot> slots = {};           ///< of the selected rows
  std::int64_t reserved = 0;              ///< rows that may come, before they are selected
  bool selected = false;
  std::size_t next_step = 0, steps = 0, done = 0;
  std::exception_ptr error = {};
  bool recovered = false;  ///< its damaged entries were left out

  bool IsDone() const { return selected && done == steps; }
};

/// A pool that windows enter in the order of the plan and that rows leave at random (or in order).
/// Nothing depends on the timing: a window's rows join those that may leave exactly when these have
/// become too few.
///
/// The engine holds its lock for all but what is said to be outside of it.
class RowStream {
 public:
  explicit RowStream(StreamPlan plan);
  ~RowStream();
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  /// The next window may be begun: there is room for it.
  bool CanBegin() const;
  WindowLoad& Begin();
  /// Outside the lock: which rows of the window there are. An error is kept in the load.
  void Select(WindowLoad& load, ReadScratch& scratch) const;
  /// Then gives them their slots.
  void Selected(WindowLoad& load);
  /// A step that nobody has begun, to be taken outside the lock; null if there is none.
  WindowLoad* BeginStep(std::size_t& step);
  void Fill(WindowLoad& load, std::size_t step, ReadScratch& scratch) const;
  /// `error` is what the step threw, if anything. True for the last of a load without an error:
  /// then Finish() it outside the lock, and Finished().
  bool EndStep(WindowLoad& load, std::exception_ptr error);
  void Finish(const WindowLoad& load) const;
  void Finished(WindowLoad& load) { ++load.done; }
  /// A load that failed and whose damaged rows are to be left out; null if there is none. Outside
  /// the lock FindSound(), then Recover().
  WindowLoad* BeginRecovery();
  Selection FindSound(const WindowLoad& load, ReadScratch& scratch) const;
  void Recover(WindowLoad& load, Selection sound);
  std::int64_t SkippedEntries() const { return skipped_entries_; }

  enum class State { kReady, kWaiting, kEnded };
  /// Whether `count` rows may leave now, at the end fewer. Throws the error of a window that is
  /// due.
  State Prepare(std::int64_t count);
  std::int64_t Available() const { return std::ssize(present_) - static_cast<std::int64_t>(head_); }
  /// Takes rows out; each must be released once it was copied.
  void Draw(std::int64_t count, std::vector<Slot>& slots);
  void Release(std::span<const Slot> slots);
  const std::byte* RowAt(Slot slot) const { return arena_ + slot * plan_.row_bytes; }

  /// Draws `count` rows without having read them: selections are read at once.
  State SkipRows(std::int64_t count, ReadScratch& scratch);
  /// After skipping: what is in the pool now has to be read; until then Prepare() waits.
  void Revive();

  std::int64_t MemoryBytes() const;

 private:
  void CountSkipped(const WindowLoad& load);
  bool JoinNext();
  void Join(const WindowLoad& load);
  std::int64_t Limit(std::size_t visit) const;
  std::int64_t Needed(std::int64_t count) const;
  void CountTimes(WindowLoad& load) const;

  StreamPlan plan_;
  Random random_;
  std::span<std::byte> pages_;
  std::byte* arena_ = nullptr;
  FreeSlots free_;
  std::vector<Slot> present_;  ///< rows that may leave; in order from head_ without a shuffle
  std::size_t head_ = 0;
  std::vector<std::uint32_t> uses_;  ///< of each slot, where rows repeat
  std::size_t next_visit_ = 0, joined_ = 0;
  std::deque<std::unique_ptr<WindowLoad>> loads_;  ///< in the order of the visits
  std::int64_t reserved_ = 0;
  std::int64_t drawn_ = 0;
  std::int64_t skipped_entries_ = 0;
  /// While rows are skipped: windows that were not read, and how many of their rows are left.
  struct Unread {
    std::unique_ptr<WindowLoad> load;
    std::int64_t left = 0;
  };
  std::map<std::size_t, Unread> unread_;  ///< by visit
  std::vector<std::size_t> owners_;       ///< the visit whose row lies in a slot
  std::deque<std::unique_ptr<WindowLoad>> revived_;
};

}  // namespace TMVA::inline standalone::batch
