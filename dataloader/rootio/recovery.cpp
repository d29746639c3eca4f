// Goes from record to record, and finds the directories to which they belong.
#include "dataloader/rootio/recovery.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;

/// Records that no list of keys has. RNTuples in files of their own have nameless classes.
bool IsUnlisted(const Key& key) {
  return key.class_name.empty() || key.class_name == "TBasket" || key.class_name == "TFile" ||
         key.class_name == "RBlob";
}

/// `read` bytes of the key are its own fields.
bool IsSound(const Key& key, std::size_t read, std::int64_t position, std::int64_t file_size) {
  if (key.seek != position || key.key_bytes > key.record_bytes ||
      key.record_bytes > file_size - position || std::cmp_less(key.key_bytes, read))
    return false;
  // Keys of baskets have more fields; baskets and pages have bytes that their keys do not count.
  return IsUnlisted(key) ||
         (std::cmp_equal(key.key_bytes, read) && key.object_bytes >= key.PayloadBytes() &&
          (key.object_bytes == 0 || key.PayloadBytes() > 0));
}

/// The key of a record whose sizes fit each other and the file, else nothing.
std::optional<Key> ReadSoundKey(const RawFile& file, std::int64_t position) {
  constexpr std::int64_t kUsualKey = 512, kLongestKey = 32767;
  for (const auto size : {kUsualKey, kLongestKey}) {
    const auto bytes =
        file.Read(position, std::min(size, file.Size() - position), "record of a file not closed");
    const Origin origin{file.Path(), position, "record"};
    ByteReader reader(bytes, origin);
    try {
      auto key = ReadKey(reader);
      if (!IsSound(key, reader.Position(), position, file.Size())) return std::nullopt;
      return key;
    } catch (const FileFormatError&) {
      // The names may be longer than what was read.
    }
  }
  return std::nullopt;
}

class Scanner {
 public:
  /// `seek_keys`: the list of keys of the top directory, where that is known.
  Scanner(const RawFile& file, const FileHeader& header, std::int64_t seek_keys)
      : file_(file),
        begin_(header.begin),
        no_objects_{header.seek_info, header.seek_free, seek_keys} {
    paths_[begin_] = "";
    Scan();
    for (const auto& [seek, key] : directories_) FindPath(seek, 0);
    for (auto& [seek, key] : objects_) Place(std::move(key));
    for (const auto& [seek, key] : directories_) Place(key);
  }

  std::vector<DirectoryEntry> Entries() {
    std::vector<DirectoryEntry> entries;
    List("", entries);
    return entries;
  }
  /// Adopts a StreamerInfo record unless the header has a sound one.
  void FindInfos(FileHeader& header) const {
    const auto same = std::ranges::find(infos_, header.seek_info, &Key::seek);
    if (same != infos_.end() && same->record_bytes == header.info_bytes) return;
    header.seek_info = infos_.empty() ? 0 : infos_.back().seek;
    header.info_bytes = infos_.empty() ? 0 : infos_.back().record_bytes;
  }

 private:
  void Scan() {
    constexpr std::int64_t kSmallestRecord = 4;
    for (auto position = begin_; file_.Size() - position >= kSmallestRecord;) {
      std::array<std::byte, 4> word;
      file_.Read(position, word, "record of a file not closed");
      const std::int64_t bytes = LoadBigEndian<std::int32_t>(word.data());
      if (bytes < 0 && -bytes >= kSmallestRecord) {  // a gap
        position -= bytes;
        continue;
      }
      auto key = ReadSoundKey(file_, position);
      if (!key) return;
      position += key->record_bytes;
      Take(std::move(*key));
    }
  }

  void Take(Key key) {
    // The top directory, its list of keys, and the free segments have the class of the file.
    if (key.seek == begin_) top_class_ = key.class_name;
    if (key.class_name == top_class_ || IsUnlisted(key)) return;
    if (key.class_name == "TList" && key.name == "StreamerInfo") {
      infos_.push_back(std::move(key));
    } else if (std::ranges::find(no_objects_, key.seek) != no_objects_.end()) {
      return;  // its own names are damaged
    } else if (IsDirectoryClass(key.class_name)) {
      // Its list of keys is a record of the same class.
      if (HasDirectoryHeader(key)) directories_.emplace(key.seek, std::move(key));
    } else {
      objects_.emplace(key.seek, std::move(key));
    }
  }

  bool HasDirectoryHeader(const Key& key) const {
    const Origin origin{file_.Path(), key.seek, key.name};
    try {
      return ReadDirectoryHeader(file_, key.seek + key.key_bytes, origin).seek == key.seek;
    } catch (const FileFormatError&) {
      return false;
    }
  }

  /// The path, with a slash behind it, of the directory whose record lies at `seek`. A directory
  /// that was changed later has several records, all with this path.
  std::optional<std::string> FindPath(std::int64_t seek, int depth) {
    if (const auto known = paths_.find(seek); known != paths_.end()) return known->second;
    const auto directory = directories_.find(seek);
    if (directory == directories_.end() || depth > kDeepest) return std::nullopt;
    const auto parent = FindPath(directory->second.directory, depth + 1);
    if (!parent) return std::nullopt;
    return paths_[seek] = *parent + directory->second.name + "/";
  }

  /// Of records with the same name and cycle the later one counts.
  void Place(Key key) {
    const auto path = paths_.find(key.directory);
    if (path == paths_.end()) return;
    auto& keys = contents_[path->second];
    const auto identity = path->second + key.name + ";" + std::to_string(key.cycle);
    const auto [place, is_new] = places_.try_emplace(identity, keys.size());
    if (is_new)
      keys.push_back(std::move(key));
    else
      keys[place->second] = std::move(key);
  }

  void List(const std::string& path, std::vector<DirectoryEntry>& entries) {
    const auto found = contents_.find(path);
    if (found == contents_.end()) return;
    auto keys = std::move(found->second);
    contents_.erase(found);  // a directory of several cycles is entered once
    SortCycles(keys);
    for (auto& key : keys) {
      const bool descend = IsDirectoryClass(key.class_name);
      auto name = path + key.name;
      entries.push_back({name, std::move(key)});
      if (descend) List(name + "/", entries);
    }
  }

  const RawFile& file_;
  std::int64_t begin_;
  std::array<std::int64_t, 3> no_objects_;  // positions of known records that are none
  std::string top_class_;
  std::map<std::int64_t, Key> objects_, directories_;  // by position
  std::vector<Key> infos_;
  std::unordered_map<std::int64_t, std::string> paths_;         // of directories, by position
  std::unordered_map<std::string, std::vector<Key>> contents_;  // by path
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace

Listing ListOrRecover(const RawFile& file, FileHeader& header) {
  const Origin origin{file.Path(), 0, "file header"};
  const bool is_cut = header.end > file.Size();
  std::optional<FileFormatError> failure;
  std::int64_t seek_keys = 0;
  try {
    const auto top = header.begin + header.name_bytes;
    seek_keys = ReadDirectoryHeader(file, top, origin).seek_keys;
    if (seek_keys != 0) {
      Listing listing{ListKeys(file, header), is_cut};
      // A list that lost its keys looks like an empty one with room: only in the latter case are
      // there no records of objects.
      if (listing.entries.empty()) {
        listing.entries = Scanner(file, header, seek_keys).Entries();
        listing.is_recovered = is_cut || !listing.entries.empty();
      }
      if (is_cut && header.seek_info > file.Size() - header.info_bytes)
        header.seek_info = header.info_bytes = 0;
      return listing;
    }
  } catch (const FileFormatError& error) {
    failure = error;
  }
  Scanner scanner(file, header, seek_keys);
  Listing listing{scanner.Entries(), true};
  if (listing.entries.empty()) {
    if (is_cut)
      Fail(origin, "is truncated: " + std::to_string(file.Size()) + " of " +
                       std::to_string(header.end) + " bytes are there");
    if (failure) throw *failure;
    Fail(origin, "was not closed, and holds nothing that can be recovered");
  }
  scanner.FindInfos(header);
  return listing;
}

}  // namespace TMVA::inline standalone::rootio
