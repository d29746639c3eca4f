// The directories of a ROOT file and the keys that they list.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ByteSource.h>

#include "dataloader/rootio/file_header.h"
#include "dataloader/rootio/key.h"

namespace TMVA::inline standalone::rootio {

/// What lies behind the key (and in the top directory, name and title) of a directory's record.
struct DirectoryHeader {
  std::uint32_t made = 0;  ///< packed date
  std::int64_t seek = 0;   ///< of its record
  std::int64_t seek_keys = 0;
  std::int32_t list_bytes = 0;
  bool has_uuid = false;
  std::array<std::byte, 16> uuid{};
};
DirectoryHeader ReadDirectoryHeader(const RawFile& file, std::int64_t position,
                                    const Origin& origin);

/// The keys of one directory in the order of the file.
struct KeyList {
  std::vector<std::byte> record;
  std::string directory;  ///< its name
  std::vector<Key> keys;
  std::vector<ByteRange> places;  ///< of each key in the record
};
KeyList ReadKeyList(const RawFile& file, const DirectoryHeader& header, const std::string& name);

bool IsDirectoryClass(std::string_view class_name);

struct DirectoryEntry {
  std::string path;  ///< "dir/name"
  Key key;
};
/// Groups keys of the same name at the place of the first of them, the highest cycle first.
void SortCycles(std::vector<Key>& keys);

/// All keys, directories searched in depth; keys of the same name follow each other, the highest
/// cycle first. FileFormatError when a list is missing or damaged.
std::vector<DirectoryEntry> ListKeys(const RawFile& file, const FileHeader& header);

}  // namespace TMVA::inline standalone::rootio
