// Directory records, key lists, and the cycle numbers of objects that share a name.
#include "dataloader/rootio/write_directory.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int16_t kDirectoryVersion = 5, kBigVersion = 1000;
constexpr std::size_t kHeaderBytes = 60;  // both forms: the small one is padded
constexpr std::uint16_t kUuidVersion = 1;

/// Another identifier for each directory of a file.
Uuid Derive(Uuid uuid, std::int64_t seek) {
  const auto hash = XXH3_64bits_withSeed(uuid.data(), uuid.size(), static_cast<XXH64_hash_t>(seek));
  std::memcpy(uuid.data(), &hash, sizeof(hash));
  return uuid;
}

void CheckName(std::string_view name) {
  constexpr std::string_view kForbidden("/;\0", 3);
  if (name.empty() || name.find_first_of(kForbidden) != std::string_view::npos)
    throw DataError("'" + std::string(name) +
                    "' cannot name an object of a ROOT file: expected at least one character, "
                    "and neither '/' nor ';'");
}

}  // namespace

Directory::Directory(RecordWriter& records, std::string_view file_name)
    : class_name_("TFile"), name_(file_name) {
  Key key = records.NewKey({class_name_, name_, ""});
  WriteBuffer payload;
  payload.PutString(name_);
  payload.PutString("");  // title
  seek_ = key.seek;
  name_bytes_ = static_cast<std::int32_t>(key.Length() + payload.bytes().size());
  header_position_ = seek_ + name_bytes_;
  payload.PutZeros(kHeaderBytes);
  records.Write(key, payload.bytes(), RecordWriter::Store::kRaw);
}

Directory::Directory(RecordWriter& records, std::string_view name, Directory& parent)
    : class_name_("TDirectory"), name_(name), parent_(parent.seek_) {
  Key key = records.NewKey({class_name_, name_, name_, parent_, parent.NextCycle(name)});
  seek_ = key.seek;
  name_bytes_ = static_cast<std::int32_t>(key.Length());
  header_position_ = seek_ + name_bytes_;
  records.Write(key, std::vector<std::byte>(kHeaderBytes), RecordWriter::Store::kRaw);
  parent.AddKey(key);
}

Directory& Directory::Make(RecordWriter& records, std::string_view path) {
  if (path.empty()) return *this;
  const auto slash = path.find('/');
  Directory& child = Child(records, path.substr(0, slash));
  return slash == std::string_view::npos ? child : child.Make(records, path.substr(slash + 1));
}

Directory& Directory::Child(RecordWriter& records, std::string_view name) {
  CheckName(name);
  const auto found = std::ranges::find(children_, name, [](const auto& c) { return c->name_; });
  if (found != children_.end()) return **found;
  if (std::ranges::find(keys_, name, &Key::name) != keys_.end())
    throw DataError("cannot make directory '" + std::string(name) + "': an object in '" + name_ +
                    "' has this name");
  children_.emplace_back(new Directory(records, name, *this));
  return *children_.back();
}

int Directory::NextCycle(std::string_view name) const {
  CheckName(name);
  const auto newest = std::ranges::find(keys_, name, &Key::name);
  if (newest == keys_.end()) return 1;
  if (newest->class_name.starts_with("TDirectory"))
    throw DataError("cannot write '" + std::string(name) + "': a directory in '" + name_ +
                    "' has this name");
  if (newest->cycle == std::numeric_limits<std::int16_t>::max())
    throw DataError("too many objects called '" + std::string(name) + "' in '" + name_ + "'");
  return newest->cycle + 1;
}

void Directory::AddKey(const Key& key) {
  // ROOT takes the first key of a name that it meets: the newest cycle stands before the older
  // ones.
  keys_.insert(std::ranges::find(keys_, key.name, &Key::name), key);
}

void Directory::WriteKeyList(RecordWriter& records) {
  Key list = records.NewKey({class_name_, name_, class_name_ == "TFile" ? "" : name_, seek_});
  WriteBuffer payload;
  payload.Put(static_cast<std::int32_t>(keys_.size()));
  for (const auto& key : keys_) key.Stream(payload, records.time());
  records.Write(list, payload.bytes(), RecordWriter::Store::kRaw);
  seek_keys_ = list.seek;
  key_list_bytes_ = list.total_bytes;
}

std::vector<std::byte> Directory::Header(std::uint32_t time, const Uuid& uuid) const {
  const bool big = std::max({seek_, parent_, seek_keys_}) > kStartBigFile;
  WriteBuffer out;
  out.Put<std::int16_t>(big ? kDirectoryVersion + kBigVersion : kDirectoryVersion);
  out.Put(time);  // made
  out.Put(time);  // modified
  out.Put(key_list_bytes_);
  out.Put(name_bytes_);
  for (const auto seek : {seek_, parent_, seek_keys_}) {
    if (big)
      out.Put(seek);
    else
      out.Put(static_cast<std::int32_t>(seek));
  }
  out.Put(kUuidVersion);
  out.PutBytes(uuid);
  out.PutZeros(kHeaderBytes - out.bytes().size());
  return out.bytes();
}

void Directory::Close(RecordWriter& records, const Uuid& file_uuid) {
  for (auto& child : children_) child->Close(records, file_uuid);
  WriteKeyList(records);
  const auto uuid = parent_ == 0 ? file_uuid : Derive(file_uuid, seek_);
  records.sink().WriteAt(header_position_, Header(records.time(), uuid));
}

}  // namespace TMVA::inline standalone::rootwrite
