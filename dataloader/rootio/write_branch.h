// One branch of a tree being written: fills a basket, writes it when it is full.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

/// How a LeafSpec's type is called in ROOT.
struct LeafType {
  std::string_view class_name;
  char code;  ///< in the branch's title: "x/F"
  std::size_t size;
  bool is_unsigned;
};
LeafType TypeOf(const LeafSpec& leaf);

/// A basket on disk.
struct BasketInfo {
  std::int32_t bytes;
  std::int64_t first_entry;
  std::int64_t seek;
};

/// The entries that one Append() hands to a branch: its leaves only.
struct EntryBlock {
  std::span<const ColumnView> columns;
  std::int64_t first = 0;  ///< within the arrays
  std::int64_t count = 0;
};

class Branch {
 public:
  /// DataError naming tree and branch when the specification cannot be written.
  Branch(BranchSpec spec, std::string tree_name);

  const BranchSpec& spec() const { return spec_; }
  /// Bytes of an entry; for strings a typical number.
  std::int64_t EntryBytes() const;
  bool has_strings() const { return spec_.leaves.front().is_string; }
  std::string Title() const;

  /// Baskets hold at most this many entries, and strings at most that many bytes.
  void SetBasketLimit(std::int64_t entries, std::int64_t bytes);
  void Append(RecordWriter& records, std::int64_t directory, const EntryBlock& block);
  /// Writes the basket, if it holds anything.
  void Flush(RecordWriter& records, std::int64_t directory);

  const std::vector<BasketInfo>& baskets() const { return baskets_; }
  std::int64_t entries() const { return basket_start_ + basket_entries_; }
  std::int64_t total_bytes() const { return total_bytes_; }
  std::int64_t zipped_bytes() const { return zipped_bytes_; }
  /// Of a string branch: bytes of the longest, and its terminator.
  std::int32_t longest_string() const { return longest_string_; }

 private:
  void AppendNumbers(const EntryBlock& block, std::int64_t first, std::int64_t count);
  void AppendString(std::string_view text);
  std::vector<std::byte> BasketHead(const Key& key, std::size_t data_bytes) const;
  void AppendOffsetTable(std::size_t key_length);

  BranchSpec spec_;
  std::string tree_name_;
  std::vector<LeafType> types_;
  std::int64_t entry_bytes_ = 0;
  std::int64_t basket_limit_ = 1, byte_limit_ = 0;

  std::vector<std::byte> data_;
  std::vector<std::int32_t> offsets_;  ///< of string entries
  std::int64_t basket_start_ = 0, basket_entries_ = 0;
  std::vector<BasketInfo> baskets_;
  std::int64_t total_bytes_ = 0, zipped_bytes_ = 0;
  std::int32_t longest_string_ = 1;
};

}  // namespace TMVA::inline standalone::rootwrite
