// Branches that are filled for the entries that a tree has.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <TMVA/File.h>

#include "dataloader/rootio/write_branch_set.h"
#include "dataloader/rootio/write_directory.h"

namespace TMVA::inline standalone::rootwrite {

/// The tree that gets new branches.
struct UpdatedTree {
  std::string file, path;              ///< path with cycle
  std::vector<std::int64_t> clusters;  ///< where they end, ascending; the last is the tree's end
  std::set<std::string, std::less<>> branches;
  std::int64_t entries = 0;
};

/// Baskets begin with the tree's clusters.
class NewBranches : public TableWriter {
 public:
  NewBranches(RecordWriter& records, const Directory& directory, const UpdatedTree& tree,
              std::vector<BranchSpec> branches);

  using TableWriter::Append;
  void Append(std::span<const ColumnView> columns, std::int64_t entries) override;
  std::int64_t NumEntries() const override { return entries_; }

  const BranchSet& branches() const { return branches_; }
  /// Branches of the tree that count lists of these, with the largest counts.
  const std::map<std::string, std::int32_t, std::less<>>& counters() const { return largest_; }
  /// DataError unless there are as many entries as the tree has.
  void CheckComplete() const;
  void Close();

 private:
  void OpenCounters(const std::vector<BranchSpec>& branches);
  void CheckCounters(std::span<const ColumnView> columns, std::int64_t entries);
  BasketTarget Target() { return {records_, records_.compressor(), directory_.seek()}; }
  [[noreturn]] void Fail(const std::string& what) const;

  /// Lists of a new branch that are counted by an old one.
  struct CountedLists {
    std::string branch, counter;
    std::size_t column;
    std::unique_ptr<ColumnCursor> counts;
  };
  RecordWriter& records_;
  const Directory& directory_;
  UpdatedTree tree_;
  BranchSet branches_;
  std::shared_ptr<const Tree> source_;
  std::vector<CountedLists> counted_;
  std::map<std::string, std::int32_t, std::less<>> largest_;
  std::size_t cluster_ = 0;
  std::int64_t entries_ = 0;
  bool closed_ = false;
  bool failed_ = false;
};

}  // namespace TMVA::inline standalone::rootwrite
