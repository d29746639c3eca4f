// A file that is added to: what it holds already.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "dataloader/rootio/file_header.h"
#include "dataloader/rootio/key.h"
#include "dataloader/rootio/raw_file.h"
#include "dataloader/rootio/streamer_info.h"
#include "dataloader/rootio/write_file_header.h"

namespace TMVA::inline standalone::rootwrite {

/// Writes the StreamerInfo record `old` with those of `classes` that it lacks.
RecordPlace AddStreamerInfos(const rootio::Record& old, const rootio::StreamerInfos& infos,
                             RecordWriter& records, const std::set<std::string_view>& classes,
                             std::int64_t directory);

class ExistingFile {
 public:
  /// Locks the file. Errors when it is no ROOT file, was not closed, or cannot be written.
  explicit ExistingFile(const std::string& path);

  const rootio::RawFile& raw() const { return raw_; }
  const rootio::FileHeader& header() const { return header_; }
  const rootio::StreamerInfos& infos() const { return infos_; }
  /// Hands the lock over.
  UpdateTarget Target();

  /// The StreamerInfo record of all that the file describes and of `classes`.
  RecordPlace WriteStreamerInfos(RecordWriter& records, const std::set<std::string_view>& classes,
                                 std::int64_t directory) const;
  /// The first bytes of the file with new headers, up to that of the top directory. Written at once
  /// they turn the old contents into the new ones.
  std::vector<std::byte> Head(std::span<const std::byte> file_header,
                              std::span<const std::byte> top_header) const;

 private:
  void RequireClosed() const;

  LockedFile locked_;
  rootio::RawFile raw_;
  rootio::FileHeader header_;
  std::optional<rootio::Record> info_record_;
  rootio::StreamerInfos infos_;
};

}  // namespace TMVA::inline standalone::rootwrite
