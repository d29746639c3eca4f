// A field of an RNTuple being written.
#include "dataloader/rootio/rntuple/write_field.h"

#include <TMVA/Error.h>

#include <algorithm>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::uint16_t kLeaf = 0, kCollection = 1;  // roles
constexpr int kDeepest = 90;

struct FieldRecord {
  std::uint32_t parent;
  std::uint16_t role;
  std::string_view name;
  std::string type;
  std::int64_t repetitions = 0;
};

void PutField(FrameBuffer& out, const FieldRecord& field) {
  const auto frame = out.BeginRecord();
  out.Put<std::uint32_t>(0);  // version of the field
  out.Put<std::uint32_t>(0);  // version of the type
  out.Put(field.parent);
  out.Put(field.role);
  out.Put<std::uint16_t>(field.repetitions > 0 ? 1 : 0);
  out.PutText(field.name);
  out.PutText(field.type);
  out.PutText("");  // alias of the type
  out.PutText("");  // description
  if (field.repetitions > 0) out.Put(static_cast<std::uint64_t>(field.repetitions));
  out.End(frame);
}

std::string StandardName(DataType type) {
  const std::string name = TypeName(type);
  return name.ends_with("_t") ? "std::" + name : name;
}

bool IsFieldName(std::string_view name) {
  return !name.empty() && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '.' || c == '/' || c == '\\' || c == '\x7f';
  });
}

}  // namespace

Field::Field(ColumnInfo info, bool compressed, const std::string& ntuple)
    : info_(std::move(info)), ntuple_(ntuple) {
  if (!IsFieldName(info_.name))
    Fail(
        "such a name cannot be one of an RNTuple's field, which is not empty and has no '.', '/', "
        "'\\' or control characters");
  if (info_.list_levels < 0 || info_.list_levels > kDeepest)
    Fail("lists of " + std::to_string(info_.list_levels) + " levels cannot be written");
  if (info_.is_text &&
      (info_.list_levels == 0 || !info_.dimensions.empty() || SizeOf(info_.type) != 1))
    Fail("a text is a list of bytes without dimensions");
  if (info_.dimensions.empty() && info_.list_levels == 0 && info_.length != 1)
    info_.dimensions = {info_.length};
  for (const auto size : info_.dimensions)
    if (size < 1 || __builtin_mul_overflow(item_length_, size, &item_length_) ||
        item_length_ > INT32_MAX)
      Fail("arrays of such dimensions cannot be written");
  for (int i = 0; i < info_.list_levels; ++i)
    columns_.emplace_back(Content::kEnds, DataType::kUInt64, compressed);
  columns_.emplace_back(info_.is_text ? Content::kText : Content::kValues, info_.type, compressed);
  ends_.resize(static_cast<std::size_t>(info_.list_levels));
}

void Field::Fail(const std::string& what) const {
  throw DataError("RNTuple '" + ntuple_ + "': field '" + info_.name + "': " + what);
}

void Field::Check(const ColumnView& view, std::int64_t entries) const {
  if (view.offsets.size() != ends_.size())
    Fail("lists of " + std::to_string(view.offsets.size()) + " levels given, expected " +
         std::to_string(ends_.size()));
  auto lists = entries;
  for (const auto& offsets : view.offsets) {
    if (offsets.size() != static_cast<std::size_t>(lists) + 1)
      Fail(std::to_string(offsets.size()) + " offsets given, expected " +
           std::to_string(lists + 1));
    if (offsets.front() != 0 || !std::ranges::is_sorted(offsets))
      Fail("offsets must start with 0 and ascend");
    lists = offsets.back();
  }
  if (!ends_.empty() && item_length_ != 1)
    for (const auto offset : view.offsets.back())
      if (offset % item_length_ != 0)
        Fail("lists of items with " + std::to_string(item_length_) +
             " values hold a part of an item");
  if (view.values == nullptr && lists > 0) Fail("no values given");
}

std::int64_t Field::Append(BlobWriter& blobs, const ColumnView& view, EntryRange entries) {
  auto [begin, end] = entries;
  std::int64_t bytes = 0;
  for (std::size_t level = 0; level < ends_.size(); ++level) {
    const auto offsets = view.offsets[level];
    const auto values = level + 1 == ends_.size() ? item_length_ : 1;
    const auto first = offsets[static_cast<std::size_t>(begin)];
    const auto shift = ends_[level] - first / values;
    scratch_.clear();
    for (auto i = begin; i < end; ++i)
      scratch_.push_back(offsets[static_cast<std::size_t>(i) + 1] / values + shift);
    columns_[level].Append(blobs, reinterpret_cast<const std::byte*>(scratch_.data()),
                           scratch_.size());
    bytes += (end - begin) * static_cast<std::int64_t>(sizeof(std::int64_t));
    if (!scratch_.empty()) ends_[level] = scratch_.back();
    end = offsets[static_cast<std::size_t>(end)] / values;
    begin = first / values;
  }
  begin *= item_length_;
  const auto count = end * item_length_ - begin;
  if (count == 0) return bytes;
  columns_.back().Append(blobs, view.values + begin * ValueBytes(),
                         static_cast<std::size_t>(count));
  return bytes + count * ValueBytes();
}

void Field::EndCluster(BlobWriter& blobs, FrameBuffer& list) {
  for (auto& column : columns_) column.EndCluster(blobs, list);
  std::fill(ends_.begin(), ends_.end(), 0);
}

std::string Field::LeafType() const {
  return info_.is_text ? "std::string" : StandardName(info_.type);
}

std::uint32_t Field::NumFields() const {
  return static_cast<std::uint32_t>(NumVectors()) + 1 +
         static_cast<std::uint32_t>(info_.dimensions.size());
}

std::uint32_t Field::DescribeFields(FrameBuffer& out, std::uint32_t id) const {
  std::vector<FieldRecord> records;
  auto type = LeafType();
  records.push_back({0, kLeaf, "_0", type});
  for (auto size = info_.dimensions.rbegin(); size != info_.dimensions.rend(); ++size) {
    type = "std::array<" + type + "," + std::to_string(*size) + ">";
    records.push_back({0, kLeaf, "_0", type, *size});
  }
  for (int i = 0; i < NumVectors(); ++i) {
    type = "std::vector<" + type + ">";
    records.push_back({0, kCollection, "_0", type});
  }
  records.back().name = info_.name;
  records.back().parent = id;
  PutField(out, records.back());
  records.pop_back();
  for (; !records.empty(); records.pop_back()) {
    records.back().parent = id++;
    PutField(out, records.back());
  }
  return id + 1;
}

void Field::DescribeColumns(FrameBuffer& out, std::uint32_t id) const {
  const auto last = id + NumFields() - 1;
  for (const auto& column : columns_) {
    const bool is_values = &column == &columns_.back();
    const auto frame = out.BeginRecord();
    out.Put(column.column_type());
    out.Put(column.bits());
    out.Put(is_values ? last : std::min(id++, last));
    out.Put<std::uint16_t>(0);  // flags
    out.Put<std::uint16_t>(0);  // representation
    out.End(frame);
  }
}

}  // namespace TMVA::inline standalone::rootwrite
