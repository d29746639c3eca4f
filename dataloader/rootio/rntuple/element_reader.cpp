// Reads elements of a column of an RNTuple, page by page.
#include "dataloader/rootio/rntuple/element_reader.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::size_t kChecksumBytes = 8;
constexpr std::size_t kPadding = 8;  // that DecodeElements may look at
/// Values that are so many times longer than what is stored of them are looked into first.
constexpr std::int64_t kSuspicious = 64;

template <class Buffer>
void Grow(Buffer& buffer, std::size_t bytes) {
  if (buffer.size() < bytes) buffer.resize(bytes);
}

}  // namespace

ElementReader::ElementReader(const RawFile& file, const NtupleMetadata& metadata,
                             const Representations& columns, DataType type, std::string field,
                             PageScratch& scratch)
    : file_(file),
      metadata_(metadata),
      columns_(columns),
      type_(type),
      size_(SizeOf(type)),
      field_(std::move(field)),
      scratch_(scratch) {
  std::string why;
  for (const auto column : columns_)
    codings_.push_back(CodingOf(metadata.schema.columns[column], why));
}

Origin ElementReader::OriginOf(std::size_t cluster, std::int64_t offset) const {
  const auto entries = metadata_.clusters[cluster].entries;
  return {file_.Path(), offset,
          "RNTuple " + metadata_.name + ", field " + field_ + ", entries " +
              std::to_string(entries.begin) + " to " + std::to_string(entries.end)};
}

ElementReader::Stored ElementReader::Find(std::size_t cluster) const {
  static constexpr NtuplePageList kNoPages;
  const auto& lists = metadata_.clusters[cluster].columns;
  bool late = false;
  for (std::uint32_t i = 0; i < columns_.size(); ++i) {
    const auto column = columns_[i];
    late = late || column >= lists.size();
    if (column < lists.size() && !lists[column].suppressed)
      return {&lists[column], i, metadata_.schema.columns[column].deferred};
  }
  if (late) return {&kNoPages, 0, true};
  Fail(OriginOf(cluster, -1), "no representation of its values is stored");
}

std::int64_t ElementReader::Missing(const Stored& stored, const ElementRange& range) const {
  const auto there = stored.pages->elements;
  const auto missing = range.needed ? *range.needed - there : 0;
  if (missing < 0 || (missing > 0 && !stored.deferred))
    Fail(OriginOf(range.cluster, -1), "pages of " + std::to_string(there) + " values, expected " +
                                          std::to_string(*range.needed));
  if (range.first > missing + there - range.count)
    Fail(OriginOf(range.cluster, -1),
         "lists of more values than the " + std::to_string(there) + " that are stored");
  return missing;
}

std::size_t ElementReader::FindPage(const Stored& stored, std::int64_t element) const {
  const auto pages = metadata_.PagesOf(*stored.pages);
  const auto after = std::upper_bound(
      pages.begin(), pages.end(), element,
      [](std::int64_t value, const NtuplePage& page) { return value < page.first; });
  return stored.pages->begin + static_cast<std::size_t>(after - pages.begin()) - 1;
}

std::int64_t ElementReader::ElementsOf(const Stored& stored, std::size_t page) const {
  const auto end =
      page + 1 < stored.pages->end ? metadata_.pages[page + 1].first : stored.pages->elements;
  return end - metadata_.pages[page].first;
}

void ElementReader::Verify(const ElementRange& range) {
  if (range.count == 0) return;
  const auto stored = Find(range.cluster);
  const auto missing = Missing(stored, range);
  if (missing > kSuspicious * (file_.Size() + static_cast<std::int64_t>(kPadding)))
    Fail(OriginOf(range.cluster, -1), std::to_string(missing) + " values that are not stored");
  const auto first = std::max<std::int64_t>(0, range.first - missing);
  const auto count = range.first + range.count - missing - first;
  if (count <= 0) return;
  const auto begin = FindPage(stored, first), end = FindPage(stored, first + count - 1) + 1;
  double bytes = 0;
  for (auto page = begin; page < end; ++page)
    bytes += static_cast<double>(metadata_.pages[page].bytes);
  const auto wanted = static_cast<double>(count) * static_cast<double>(size_);
  if (wanted <= kSuspicious * bytes) return;
  cluster_ = range.cluster;
  for (auto page = begin; page < end; ++page) Fetch(stored, page);
}

void ElementReader::Read(const ElementRange& range, std::byte* to) {
  if (range.count == 0) return;
  const auto stored = Find(range.cluster);
  const auto missing = Missing(stored, range);
  const auto zeros = std::clamp<std::int64_t>(missing - range.first, 0, range.count);
  if (zeros > 0) {
    const auto bytes = static_cast<std::size_t>(zeros) * size_;
    std::memset(to, 0, bytes);
    to += bytes;
  }
  cluster_ = range.cluster;
  ReadStored(stored, range.first + zeros - missing, range.count - zeros, to);
}

void ElementReader::ReadStored(const Stored& stored, std::int64_t first, std::int64_t count,
                               std::byte* to) {
  while (count > 0) {
    const auto page = FindPage(stored, first);
    const auto elements = ElementsOf(stored, page);
    const auto skipped = first - metadata_.pages[page].first;
    const auto taken = std::min(count, elements - skipped);
    const auto bytes = static_cast<std::size_t>(taken) * size_;
    if (taken == elements && cached_ != page) {
      Fetch(stored, page);
      Decode(stored, page, to);
    } else {
      if (cached_ != page) {
        cached_ = SIZE_MAX;
        Fetch(stored, page);
        Grow(cache_, static_cast<std::size_t>(elements) * size_);
        Decode(stored, page, cache_.data());
        cached_ = page;
      }
      std::memcpy(to, cache_.data() + static_cast<std::size_t>(skipped) * size_, bytes);
    }
    to += bytes;
    first += taken;
    count -= taken;
  }
}

/// Reads a page's bytes and checks what can be checked before memory is taken for its values.
void ElementReader::Fetch(const Stored& stored, std::size_t number) {
  const auto& page = metadata_.pages[number];
  const auto& coding = codings_[stored.column];
  origin_ = OriginOf(cluster_, page.offset);
  const auto bytes = static_cast<std::size_t>(page.bytes);
  const auto total = bytes + (page.has_checksum ? kChecksumBytes : 0);
  const auto length = static_cast<std::int64_t>(total);
  const auto plain_bytes = coding.StoredBytes(ElementsOf(stored, number));
  if (page.bytes > plain_bytes)
    Fail(origin_, "page of " + std::to_string(page.bytes) + " bytes, expected " +
                      std::to_string(plain_bytes) + " at most");
  file_.CheckInside(page.offset, std::min(length, metadata_.largest_record), origin_.object);
  auto& buffer = scratch_.stored;
  if (length <= metadata_.largest_record) {
    Grow(buffer, total + kPadding);
    file_.Read(page.offset, std::span(buffer).first(total), origin_.object);
  } else {
    buffer = ReadBlob(file_, {page.offset, length}, metadata_.largest_record, origin_.object);
    buffer.resize(total + kPadding);
  }
  if (page.has_checksum) {
    std::uint64_t checksum;
    std::memcpy(&checksum, buffer.data() + bytes, sizeof checksum);
    if (XXH3_64bits(buffer.data(), bytes) != checksum)
      Fail(origin_, "damaged page: checksum differs");
  }
  if (page.bytes != plain_bytes)
    CheckBlocks(std::span(buffer).first(bytes), plain_bytes, origin_, file_.Size());
}

void ElementReader::Decode(const Stored& stored, std::size_t number, std::byte* to) {
  const auto& coding = codings_[stored.column];
  const auto count = static_cast<std::size_t>(ElementsOf(stored, number));
  const auto bytes = static_cast<std::size_t>(metadata_.pages[number].bytes);
  const auto plain_bytes =
      static_cast<std::size_t>(coding.StoredBytes(static_cast<std::int64_t>(count)));
  const bool same_type = coding.type == type_;
  const auto* from = scratch_.stored.data();
  if (bytes != plain_bytes) {
    const auto packed = std::span<const std::byte>(scratch_.stored).first(bytes);
    auto& decompressor = scratch_.decompressor;
    if (coding.IsPlain() && same_type)
      return decompressor.Decompress(packed, {to, plain_bytes}, origin_);
    Grow(scratch_.plain, plain_bytes + kPadding);
    decompressor.Decompress(packed, std::span(scratch_.plain).first(plain_bytes), origin_);
    from = scratch_.plain.data();
  }
  if (same_type) return DecodeElements(coding, from, count, to, scratch_.halves);
  Grow(scratch_.values, count * SizeOf(coding.type));
  DecodeElements(coding, from, count, scratch_.values.data(), scratch_.halves);
  ConvertValues(coding.type, scratch_.values.data(), count, type_, to);
}

void ElementReader::AppendBytes(const ElementRange& range, std::vector<ByteRange>& out) const {
  const auto stored = Find(range.cluster);
  const auto missing = Missing(stored, range);
  const auto first = std::max<std::int64_t>(0, range.first - missing);
  const auto count = range.first + range.count - missing - first;
  if (count <= 0) return;
  const auto end = FindPage(stored, first + count - 1) + 1;
  for (auto number = FindPage(stored, first); number < end; ++number) {
    const auto& page = metadata_.pages[number];
    if (number == cached_) continue;
    out.push_back(
        {page.offset, page.bytes + (page.has_checksum ? std::int64_t{kChecksumBytes} : 0)});
  }
}

}  // namespace TMVA::inline standalone::rootio
