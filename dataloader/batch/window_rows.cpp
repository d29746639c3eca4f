// WindowRows: rows of tables, and rows of a store.
#include "dataloader/batch/window_rows.h"

#include <algorithm>
#include <cstring>

namespace TMVA::inline standalone::batch {
namespace {

/// Copies the rows of a sealed window to their slots.
void CopyStored(const RowStore& store, std::size_t window, std::size_t row_bytes,
                std::span<const Slot> slots, std::byte* arena) {
  std::size_t next = 0;
  store.Read(window, [&](std::span<const std::byte> rows) {
    for (std::size_t at = 0; at < rows.size(); at += row_bytes) {
      const auto slot = slots[next++];
      if (slot != kNoSlot) std::memcpy(arena + slot * row_bytes, rows.data() + at, row_bytes);
    }
  });
}

}  // namespace

TableRows::TableRows(std::shared_ptr<const std::vector<TableReader>> tables,
                     std::vector<Window> windows, std::size_t row_bytes, std::int64_t scratch_bytes,
                     std::shared_ptr<RowStore> store)
    : tables_(std::move(tables)),
      windows_(std::move(windows)),
      row_bytes_(row_bytes),
      store_(std::move(store)) {
  std::vector<std::int64_t> longest(tables_->size(), 1);
  for (const auto& window : windows_)
    longest[window.table] = std::max(longest[window.table], window.range.size());
  for (std::size_t t = 0; t < tables_->size(); ++t)
    groups_.push_back((*tables_)[t].MakeGroups(longest[t], scratch_bytes));
  if (store_) kept_.resize(windows_.size());
}

Selection TableRows::Select(std::size_t window, ReadScratch& scratch) const {
  if (IsKept(window)) {
    const std::lock_guard lock(mutex_);
    return *kept_[window];
  }
  const auto& [table, range] = windows_[window];
  return (*tables_)[table].Select(range, scratch);
}

double TableRows::NumberOf(std::size_t window, const Selection& selection, std::size_t row,
                           std::uint64_t seed) const {
  const auto& [table, range] = windows_[window];
  const auto at = selection.all ? static_cast<std::int64_t>(row) : selection.rows[row];
  return SplitNumber(seed, (*tables_)[table].Number(), range.begin + at);
}

Selection TableRows::SelectSound(std::size_t window, ReadScratch& scratch) const {
  const auto& [table, range] = windows_[window];
  return (*tables_)[table].SelectSound(range, groups_[table], scratch);
}

std::size_t TableRows::NumSteps(std::size_t window) const {
  return IsKept(window) ? 1 : groups_[windows_[window].table].size();
}

void TableRows::Fill(std::size_t window, std::size_t step, const Selection& selection,
                     std::span<const Slot> slots, std::byte* arena, ReadScratch& scratch) const {
  if (slots.empty()) return;
  if (IsKept(window)) return CopyStored(*store_, window, row_bytes_, slots, arena);
  const auto& [table, range] = windows_[window];
  const auto& reader = (*tables_)[table];
  const auto& group = groups_[table][step];
  if (selection.sound.empty()) {
    reader.Fill(group, range, selection.rows, slots, arena, row_bytes_, scratch);
    return;
  }
  for (const auto& piece : selection.sound) {
    const auto shift = static_cast<std::uint32_t>(piece.begin - range.begin);
    const auto first = std::lower_bound(selection.rows.begin(), selection.rows.end(), shift);
    const auto last = std::lower_bound(first, selection.rows.end(),
                                       static_cast<std::uint32_t>(piece.end - range.begin));
    std::vector<std::uint32_t> rows(first, last);
    for (auto& row : rows) row -= shift;
    if (rows.empty()) continue;
    const auto begin = static_cast<std::size_t>(first - selection.rows.begin());
    reader.Fill(group, piece, rows, slots.subspan(begin, rows.size()), arena, row_bytes_, scratch);
  }
}

void TableRows::Filled(std::size_t window, const Selection& selection, std::span<const Slot> slots,
                       const std::byte* arena) const {
  if (!store_ || IsKept(window)) return;
  if (std::find(slots.begin(), slots.end(), kNoSlot) != slots.end()) return;
  std::vector<std::byte> rows(slots.size() * row_bytes_);
  for (std::size_t i = 0; i < slots.size(); ++i)
    std::memcpy(rows.data() + i * row_bytes_, arena + slots[i] * row_bytes_, row_bytes_);
  Selection kept;
  kept.count = selection.count;
  kept.labels = selection.labels;
  {
    const std::lock_guard lock(mutex_);
    if (kept_[window]) return;  // by another iteration at the same time
    kept_[window] = std::make_shared<const Selection>(std::move(kept));
  }
  store_->Append(window, rows);
  store_->Seal(window);
}

StoredRows::StoredRows(std::shared_ptr<const RowStore> store, std::size_t windows,
                       const RowSchema& schema, std::vector<double> labels)
    : store_(std::move(store)),
      windows_(windows),
      row_bytes_(schema.row_bytes),
      class_offset_(schema.class_offset),
      labels_(std::move(labels)) {}

Selection StoredRows::Select(std::size_t window, ReadScratch&) const {
  Selection selection;
  selection.count = store_->Rows(window);
  if (!class_offset_) return selection;
  store_->Read(window, [&](std::span<const std::byte> rows) {
    for (std::size_t at = 0; at < rows.size(); at += row_bytes_) {
      std::uint32_t cls = 0;
      std::memcpy(&cls, rows.data() + at + *class_offset_, sizeof(cls));
      selection.labels.push_back(labels_[cls]);
    }
  });
  return selection;
}

void StoredRows::Fill(std::size_t window, std::size_t, const Selection&,
                      std::span<const Slot> slots, std::byte* arena, ReadScratch&) const {
  if (!slots.empty()) CopyStored(*store_, window, row_bytes_, slots, arena);
}

}  // namespace TMVA::inline standalone::batch
