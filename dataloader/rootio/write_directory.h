// Directories of a file being written: their headers and key lists.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataloader/rootio/directory.h"
#include "dataloader/rootio/write_key.h"

namespace TMVA::inline standalone::rootwrite {

/// Identifies a file or directory.
using Uuid = std::array<std::byte, 16>;

/// A directory and those below it. Its header is written empty when it is made and again, with the
/// place of the key list, when the file is closed. One that an existing file holds gets a new
/// record before it is changed; the old one stays as it is.
class Directory {
 public:
  /// The top directory of a new file: the first record, named as the file.
  Directory(RecordWriter& records, std::string_view file_name);
  /// The top directory of an existing file, which must outlive this.
  Directory(const rootio::RawFile& file, const rootio::FileHeader& header);

  const std::string& name() const { return name_; }
  std::int64_t seek() const { return seek_; }
  /// Bytes of key, name and title in front of the header (what the file header calls fNbytesName).
  std::int32_t name_bytes() const { return name_bytes_; }
  bool is_changed() const { return changed_; }

  /// The directory "a/b" below this one, made as needed; it can be changed then.
  Directory& Make(RecordWriter& records, std::string_view path);
  /// The directory "a/b" as it is, or nullptr.
  Directory* Find(std::string_view path);
  /// True when it is `other` or lies below it.
  bool IsWithin(const Directory& other) const;

  /// An object as the directory lists it.
  struct Entry {
    Key key;
    std::int32_t key_bytes = 0;     ///< before the payload
    std::vector<std::byte> stored;  ///< the key in an existing file's list; empty: a new object
  };
  /// The newest cycle of `name`, or nullptr.
  const Entry* Newest(std::string_view name) const;
  std::vector<std::string> Names() const;
  /// Cycle that the next object called `name` gets. DataError for a name that cannot be one.
  int NextCycle(std::string_view name) const;
  void AddKey(const Key& key);
  /// Puts `key` in the place of the newest cycle of its name.
  void ReplaceNewest(const Key& key);
  /// Takes all cycles of `name` off the list. False when there is none.
  bool Remove(std::string_view name);

  /// Writes key lists, deepest directory first, then the headers of all but the top directory.
  void Close(RecordWriter& records, const Uuid& file_uuid);
  std::vector<std::byte> Header(std::uint32_t time, const Uuid& file_uuid) const;

 private:
  Directory(RecordWriter& records, std::string_view name, Directory& parent);
  Directory(const Entry& entry, Directory& parent);
  Directory* FindChild(std::string_view name);
  Directory& Child(RecordWriter& records, std::string_view name);
  void Load(std::int64_t header_position);
  void StartRecord(RecordWriter& records);
  void WriteKeyList(RecordWriter& records);

  std::string class_name_, name_, title_;
  const rootio::RawFile* file_ = nullptr;  ///< of what an existing file holds
  Directory* parent_ = nullptr;
  int cycle_ = 1;
  bool changed_ = false;
  std::int64_t seek_ = 0, header_position_ = 0, seek_keys_ = 0;
  std::int32_t name_bytes_ = 0, key_list_bytes_ = 0;
  std::optional<std::uint32_t> made_;
  std::optional<Uuid> uuid_;
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<Directory>> children_;
};

}  // namespace TMVA::inline standalone::rootwrite
