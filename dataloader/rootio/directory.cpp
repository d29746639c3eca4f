// The directories of a ROOT file and the keys that they list.
#include "dataloader/rootio/directory.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace TMVA::inline standalone::rootio {
namespace {

bool IsDirectory(const Key& key) {
  return key.class_name == "TDirectory" || key.class_name == "TDirectoryFile";
}

/// Groups keys by name at the place of the first of them, the highest cycle first.
void SortCycles(std::vector<Key>& keys) {
  std::unordered_map<std::string, std::size_t> rank;
  for (const auto& key : keys) rank.try_emplace(key.name, rank.size());
  std::stable_sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    const auto x = rank.at(a.name), y = rank.at(b.name);
    return x != y ? x < y : a.cycle > b.cycle;
  });
}

class Walker {
 public:
  Walker(const RawFile& file, std::vector<DirectoryEntry>& out) : file_(file), out_(out) {}

  /// The directory whose header lies at `seek`.
  void Walk(std::int64_t seek, const std::string& prefix, int depth) {
    constexpr int kDeepest = 100;
    const Origin origin{file_.Path(), seek, prefix.empty() ? "top directory" : prefix};
    if (depth > kDeepest) Fail(origin, "directories nest deeper than 100");
    if (!visited_.insert(seek).second) Fail(origin, "directory lies within itself");
    for (auto& key : ReadKeys(seek, origin)) {
      const bool descend = IsDirectory(key) && seen_.insert(prefix + key.name).second;
      if (descend) CheckOwnKey(key, {file_.Path(), key.seek, "directory " + prefix + key.name});
      const auto header = key.seek + key.key_bytes;
      auto path = prefix + key.name;
      out_.push_back({path, std::move(key)});
      if (descend) Walk(header, path + "/", depth + 1);
    }
  }

 private:
  /// The key that lies before a directory must be the one that its parent lists.
  void CheckOwnKey(const Key& listed, const Origin& origin) const {
    const auto bytes = file_.Read(listed.seek, listed.key_bytes, origin.object);
    ByteReader reader(bytes, origin);
    const auto own = ReadKey(reader);
    if (own.name != listed.name || own.seek != listed.seek) reader.Fail("is another one");
  }

  std::vector<Key> ReadKeys(std::int64_t seek, const Origin& origin) const {
    constexpr int kBigDirectory = 1000;
    constexpr std::int64_t kHeaderBytes = 42;  // of the big form, without what is not needed
    constexpr std::size_t kSmallestKey = 26;
    const auto head = file_.Read(
        seek, std::clamp<std::int64_t>(file_.Size() - seek, 0, kHeaderBytes), origin.object);
    ByteReader reader(head, origin);
    const bool big = reader.Read<std::int16_t>() > kBigDirectory;
    reader.Skip(8);  // dates
    const auto list_bytes = reader.Read<std::int32_t>();
    reader.Skip(4);
    reader.Skip(big ? 16 : 8);  // this directory and its parent
    const auto seek_keys =
        big ? reader.Read<std::int64_t>() : std::int64_t{reader.Read<std::int32_t>()};
    if (seek_keys == 0 && list_bytes <= 0) return {};
    const Origin list_origin{origin.path, seek_keys, "list of keys of " + origin.object};
    const auto list = file_.Read(seek_keys, list_bytes, list_origin.object);
    ByteReader keys(list, list_origin);
    const auto own = ReadKey(keys);
    SeekPayload(own, keys);
    const auto count = keys.Count(keys.Read<std::int32_t>(), kSmallestKey, "list of keys");
    std::vector<Key> result;
    result.reserve(count);
    for (std::size_t i = 0; i < count; ++i) result.push_back(ReadKey(keys));
    // Some writers leave room for more; it is zero.
    const auto rest = keys.Bytes(keys.Remaining());
    if (std::ranges::any_of(rest, [](std::byte b) { return b != std::byte{0}; }))
      keys.Fail("more keys than it says");
    SortCycles(result);
    return result;
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
