// WindowRows: where the rows of each window come from.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "dataloader/batch/row_store.h"
#include "dataloader/batch/table_reader.h"
#include "dataloader/batch/windows.h"

namespace TMVA::inline standalone::batch {

/// Const members are thread-safe. A window is read in steps, which different threads may take.
class WindowRows {
 public:
  virtual ~WindowRows() = default;
  virtual std::size_t NumWindows() const = 0;
  /// No window has more rows than this.
  virtual std::int64_t RowLimit(std::size_t window) const = 0;
  virtual Selection Select(std::size_t window, ReadScratch& scratch) const = 0;
  virtual std::size_t NumSteps(std::size_t window) const = 0;
  /// Writes a step's part of every selected row to its slot.
  virtual void Fill(std::size_t window, std::size_t step, const Selection& selection,
                    std::span<const Slot> slots, std::byte* arena, ReadScratch& scratch) const = 0;
  /// Select for a window with damaged entries: without them.
  virtual Selection SelectSound(std::size_t window, ReadScratch& scratch) const = 0;
  /// After the last step, when every row has a slot.
  virtual void Filled(std::size_t, const Selection&, std::span<const Slot>,
                      const std::byte*) const {}
};

/// Rows that are read from tables, and kept where there is a store.
class TableRows final : public WindowRows {
 public:
  /// `scratch_bytes` limits what one thread decodes at once.
  TableRows(std::shared_ptr<const std::vector<TableReader>> tables, std::vector<Window> windows,
            std::size_t row_bytes, std::int64_t scratch_bytes, std::shared_ptr<RowStore> store);

  std::size_t NumWindows() const override { return windows_.size(); }
  std::int64_t RowLimit(std::size_t window) const override { return windows_[window].range.size(); }
  Selection Select(std::size_t window, ReadScratch& scratch) const override;
  /// The random number, for splits, of a selected row.
  double NumberOf(std::size_t window, const Selection& selection, std::size_t row,
                  std::uint64_t seed) const;
  Selection SelectSound(std::size_t window, ReadScratch& scratch) const override;
  std::size_t NumSteps(std::size_t window) const override;
  void Fill(std::size_t window, std::size_t step, const Selection& selection,
            std::span<const Slot> slots, std::byte* arena, ReadScratch& scratch) const override;
  void Filled(std::size_t window, const Selection& selection, std::span<const Slot> slots,
              const std::byte* arena) const override;

 private:
  bool IsKept(std::size_t window) const { return store_ && store_->IsSealed(window); }
  std::shared_ptr<const std::vector<TableReader>> tables_;
  std::vector<Window> windows_;
  std::size_t row_bytes_;
  std::vector<std::vector<TableReader::Group>> groups_;  ///< of each table
  std::shared_ptr<RowStore> store_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Selection>> kept_;
};

/// Rows of a store whose windows are all sealed.
class StoredRows final : public WindowRows {
 public:
  StoredRows(std::shared_ptr<const RowStore> store, std::size_t windows, const RowSchema& schema,
             std::vector<double> labels);

  std::size_t NumWindows() const override { return windows_; }
  std::int64_t RowLimit(std::size_t window) const override { return store_->Rows(window); }
  Selection Select(std::size_t window, ReadScratch& scratch) const override;
  Selection SelectSound(std::size_t window, ReadScratch& scratch) const override {
    return Select(window, scratch);
  }
  std::size_t NumSteps(std::size_t) const override { return 1; }
  void Fill(std::size_t window, std::size_t step, const Selection& selection,
            std::span<const Slot> slots, std::byte* arena, ReadScratch& scratch) const override;

 private:
  std::shared_ptr<const RowStore> store_;
  std::size_t windows_;
  std::size_t row_bytes_;
  std::optional<std::size_t> class_offset_;
  std::vector<double> labels_;  ///< of the classes
};

}  // namespace TMVA::inline standalone::batch
