// One branch of a tree being written: fills a basket, writes it when it is full.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/write_entries.h"
#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

/// Where the baskets of a tree go.
struct BasketTarget {
  RecordWriter& records;
  Compressor& compressor;
  std::int64_t directory;
};

/// A basket on disk.
struct BasketInfo {
  std::int32_t bytes;
  std::int64_t first_entry;
  std::int64_t seek;
};

class Branch {
 public:
  /// DataError naming tree and branch when the specification cannot be written.
  Branch(BranchSpec spec, std::string tree_name);

  const BranchSpec& spec() const { return spec_; }
  BranchKind kind() const { return KindOf(spec_); }
  /// Its leaf counts the items of other branches' lists.
  bool is_counter() const { return is_counter_; }
  void MarkAsCounter() { is_counter_ = true; }

  /// Of kFixed branches.
  std::int64_t EntryBytes() const { return coding_.item_bytes(); }
  std::int64_t StoredBytes(const EntryBlock& block) const { return coding_.StoredBytes(block); }

  /// Baskets of about so many bytes; of equal size within clusters of `cluster_entries`, if these
  /// are known (else 0).
  void PlanBaskets(std::int64_t bytes, std::int64_t cluster_entries);
  /// The lists of the block must be sound: BranchSet checks them.
  void Append(const BasketTarget& target, const EntryBlock& block);
  /// Writes the basket, if it holds anything.
  void Flush(const BasketTarget& target);

  const std::vector<BasketInfo>& baskets() const { return baskets_; }
  std::int64_t entries() const { return basket_start_ + basket_entries_; }
  std::int64_t total_bytes() const { return total_bytes_; }
  std::int64_t zipped_bytes() const { return zipped_bytes_; }
  /// Of a counter the largest value; of texts the bytes of the longest, and its terminator.
  std::int32_t largest() const { return largest_; }

 private:
  std::int64_t EntriesThatFit(const EntryBlock& block) const;
  std::int64_t BasketBytes(const EntryBlock& block) const;
  bool IsFull() const;
  void NoteLargest(const EntryBlock& block);
  std::vector<std::byte> BasketHead(const Key& key, std::size_t data_bytes) const;
  void AppendOffsetTable(std::size_t key_length);

  BranchSpec spec_;
  std::string tree_name_;
  EntryCoding coding_;
  bool is_counter_ = false;
  std::int64_t entry_limit_ = 1, byte_limit_ = 1;

  Effort effort_;
  ByteBuffer data_;
  std::vector<std::int32_t> offsets_;  ///< of other than fixed entries
  std::int64_t basket_start_ = 0, basket_entries_ = 0;
  std::int64_t basket_bytes_ = 0;  ///< about: as foretold, whatever the blocks
  std::vector<BasketInfo> baskets_;
  std::int64_t total_bytes_ = 0, zipped_bytes_ = 0;
  std::int32_t largest_ = 0;
};

/// The smallest number in [1, count] for which `holds` is true, else `count`. From there on it must
/// stay true.
template <class Predicate>
std::int64_t FirstCount(std::int64_t count, const Predicate& holds) {
  std::int64_t low = 1, high = count;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (holds(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace TMVA::inline standalone::rootwrite
