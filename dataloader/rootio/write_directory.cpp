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

bool IsDirectory(const Key& key) { return rootio::IsDirectoryClass(key.class_name); }

const std::string& NameOf(const Directory::Entry& entry) { return entry.key.name; }

Directory::Entry MakeEntry(const rootio::Key& from, std::span<const std::byte> stored) {
  Key key{from.class_name, from.name, from.title, from.record_bytes, from.object_bytes};
  key.cycle = static_cast<std::int16_t>(from.cycle);
  key.seek = from.seek;
  return {std::move(key), from.key_bytes, {stored.begin(), stored.end()}};
}

}  // namespace

Directory::Directory(RecordWriter& records, std::string_view file_name)
    : class_name_("TFile"), name_(file_name), changed_(true) {
  Key key = records.NewKey({class_name_, name_, ""});
  WriteBuffer payload;
  payload.PutString(name_);
  payload.PutString(title_);
  seek_ = key.seek;
  name_bytes_ = static_cast<std::int32_t>(key.Length() + payload.bytes().size());
  payload.PutZeros(kHeaderBytes);
  records.Write(key, payload.bytes(), RecordWriter::Store::kRaw);
}

Directory::Directory(const rootio::RawFile& file, const rootio::FileHeader& header)
    : class_name_("TFile"), file_(&file), seek_(header.begin), name_bytes_(header.name_bytes) {
  const rootio::Origin origin{file.Path(), seek_, "top directory"};
  const auto bytes = file.Read(seek_, name_bytes_, origin.object);
  rootio::ByteReader reader(bytes, origin);
  rootio::SeekPayload(rootio::ReadKey(reader), reader);
  name_ = reader.String();
  title_ = reader.String();
  Load(seek_ + name_bytes_);
}

Directory::Directory(RecordWriter& records, std::string_view name, Directory& parent)
    : class_name_("TDirectory"),
      name_(name),
      title_(name),
      parent_(&parent),
      cycle_(parent.NextCycle(name)) {
  StartRecord(records);
}

Directory::Directory(const Entry& entry, Directory& parent)
    : class_name_(entry.key.class_name),
      name_(entry.key.name),
      title_(entry.key.title),
      file_(parent.file_),
      parent_(&parent),
      cycle_(entry.key.cycle),
      seek_(entry.key.seek) {
  Load(seek_ + entry.key_bytes);
}

void Directory::Load(std::int64_t header_position) {
  const rootio::Origin origin{file_->Path(), header_position, "directory '" + name_ + "'"};
  const auto header = rootio::ReadDirectoryHeader(*file_, header_position, origin);
  made_ = header.made;
  if (header.has_uuid) uuid_ = header.uuid;
  const auto list = rootio::ReadKeyList(*file_, header, origin.object);
  entries_.reserve(list.keys.size());
  for (std::size_t i = 0; i < list.keys.size(); ++i)
    entries_.push_back(
        MakeEntry(list.keys[i], std::span(list.record)
                                    .subspan(static_cast<std::size_t>(list.places[i].offset),
                                             static_cast<std::size_t>(list.places[i].size))));
}

/// Appends the record whose header Close() fills in, and lists it in the parent.
void Directory::StartRecord(RecordWriter& records) {
  Key key = records.NewKey({class_name_, name_, title_, parent_->seek_, cycle_});
  seek_ = key.seek;
  name_bytes_ = static_cast<std::int32_t>(key.Length());
  header_position_ = seek_ + name_bytes_;
  records.Write(key, std::vector<std::byte>(kHeaderBytes), RecordWriter::Store::kRaw);
  if (parent_->Newest(name_) == nullptr)
    parent_->AddKey(key);
  else
    parent_->ReplaceNewest(key);
  changed_ = true;
}

Directory& Directory::Make(RecordWriter& records, std::string_view path) {
  if (path.empty()) return *this;
  const auto slash = path.find('/');
  Directory& child = Child(records, path.substr(0, slash));
  return slash == std::string_view::npos ? child : child.Make(records, path.substr(slash + 1));
}

Directory* Directory::Find(std::string_view path) {
  if (path.empty()) return this;
  const auto slash = path.find('/');
  Directory* child = FindChild(path.substr(0, slash));
  if (slash == std::string_view::npos || child == nullptr) return child;
  return child->Find(path.substr(slash + 1));
}

Directory* Directory::FindChild(std::string_view name) {
  const auto found = std::ranges::find(children_, name, [](const auto& c) { return c->name_; });
  if (found != children_.end()) return found->get();
  const auto* entry = Newest(name);
  if (entry == nullptr || !IsDirectory(entry->key)) return nullptr;
  children_.emplace_back(new Directory(*entry, *this));
  return children_.back().get();
}

Directory& Directory::Child(RecordWriter& records, std::string_view name) {
  CheckName(name);
  if (Directory* child = FindChild(name)) {
    if (!child->changed_) child->StartRecord(records);
    return *child;
  }
  if (Newest(name) != nullptr)
    throw DataError("cannot make directory '" + std::string(name) + "': an object in '" + name_ +
                    "' has this name");
  children_.emplace_back(new Directory(records, name, *this));
  return *children_.back();
}

bool Directory::IsWithin(const Directory& other) const {
  return this == &other || (parent_ != nullptr && parent_->IsWithin(other));
}

const Directory::Entry* Directory::Newest(std::string_view name) const {
  const Entry* newest = nullptr;
  for (const auto& entry : entries_)
    if (entry.key.name == name && (newest == nullptr || entry.key.cycle > newest->key.cycle))
      newest = &entry;
  return newest;
}

std::vector<std::string> Directory::Names() const {
  std::vector<std::string> names;
  for (const auto& entry : entries_) names.push_back(entry.key.name);
  return names;
}

int Directory::NextCycle(std::string_view name) const {
  CheckName(name);
  const auto* newest = Newest(name);
  if (newest == nullptr) return 1;
  if (IsDirectory(newest->key))
    throw DataError("cannot write '" + std::string(name) + "': a directory in '" + name_ +
                    "' has this name");
  if (newest->key.cycle == std::numeric_limits<std::int16_t>::max())
    throw DataError("too many objects called '" + std::string(name) + "' in '" + name_ + "'");
  return newest->key.cycle + 1;
}

void Directory::AddKey(const Key& key) {
  // ROOT takes the first key of a name that it meets: the newest cycle stands before the older
  // ones.
  entries_.insert(std::ranges::find(entries_, key.name, NameOf), {key, {}, {}});
  changed_ = true;
}

void Directory::ReplaceNewest(const Key& key) {
  const auto place = Newest(key.name) - entries_.data();
  entries_[static_cast<std::size_t>(place)] = {key, {}, {}};
  changed_ = true;
}

bool Directory::Remove(std::string_view name) {
  std::erase_if(children_, [&](const auto& child) { return child->name_ == name; });
  const auto removed =
      std::erase_if(entries_, [&](const Entry& entry) { return entry.key.name == name; });
  changed_ = changed_ || removed > 0;
  return removed > 0;
}

void Directory::WriteKeyList(RecordWriter& records) {
  Key list = records.NewKey({class_name_, name_, title_, seek_});
  WriteBuffer payload;
  payload.Put(static_cast<std::int32_t>(entries_.size()));
  for (const auto& entry : entries_) {
    if (entry.stored.empty())
      entry.key.Stream(payload, records.time());
    else
      payload.PutBytes(entry.stored);
  }
  records.Write(list, payload.bytes(), RecordWriter::Store::kRaw);
  seek_keys_ = list.seek;
  key_list_bytes_ = list.total_bytes;
}

std::vector<std::byte> Directory::Header(std::uint32_t time, const Uuid& file_uuid) const {
  const auto parent = parent_ == nullptr ? 0 : parent_->seek_;
  const bool big = std::max({seek_, parent, seek_keys_}) > kStartBigFile;
  WriteBuffer out;
  out.Put<std::int16_t>(big ? kDirectoryVersion + kBigVersion : kDirectoryVersion);
  out.Put(made_.value_or(time));
  out.Put(time);  // modified
  out.Put(key_list_bytes_);
  out.Put(name_bytes_);
  for (const auto seek : {seek_, parent, seek_keys_}) {
    if (big)
      out.Put(seek);
    else
      out.Put(static_cast<std::int32_t>(seek));
  }
  out.Put(kUuidVersion);
  out.PutBytes(uuid_.value_or(parent_ == nullptr ? file_uuid : Derive(file_uuid, seek_)));
  out.PutZeros(kHeaderBytes - out.bytes().size());
  return out.bytes();
}

void Directory::Close(RecordWriter& records, const Uuid& file_uuid) {
  for (auto& child : children_)
    if (child->changed_) child->Close(records, file_uuid);
  WriteKeyList(records);
  if (parent_ != nullptr)
    records.sink().WriteAt(header_position_, Header(records.time(), file_uuid));
}

}  // namespace TMVA::inline standalone::rootwrite
