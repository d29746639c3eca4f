// A TTree of a file as a ColumnSource.
#include "dataloader/rootio/tree.h"

#include <algorithm>
#include <set>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

FileTree::FileTree(std::shared_ptr<const File> file, const RawFile& raw, std::string path,
                   TreeData data)
    : file_(std::move(file)), raw_(raw), path_(std::move(path)), data_(std::move(data)) {
  infos_.reserve(data_.columns.size());
  for (const auto& column : data_.columns) {
    infos_.push_back(column.info);
    infos_.back().storage_group = static_cast<std::int64_t>(column.layout.branch);
    const auto& leaves = data_.metadata.branches[column.layout.branch].leaves;
    if (column.leaf < leaves.size() && leaves[column.leaf].count && leaves.size() == 1)
      infos_.back().count_branch = data_.metadata.branches[leaves[column.leaf].count->branch].name;
  }
}

StoredBytes FileTree::BytesOf(std::size_t column) const {
  const auto& branch = data_.metadata.branches.at(data_.columns.at(column).layout.branch);
  return {branch.compressed_bytes, branch.uncompressed_bytes};
}

std::vector<std::string> FileTree::Files() const {
  std::set<std::string> others;
  for (const auto& branch : data_.metadata.branches) {
    if (!branch.file_name.empty()) others.insert(PathOfBaskets(raw_.Path(), branch.file_name));
  }
  std::vector<std::string> files{raw_.Path()};
  files.insert(files.end(), others.begin(), others.end());
  return files;
}

std::vector<EntryRange> FileTree::Clusters() const {
  const auto starts = ClusterStarts(data_.metadata);
  std::vector<EntryRange> clusters;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto end = i + 1 < starts.size() ? starts[i + 1] : data_.metadata.entries;
    if (starts[i] < end) clusters.push_back({starts[i], end});
  }
  return clusters;
}

std::vector<std::int64_t> FileTree::PieceStarts(std::size_t column) const {
  auto starts = data_.metadata.branches.at(data_.columns.at(column).layout.branch).baskets.starts;
  starts.pop_back();
  return starts;
}

std::unique_ptr<ColumnCursor> FileTree::OpenCursor(std::vector<std::size_t> columns) const {
  for (const auto column : columns) {
    if (column < infos_.size()) continue;
    throw DataError(Description() + ": there is no column " + std::to_string(column) + " of " +
                    std::to_string(infos_.size()));
  }
  return std::make_unique<TreeCursor>(shared_from_this(), raw_, data_, columns);
}

std::shared_ptr<const Tree> MakeTree(std::shared_ptr<const File> file, const RawFile& raw,
                                     std::string path, const Record& record,
                                     const StreamerInfos& infos) {
  TreeData data;
  data.metadata = ReadTreeMetadata(record, infos);
  data.columns = MakeColumns(data.metadata, infos);
  std::int64_t longest = 0;
  bool damaged = data.metadata.branches.empty();
  for (const auto& branch : data.metadata.branches) {
    longest = std::max(longest, branch.baskets.Entries());
    damaged = damaged || !branch.baskets.damage.empty() || !branch.file_name.empty();
  }
  if (!damaged && longest < data.metadata.entries) {
    Fail(record.origin, "tree of " + std::to_string(data.metadata.entries) +
                            " entries, but its branches hold no more than " +
                            std::to_string(longest));
  }
  return std::make_shared<FileTree>(std::move(file), raw, std::move(path), std::move(data));
}

}  // namespace TMVA::inline standalone::rootio
