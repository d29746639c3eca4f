// The file header and the list of free segments: what makes a file complete.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dataloader/rootio/write_directory.h"

namespace TMVA::inline standalone::rootwrite {

constexpr std::size_t kFileHeaderBytes = 100;

/// Place of a record; 0: none.
struct RecordPlace {
  std::int64_t seek = 0;
  std::int32_t bytes = 0;
};

struct FileHeaderFields {
  std::int32_t version;  ///< of ROOT, MMmmpp
  std::int64_t begin;    ///< first record
  std::int64_t end;      ///< of the file
  std::int32_t name_bytes, compression;
  RecordPlace free, streamer_info;
  Uuid uuid;
};

/// At most `begin` bytes.
std::vector<std::byte> FileHeader(const FileHeaderFields& fields);

/// Appends the record that says where the file ends and that all beyond is free. It is the last
/// one.
RecordPlace WriteFreeSegments(RecordWriter& records, const Directory& top);

}  // namespace TMVA::inline standalone::rootwrite
