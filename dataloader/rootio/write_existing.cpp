// Checks before a file is added to, its first bytes, and its streamer infos with ours added.
#include "dataloader/rootio/write_existing.h"

#include <TMVA/Error.h>

#include <algorithm>

#include "dataloader/rootio/directory.h"
#include "dataloader/rootio/record_patch.h"
#include "dataloader/rootio/write_streamer_info.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int64_t kPageBytes = 4096;
constexpr std::int64_t kDirectoryHeaderBytes = 60;

}  // namespace

ExistingFile::ExistingFile(const std::string& path)
    : locked_(path), raw_(OpenLocalFile(path)), header_(rootio::ReadFileHeader(raw_)) {
  RequireClosed();
  if (header_.seek_info == 0 || header_.info_bytes == 0) return;
  info_record_ = rootio::ReadRecord(raw_, header_.seek_info, header_.info_bytes, "StreamerInfo");
  infos_ = rootio::StreamerInfos(*info_record_);
}

void ExistingFile::RequireClosed() const {
  const auto fail = [&](const std::string& what) {
    throw FileFormatError(
        raw_.Path(), "cannot be updated: " + what + ". Write what can be read of it to a new file");
  };
  if (header_.end > raw_.Size() || header_.end <= header_.begin)
    fail("it is truncated or was not closed");
  std::vector<rootio::DirectoryEntry> entries;
  try {
    entries = rootio::ListKeys(raw_, header_);
  } catch (const FileFormatError& error) {
    fail("it was not closed, or is damaged (" + std::string(error.what()) + ")");
  }
  for (const auto& [name, key] : entries)
    if (key.seek < 0 || key.record_bytes < 0 || key.seek > header_.end - key.record_bytes)
      fail("'" + name + "' does not lie before its end");
  const rootio::Origin origin{raw_.Path(), header_.begin, "top directory"};
  const auto top = rootio::ReadDirectoryHeader(raw_, header_.begin + header_.name_bytes, origin);
  if (top.seek_keys == 0) fail("it was not closed");
}

UpdateTarget ExistingFile::Target() {
  // A process that is killed while it writes within one page has written all or nothing.
  const bool in_place = header_.begin + header_.name_bytes + kDirectoryHeaderBytes <= kPageBytes;
  return {std::move(locked_), header_.end, in_place};
}

RecordPlace AddStreamerInfos(const rootio::Record& old, const rootio::StreamerInfos& infos,
                             RecordWriter& records, const std::set<std::string_view>& classes,
                             std::int64_t directory) {
  auto missing = WithParts(classes);
  std::erase_if(missing, [&](const ClassLayout* layout) {
    return infos.IsDescribed(std::string(layout->name), layout->version);
  });
  Key key = records.NewKey({"TList", "StreamerInfo", "Doubly linked list", directory});
  const auto map = rootio::MapRecord(old, rootio::StreamerInfos());
  if (map.top->byte_counts.empty())
    throw FileFormatError(old.origin.path, "list of streamer infos that cannot be added to",
                          old.key.seek, "StreamerInfo");
  RecordPatch patch(old, map, key.Length());
  WriteBuffer items(patch.BaseOf(*map.top));
  StreamInfoItems(items, missing);
  patch.AddItems(*map.top, missing.size(), items.bytes());
  records.Write(key, patch.Finish());
  return {key.seek, key.total_bytes};
}

RecordPlace ExistingFile::WriteStreamerInfos(RecordWriter& records,
                                             const std::set<std::string_view>& classes,
                                             std::int64_t directory) const {
  const auto described = [&](const ClassLayout* layout) {
    return infos_.IsDescribed(std::string(layout->name), layout->version);
  };
  if (info_record_) {
    if (std::ranges::all_of(WithParts(classes), described))
      return {header_.seek_info, header_.info_bytes};
    return AddStreamerInfos(*info_record_, infos_, records, classes, directory);
  }
  Key key = records.NewKey({"TList", "StreamerInfo", "Doubly linked list", directory});
  WriteBuffer out(key.Length());
  StreamStreamerInfos(out, classes);
  records.Write(key, out.bytes());
  return {key.seek, key.total_bytes};
}

std::vector<std::byte> ExistingFile::Head(std::span<const std::byte> file_header,
                                          std::span<const std::byte> top_header) const {
  const auto position = header_.begin + header_.name_bytes;
  const auto record = raw_.Read(header_.begin, sizeof(std::int32_t), "top directory");
  const auto room = rootio::LoadBigEndian<std::int32_t>(record.data()) - header_.name_bytes;
  constexpr std::byte kNothing{0};
  const auto used =
      top_header.rend() - std::ranges::find_if(top_header.rbegin(), top_header.rend(),
                                               [&](std::byte b) { return b != kNothing; });
  if (used > room)
    throw Error(raw_.Path() +
                ": cannot be updated: the record of its top directory, of an old "
                "version of ROOT, has no room for the new header");
  auto head = raw_.Read(
      0, position + std::min<std::int64_t>(room, static_cast<std::int64_t>(top_header.size())),
      "file header");
  std::ranges::copy(file_header, head.begin());
  std::ranges::copy(top_header.first(head.size() - static_cast<std::size_t>(position)),
                    head.begin() + position);
  return head;
}

}  // namespace TMVA::inline standalone::rootwrite
