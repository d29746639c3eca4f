// Entries of some columns, one at a time, read in blocks.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <TMVA/ColumnSource.h>

#include <TBranchMemory.h>

inline namespace tmva_root {

/// Blocks grow while entries are asked for in order, up to some megabytes; single entries are read
/// as such.
class BranchReader {
 public:
  BranchReader(std::shared_ptr<const TMVA::ColumnSource> source, std::vector<std::size_t> columns);
  /// One row a column; valid until the next call.
  void Read(std::int64_t entry, std::span<ColumnRow> rows) {
    if (entry < range_.begin || entry >= range_.end) Move(entry);
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (fixed_[i].bytes > 0)
        rows[i] = {
            fixed_[i].data + static_cast<std::size_t>(entry - range_.begin) * fixed_[i].bytes,
            fixed_[i].length,
            {},
            fixed_[i].value_size};
      else
        rows[i] = ListRow(blocks_[i], entry - range_.begin);
    }
  }

 private:
  struct Fixed {
    const std::byte* data = nullptr;
    std::size_t bytes = 0;  ///< of an entry; 0 for lists
    std::int64_t length = 0;
    std::size_t value_size = 0;
  };
  void Move(std::int64_t entry);
  static ColumnRow ListRow(const TMVA::ColumnBlock& block, std::int64_t i);

  std::shared_ptr<const TMVA::ColumnSource> source_;
  std::unique_ptr<TMVA::ColumnCursor> cursor_;
  std::vector<TMVA::ColumnBlock> blocks_;
  std::vector<Fixed> fixed_;
  TMVA::EntryRange range_;
  std::int64_t size_ = 1, largest_ = 1 << 13;
};

}  // namespace tmva_root
