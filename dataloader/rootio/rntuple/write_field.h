// A field of an RNTuple being written: its columns, and its description.
#pragma once

#include <TMVA/OutputFile.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/rntuple/write_pages.h"

namespace TMVA::inline standalone::rootwrite {

/// Numbers, texts, fixed arrays of numbers, and vectors of these, nested to any depth.
class Field {
 public:
  /// DataError, naming `ntuple`, for a column that RNTuples cannot hold.
  Field(ColumnInfo info, bool compressed, const std::string& ntuple);

  const std::string& name() const { return info_.name; }
  bool has_lists() const { return info_.list_levels > 0; }
  /// Of the values of an entry without lists.
  std::int64_t entry_bytes() const { return item_length_ * ValueBytes(); }
  std::vector<PageColumn>& columns() { return columns_; }
  const std::vector<PageColumn>& columns() const { return columns_; }

  /// DataError when `view` is not what the field holds.
  void Check(const ColumnView& view, std::int64_t entries) const;
  /// Appends a part of the entries of a view; returns the number of bytes before compression.
  std::int64_t Append(BlobWriter& blobs, const ColumnView& view, EntryRange entries);
  /// Ends of lists count from the start of the cluster.
  void EndCluster(BlobWriter& blobs, FrameBuffer& list);

  /// Add records of the field and those in it, of which the first gets the number `id`; and of the
  /// columns.
  std::uint32_t DescribeFields(FrameBuffer& out, std::uint32_t id) const;
  void DescribeColumns(FrameBuffer& out, std::uint32_t id) const;
  std::uint32_t NumFields() const;

 private:
  [[noreturn]] void Fail(const std::string& what) const;
  int NumVectors() const { return info_.list_levels - (info_.is_text ? 1 : 0); }
  std::int64_t ValueBytes() const { return static_cast<std::int64_t>(SizeOf(info_.type)); }
  std::string LeafType() const;

  ColumnInfo info_;
  std::string ntuple_;
  std::int64_t item_length_ = 1;     ///< values of an entry or, in lists, of an item
  std::vector<PageColumn> columns_;  ///< ends of each level of lists, then the values
  std::vector<std::int64_t> ends_;   ///< of the last list of each level in the cluster
  std::vector<std::int64_t> scratch_;
};

}  // namespace TMVA::inline standalone::rootwrite
