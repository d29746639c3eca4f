// An RNTuple being written: clusters of entries, and its metadata.
#pragma once

#include <TMVA/OutputFile.h>

#include <optional>
#include <string>
#include <vector>

#include "dataloader/rootio/rntuple/write_field.h"
#include "dataloader/rootio/write_directory.h"

namespace TMVA::inline standalone::rootwrite {

/// Pages are written as they fill up. The same entries give the same bytes however they are divided
/// among calls of Append().
class NtupleBuilder : public TableWriter {
 public:
  NtupleBuilder(RecordWriter& records, Directory& directory, std::string_view name,
                std::string_view description, std::vector<ColumnInfo> fields,
                const TreeOptions& options);

  using TableWriter::Append;
  void Append(std::span<const ColumnView> columns, std::int64_t entries) override;
  std::int64_t NumEntries() const override { return entries_; }

  const std::string& name() const { return name_; }
  const Directory& directory() const { return directory_; }
  /// Writes what is left in pages, the metadata, and the anchor.
  void Close();

 private:
  void PlanClusters(std::int64_t wanted_entries);
  void EndCluster();
  FrameBuffer Header() const;
  FrameBuffer PageList(std::uint64_t header_checksum) const;
  FrameBuffer Footer(std::uint64_t header_checksum, std::size_t list_length,
                     BlobLocator list) const;

  RecordWriter& records_;
  Directory& directory_;
  std::string name_, description_;
  Compressor compressor_;
  BlobWriter blobs_;
  std::vector<Field> fields_;
  std::int64_t step_entries_ = 1;  ///< clusters end after a multiple of these ...
  std::int64_t least_bytes_ = 0;   ///< ... and have so many bytes
  std::int64_t entries_ = 0, cluster_first_ = 0, cluster_bytes_ = 0;
  std::size_t clusters_ = 0;
  FrameBuffer summaries_, pages_;  ///< records of clusters; lists of their pages
  bool closed_ = false, failed_ = false;
};

}  // namespace TMVA::inline standalone::rootwrite
