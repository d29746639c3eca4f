// A TTree of a file as a ColumnSource.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <TMVA/File.h>

#include "dataloader/rootio/tree_cursor.h"

namespace TMVA::inline standalone::rootio {

class FileTree final : public Tree, public std::enable_shared_from_this<FileTree> {
 public:
  /// `raw` belongs to `file`; `path` is the name with directory.
  FileTree(std::shared_ptr<const File> file, const RawFile& raw, std::string path, TreeData data);

  const std::string& Name() const override { return path_; }
  const std::string& Title() const override { return data_.metadata.title; }
  const std::string& FilePath() const override { return raw_.Path(); }
  std::int64_t CompressedBytes() const override { return data_.metadata.compressed_bytes; }
  std::int64_t UncompressedBytes() const override { return data_.metadata.uncompressed_bytes; }
  StoredBytes BytesOf(std::size_t column) const override;
  const std::vector<FriendInfo>& Friends() const override { return data_.metadata.friends; }
  std::shared_ptr<const File> GetFile() const override { return file_; }

  std::string Description() const override { return raw_.Path() + ":" + path_; }
  std::vector<std::string> Files() const override;
  std::int64_t NumEntries() const override { return data_.metadata.entries; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }
  std::vector<EntryRange> Clusters() const override;
  std::vector<std::int64_t> PieceStarts(std::size_t column) const override;
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override;

 private:
  std::shared_ptr<const File> file_;
  const RawFile& raw_;
  std::string path_;
  TreeData data_;
  std::vector<ColumnInfo> infos_;
};

/// Reads the tree whose record is given.
std::shared_ptr<const Tree> MakeTree(std::shared_ptr<const File> file, const RawFile& raw,
                                     std::string path, const Record& record,
                                     const StreamerInfos& infos);

}  // namespace TMVA::inline standalone::rootio
