// The bytes of a branch's entries within a basket.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataloader/rootio/byte_buffer.h"
#include "dataloader/rootio/write_branch_spec.h"

namespace TMVA::inline standalone::rootwrite {

/// The entries that one Append() hands to a branch: its leaves only.
struct EntryBlock {
  std::span<const ColumnView> columns;
  std::int64_t first = 0;  ///< within the arrays
  std::int64_t count = 0;
};

class EntryCoding {
 public:
  explicit EntryCoding(const BranchSpec& branch);

  bool is_fixed() const { return kind_ == BranchKind::kFixed; }
  /// Of a fixed entry, or of an item of the innermost lists.
  std::int64_t item_bytes() const { return item_bytes_; }
  /// What Encode() appends; of texts of 255 bytes and more, 4 bytes too little each.
  std::int64_t StoredBytes(const EntryBlock& block) const;
  /// Appends entries to `data`, and for other than fixed ones the position of each to `offsets`.
  void Encode(const EntryBlock& block, ByteBuffer& data, std::vector<std::int32_t>& offsets) const;

 private:
  struct Leaf {
    std::size_t length, size;
  };
  void EncodeFixed(const EntryBlock& block, ByteBuffer& data) const;

  BranchKind kind_;
  bool is_text_;
  std::vector<Leaf> leaves_;
  std::int64_t item_bytes_ = 0;
};

}  // namespace TMVA::inline standalone::rootwrite
