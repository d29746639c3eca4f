// Branches of a tree that are filled together, and the counts of their lists.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "dataloader/rootio/write_branch.h"

namespace TMVA::inline standalone::rootwrite {

/// Views of columns, with offsets of their own where they differ.
class ItemColumns {
 public:
  explicit ItemColumns(std::span<const ColumnView> given) : given_(given) {}
  std::span<const ColumnView> views() const { return views_.empty() ? given_ : views_; }
  /// The innermost lists of a column are positions within arrays of `length` values. False when one
  /// does not end with an array.
  bool CountArrays(std::size_t column, std::int64_t length);

 private:
  std::span<const ColumnView> given_;
  std::vector<ColumnView> views_;
  std::vector<std::vector<std::int64_t>> offsets_;
};

class BranchSet {
 public:
  /// `existing`: names of branches that the tree has already. Lists may be counted by one of them;
  /// the caller then checks the counts.
  BranchSet(std::vector<BranchSpec> specs, const std::string& tree,
            const std::set<std::string, std::less<>>& existing = {});

  /// In the order of the record: as specified, but a counter stands before what it counts.
  std::size_t size() const { return slots_.size(); }
  Branch& operator[](std::size_t i) { return slots_[i].branch; }
  const Branch& operator[](std::size_t i) const { return slots_[i].branch; }

  // `columns` are in the order of the specifications, one a leaf; below, those of InItems().

  /// Columns as baskets have them: the innermost offsets of lists of arrays count arrays, where
  /// those of a ColumnView count values. DataError when a list holds no whole number of arrays.
  ItemColumns InItems(std::span<const ColumnView> columns) const;

  /// DataError when columns do not fit the leaves, lists are not sound, or counts contradict each
  /// other.
  void Check(std::span<const ColumnView> columns, std::int64_t entries) const;
  void Append(const BasketTarget& target, std::span<const ColumnView> columns, std::int64_t first,
              std::int64_t count);
  void Flush(const BasketTarget& target);
  /// What the entries take in baskets, in all branches.
  std::int64_t StoredBytes(std::span<const ColumnView> columns, std::int64_t first,
                           std::int64_t count) const;

 private:
  struct Slot {
    Branch branch;
    std::size_t column;  ///< its first; of a counter that was made, the column of the lists
    bool made = false;
  };
  void Place(std::span<const BranchSpec> specs, std::size_t i, std::vector<bool>& placed,
             const std::set<std::string, std::less<>>& existing);
  Slot* Find(std::string_view name);
  void CheckCounts(const Slot& slot, std::span<const ColumnView> columns,
                   std::int64_t entries) const;
  [[noreturn]] void Fail(const std::string& what) const;

  std::string tree_;
  std::vector<Slot> slots_;
  std::size_t columns_ = 0;
};

}  // namespace TMVA::inline standalone::rootwrite
