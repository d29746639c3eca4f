// The directories of a ROOT file and the keys that they list.
#include "dataloader/rootio/directory.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

bool IsDirectoryClass(std::string_view class_name) {
  return class_name == "TDirectory" || class_name == "TDirectoryFile";
}

void SortCycles(std::vector<Key>& keys) {
  std::unordered_map<std::string, std::size_t> rank;
  for (const auto& key : keys) rank.try_emplace(key.name, rank.size());
  std::stable_sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    const auto x = rank.at(a.name), y = rank.at(b.name);
    return x != y ? x < y : a.cycle > b.cycle;
  });
}

DirectoryHeader ReadDirectoryHeader(const RawFile& file, std::int64_t position,
                                    const Origin& origin) {
  constexpr int kBigDirectory = 1000;
  constexpr int kUuidVersion = 2;  // of directories, since when they have identifiers
  constexpr std::int64_t kHeaderBytes = 60;
  const auto bytes = file.Read(
      position, std::clamp<std::int64_t>(file.Size() - position, 0, kHeaderBytes), origin.object);
  ByteReader reader(bytes, origin);
  const int version = reader.Read<std::int16_t>();
  const bool big = version > kBigDirectory;
  DirectoryHeader header;
  header.made = reader.Read<std::uint32_t>();
  reader.Skip(4);  // date of the last change
  header.list_bytes = reader.Read<std::int32_t>();
  reader.Skip(4);  // bytes before the header
  const auto read_position = [&] {
    return big ? reader.Read<std::int64_t>() : std::int64_t{reader.Read<std::int32_t>()};
  };
  header.seek = read_position();
  read_position();  // of its parent
  header.seek_keys = read_position();
  header.has_uuid = version % kBigDirectory >= kUuidVersion && reader.Remaining() >= 18;
  if (header.has_uuid) {
    reader.Skip(2);  // version of the identifier
    std::ranges::copy(reader.Bytes(header.uuid.size()), header.uuid.begin());
  }
  return header;
}

namespace {

/// Behind the last key some writers leave room for more, and ROOT, beyond 2 GB, bytes of any value.
bool StartsWithKey(ByteReader reader) {
  const auto start = reader.Position();
  try {
    const auto key = ReadKey(reader);
    return std::cmp_equal(key.key_bytes, reader.Position() - start);
  } catch (const FileFormatError&) {
    return false;
  }
}

}  // namespace

KeyList ReadKeyList(const RawFile& file, const DirectoryHeader& header, const std::string& name) {
  constexpr std::size_t kSmallestKey = 26;
  KeyList list;
  if (header.seek_keys == 0 && header.list_bytes <= 0) return list;
  const Origin origin{file.Path(), header.seek_keys, "list of keys of " + name};
  list.record = file.Read(header.seek_keys, header.list_bytes, origin.object);
  ByteReader reader(list.record, origin);
  const auto key = ReadKey(reader);
  list.directory = key.name;
  SeekPayload(key, reader);
  const auto count = reader.Count(reader.Read<std::int32_t>(), kSmallestKey, "list of keys");
  list.keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = static_cast<std::int64_t>(reader.Position());
    list.keys.push_back(ReadKey(reader));
    list.places.push_back({start, static_cast<std::int64_t>(reader.Position()) - start});
  }
  if (StartsWithKey(reader)) reader.Fail("more keys than it says");
  return list;
}

namespace {

class Walker {
 public:
  Walker(const RawFile& file, std::vector<DirectoryEntry>& out) : file_(file), out_(out) {}

  /// The directory whose header lies at `seek`.
  void Walk(std::int64_t seek, const std::string& prefix, int depth) {
    constexpr int kDeepest = 100;
    const Origin origin{file_.Path(), seek, prefix.empty() ? "top directory" : prefix};
    if (depth > kDeepest) Fail(origin, "directories nest deeper than 100");
    if (!visited_.insert(seek).second) Fail(origin, "directory lies within itself");
    auto keys = ReadKeyList(file_, ReadDirectoryHeader(file_, seek, origin), origin.object).keys;
    SortCycles(keys);
    for (auto& key : keys) {
      const bool descend =
          IsDirectoryClass(key.class_name) && seen_.insert(prefix + key.name).second;
      if (descend) CheckOwnKey(key, {file_.Path(), key.seek, "directory " + prefix + key.name});
      const auto header = key.seek + key.key_bytes;
      auto path = prefix + key.name;
      out_.push_back({path, std::move(key)});
      if (descend) Walk(header, path + "/", depth + 1);
    }
  }

 private:
  /// The key that lies before a directory must be the one that its parent lists. Where their names
  /// differ, one of them is damaged: the directory's own list of keys tells which.
  void CheckOwnKey(const Key& listed, const Origin& origin) const {
    const auto bytes = file_.Read(listed.seek, listed.key_bytes, origin.object);
    ByteReader reader(bytes, origin);
    const auto own = ReadKey(reader);
    if (own.seek != listed.seek) reader.Fail("is another one");
    if (own.name == listed.name) return;
    const auto header = ReadDirectoryHeader(file_, listed.seek + listed.key_bytes, origin);
    if (ReadKeyList(file_, header, origin.object).directory != listed.name)
      reader.Fail("is called '" + own.name + "' in its own record");
  }

  const RawFile& file_;
  std::vector<DirectoryEntry>& out_;
  std::set<std::int64_t> visited_;  // guards against cycles
  std::set<std::string> seen_;      // only the highest cycle of a directory is entered
};

}  // namespace

std::vector<DirectoryEntry> ListKeys(const RawFile& file, const FileHeader& header) {
  std::vector<DirectoryEntry> entries;
  Walker(file, entries).Walk(header.begin + header.name_bytes, "", 0);
  return entries;
}

}  // namespace TMVA::inline standalone::rootio
