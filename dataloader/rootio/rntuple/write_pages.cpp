// Columns of an RNTuple being written.
#include "dataloader/rootio/rntuple/write_pages.h"

#include <xxhash.h>

#include <algorithm>

namespace TMVA::inline standalone::rootwrite {
namespace {

struct TypeNumbers {
  std::uint16_t plain, split;
};

TypeNumbers NumbersOf(Content content, DataType type) {
  if (content == Content::kText) return {0x02, 0x02};
  if (content == Content::kEnds) return {0x0f, 0x1b};
  switch (type) {
    case DataType::kBool:
      return {0x00, 0x00};
    case DataType::kInt8:
      return {0x03, 0x03};
    case DataType::kUInt8:
      return {0x04, 0x04};
    case DataType::kInt16:
      return {0x05, 0x11};
    case DataType::kUInt16:
      return {0x06, 0x12};
    case DataType::kInt32:
      return {0x07, 0x13};
    case DataType::kUInt32:
      return {0x08, 0x14};
    case DataType::kInt64:
      return {0x09, 0x15};
    case DataType::kUInt64:
      return {0x0a, 0x16};
    case DataType::kFloat32:
      return {0x0c, 0x18};
    case DataType::kFloat64:
      break;
  }
  return {0x0d, 0x19};
}

void PackBits(std::span<const std::byte> bools, std::span<std::byte> to) {
  std::fill(to.begin(), to.end(), std::byte{0});
  for (std::size_t i = 0; i < bools.size(); ++i)
    if (bools[i] != std::byte{0}) to[i / 8] |= std::byte{1} << (i % 8);
}

}  // namespace

BlobLocator BlobWriter::Write(std::span<const std::byte> stored, std::size_t counted) {
  Key key = records_.NewBasketKey({"RBlob", "", "", parent_}, 0);
  const auto offset = key.seek + static_cast<std::int64_t>(key.Length());
  records_.Write(key, stored, RecordWriter::Store::kRaw);
  return {offset, static_cast<std::int64_t>(counted)};
}

BlobLocator BlobWriter::WritePage(std::span<const std::byte> bytes, Effort& effort) {
  const auto compressed = compressor_.Compress(bytes, effort);
  const auto stored = compressed.empty() ? bytes : compressed;
  page_.assign(stored.begin(), stored.end());
  const std::uint64_t checksum = XXH3_64bits(stored.data(), stored.size());
  const auto hash = std::as_bytes(std::span(&checksum, 1));
  page_.insert(page_.end(), hash.begin(), hash.end());
  return Write(page_, stored.size());
}

BlobLocator BlobWriter::WriteEnvelope(std::span<const std::byte> bytes) {
  const auto compressed = compressor_.Compress(bytes);
  const auto stored = compressed.empty() ? bytes : compressed;
  return Write(stored, stored.size());
}

PageColumn::PageColumn(Content content, DataType type, bool compressed) {
  const auto numbers = NumbersOf(content, type);
  stored_.type = compressed ? numbers.split : numbers.plain;
  value_bytes_ = content == Content::kEnds ? sizeof(std::uint64_t) : SizeOf(type);
  const bool bit = content == Content::kValues && type == DataType::kBool;
  stored_.bits = static_cast<std::uint16_t>(bit ? 1 : 8 * value_bytes_);
  std::string why;
  coding_ = rootio::CodingOf(stored_, why);
}

void PageColumn::Append(BlobWriter& blobs, const std::byte* values, std::size_t count) {
  const auto page_bytes = page_bytes_ / value_bytes_ * value_bytes_;
  elements_ += static_cast<std::int64_t>(count);
  for (auto bytes = count * value_bytes_; bytes > 0;) {
    const auto taken = std::min(bytes, page_bytes - values_.size());
    values_.insert(values_.end(), values, values + taken);
    values += taken;
    bytes -= taken;
    if (values_.size() == page_bytes) Flush(blobs);
  }
}

void PageColumn::Flush(BlobWriter& blobs) {
  if (values_.empty()) return;
  const auto elements = values_.size() / value_bytes_;
  std::span<const std::byte> page = values_;
  if (coding_.kind == rootio::ElementCoding::Kind::kBit) {
    encoded_.resize((elements + 7) / 8);
    PackBits(values_, encoded_);
    page = encoded_;
  } else if (coding_.split) {
    encoded_.resize(values_.size());
    rootio::SplitElements(coding_, values_, encoded_.data());
    page = encoded_;
  }
  pages_.push_back({static_cast<std::int32_t>(elements), blobs.WritePage(page, effort_)});
  values_.clear();
}

void PageColumn::EndCluster(BlobWriter& blobs, FrameBuffer& list) {
  Flush(blobs);
  const auto frame = list.BeginList(pages_.size());
  for (const auto& page : pages_) {
    list.Put(-page.elements);  // negative: a checksum follows the page
    list.Put(static_cast<std::int32_t>(page.at.bytes));
    list.Put(page.at.offset);
  }
  list.Put(cluster_first_);
  list.Put(static_cast<std::int32_t>(blobs.CompressionSetting()));
  list.End(frame);
  pages_.clear();
  cluster_first_ = elements_;
}

}  // namespace TMVA::inline standalone::rootwrite
