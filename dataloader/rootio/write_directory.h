// Directories of a file being written: their headers and key lists.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

/// Identifies a file or directory.
using Uuid = std::array<std::byte, 16>;

/// A directory and those below it. Its header is written empty when it is made and again, with the
/// place of the key list, when the file is closed.
class Directory {
 public:
  /// The top directory: the first record of the file, named as the file.
  Directory(RecordWriter& records, std::string_view file_name);

  std::int64_t seek() const { return seek_; }
  /// Bytes of key, name and title in front of the header (what the file header calls fNbytesName).
  std::int32_t name_bytes() const { return name_bytes_; }
  /// The directory "a/b" below this one, made as needed.
  Directory& Make(RecordWriter& records, std::string_view path);
  /// Cycle that the next object called `name` gets. DataError for a name that cannot be one.
  int NextCycle(std::string_view name) const;
  void AddKey(const Key& key);
  /// Writes key lists, deepest directory first, then the headers.
  void Close(RecordWriter& records, const Uuid& file_uuid);

 private:
  Directory(RecordWriter& records, std::string_view name, Directory& parent);
  Directory& Child(RecordWriter& records, std::string_view name);
  void WriteKeyList(RecordWriter& records);
  std::vector<std::byte> Header(std::uint32_t time, const Uuid& uuid) const;

  std::string class_name_, name_;
  std::int64_t seek_ = 0, parent_ = 0, header_position_ = 0, seek_keys_ = 0;
  std::int32_t name_bytes_ = 0, key_list_bytes_ = 0;
  std::vector<Key> keys_;
  std::vector<std::unique_ptr<Directory>> children_;
};

}  // namespace TMVA::inline standalone::rootwrite
