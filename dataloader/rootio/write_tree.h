// A tree being written: clusters of entries, and the TTree record at the end.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dataloader/rootio/write_branch_set.h"
#include "dataloader/rootio/write_directory.h"

namespace TMVA::inline standalone::rootwrite {

/// Every branch starts a basket with each cluster. Where the branches alone determine its size, all
/// clusters hold the same number of entries.
class TreeBuilder : public TableWriter {
 public:
  TreeBuilder(RecordWriter& records, Directory& directory, std::string_view name,
              std::string_view title, std::vector<BranchSpec> branches,
              const TreeOptions& options = {});

  using TableWriter::Append;
  void Append(std::span<const ColumnView> columns, std::int64_t entries) override;
  std::int64_t NumEntries() const override { return entries_; }

  const std::string& name() const { return name_; }
  const Directory& directory() const { return directory_; }
  /// Classes that the record is made of.
  void AddClasses(std::set<std::string_view>& classes) const;
  /// Writes what is left in baskets, and the TTree.
  void Close();

 private:
  void PlanClusters();
  bool IsFull(std::int64_t entries, std::int64_t bytes) const;
  void EndCluster();
  Compressor& compressor();
  BasketTarget Target();
  void Stream(WriteBuffer& out);

  RecordWriter& records_;
  Directory& directory_;
  std::string name_, title_;
  TreeOptions options_;
  std::optional<Compressor> own_compressor_;
  BranchSet branches_;
  std::int64_t cluster_entries_ = 0;    ///< 0: as many as fit
  std::vector<std::int64_t> clusters_;  ///< where they end
  std::int64_t cluster_bytes_ = 0;
  std::int64_t entries_ = 0;
  bool closed_ = false;
  bool failed_ = false;
};

/// References to leaves that have been streamed.
struct LeafTags {
  std::vector<std::uint32_t> all;
  std::map<std::string, std::uint32_t, std::less<>> counters;  ///< by the branch's name
};
/// Streams a branch with its leaves as an item of the array of branches; adds the tags of its
/// leaves. Its counter, if it has one, must have a tag.
void StreamBranch(WriteBuffer& out, const Branch& branch, int compression_setting, LeafTags& tags);
void StreamIoFeatures(WriteBuffer& out);
void AddClassesOf(const Branch& branch, std::set<std::string_view>& classes);

}  // namespace TMVA::inline standalone::rootwrite
