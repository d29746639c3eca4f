// A tree being written: clusters of entries, and the TTree record at the end.
#pragma once

#include <TMVA/OutputFile.h>

#include <set>
#include <string>
#include <vector>

#include "dataloader/rootio/write_branch.h"
#include "dataloader/rootio/write_directory.h"

namespace TMVA::inline standalone::rootwrite {

/// Cluster and basket sizes depend on the branches alone, so all clusters hold the same number of
/// entries and every branch starts a basket with each.
class TreeBuilder : public TableWriter {
 public:
  TreeBuilder(RecordWriter& records, Directory& directory, std::string_view name,
              std::string_view title, std::vector<BranchSpec> branches);

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
  void CheckBlock(std::span<const ColumnView> columns, std::int64_t entries) const;
  void Stream(WriteBuffer& out) const;

  RecordWriter& records_;
  Directory& directory_;
  std::string name_, title_;
  std::vector<Branch> branches_;
  std::size_t leaves_ = 0;
  std::int64_t cluster_entries_ = 1;
  std::int64_t entries_ = 0;
  bool closed_ = false;
  bool failed_ = false;
};

/// Streams a branch with its leaf into the array of branches; adds the tags of its leaves.
void StreamBranch(WriteBuffer& out, const Branch& branch, int compression_setting,
                  std::vector<std::uint32_t>& leaf_tags);
void StreamIoFeatures(WriteBuffer& out);

}  // namespace TMVA::inline standalone::rootwrite
