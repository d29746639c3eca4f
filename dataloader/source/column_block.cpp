// Column types, column blocks, and the look-up of a column by name.
#include <TMVA/ColumnSource.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

#include <TMVA/Error.h>

#include "dataloader/rootio/huge_pages.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kLine = 64;

/// As std::is_sorted, without branches.
bool Ascends(const std::vector<std::int64_t>& numbers) {
  bool good = true;
  for (std::size_t i = 1; i < numbers.size(); ++i) good &= numbers[i - 1] <= numbers[i];
  return good;
}

/// The reason why the holder of a column cannot be read, or the nearest name.
std::string WhyMissing(std::string_view name, const std::vector<ColumnInfo>& columns,
                       std::span<const std::string> names) {
  for (const auto& column : columns)
    if (!column.unsupported.empty() && name.size() > column.name.size() &&
        name.starts_with(column.name) && name[column.name.size()] == '.')
      return ": '" + column.name + "' cannot be read: " + column.unsupported;
  return DidYouMean(name, names);
}

std::size_t Bytes(DataType type, std::int64_t values) {
  const auto width = static_cast<std::int64_t>(SizeOf(type));
  if (values < 0 || values > std::numeric_limits<std::int64_t>::max() / width)
    throw DataError("a column block cannot hold " + std::to_string(values) + " values");
  return static_cast<std::size_t>(values * width);
}

/// Blocks start at a line of the cache. Large ones start within a huge page, each at another line:
/// columns that are read side by side would share the same few places of the caches.
std::byte* NewBlock(std::size_t bytes) {
  if (bytes < rootio::kLargeBlock)
    return static_cast<std::byte*>(::operator new(bytes, std::align_val_t(kLine)));
  constexpr std::size_t kPlaces = 32, kDistance = 33 * kLine;
  auto* pages = static_cast<std::byte*>(
      ::operator new(bytes + kPlaces * kDistance, std::align_val_t(rootio::kHugePage)));
  const auto number = reinterpret_cast<std::uintptr_t>(pages) / rootio::kHugePage;
  auto* block = pages + number % kPlaces * kDistance;
  rootio::AdviseHugePages(block, bytes);
  return block;
}

void DeleteBlock(std::byte* block, std::size_t bytes) {
  if (bytes < rootio::kLargeBlock) return ::operator delete(block, std::align_val_t(kLine));
  ::operator delete(block - reinterpret_cast<std::uintptr_t>(block) % rootio::kHugePage,
                    std::align_val_t(rootio::kHugePage));
}

}  // namespace

std::size_t SizeOf(DataType type) {
  switch (type) {
    case DataType::kBool:
    case DataType::kInt8:
    case DataType::kUInt8:
      return 1;
    case DataType::kInt16:
    case DataType::kUInt16:
      return 2;
    case DataType::kInt32:
    case DataType::kUInt32:
    case DataType::kFloat32:
      return 4;
    case DataType::kInt64:
    case DataType::kUInt64:
    case DataType::kFloat64:
      return 8;
  }
  throw DataError("unknown data type " + std::to_string(static_cast<int>(type)));
}

bool IsInteger(DataType type) { return type != DataType::kFloat32 && type != DataType::kFloat64; }

const char* TypeName(DataType type) {
  switch (type) {
    case DataType::kBool:
      return "bool";
    case DataType::kInt8:
      return "int8_t";
    case DataType::kUInt8:
      return "uint8_t";
    case DataType::kInt16:
      return "int16_t";
    case DataType::kUInt16:
      return "uint16_t";
    case DataType::kInt32:
      return "int32_t";
    case DataType::kUInt32:
      return "uint32_t";
    case DataType::kInt64:
      return "int64_t";
    case DataType::kUInt64:
      return "uint64_t";
    case DataType::kFloat32:
      return "float";
    case DataType::kFloat64:
      return "double";
  }
  throw DataError("unknown data type " + std::to_string(static_cast<int>(type)));
}

void ColumnBlock::Storage::Reserve(std::size_t bytes, std::size_t kept) {
  if (bytes <= capacity_) return;
  if (borrowed_)
    throw DataError("the memory given for a column has " + std::to_string(capacity_) +
                    " bytes, its values take " + std::to_string(bytes));
  const auto rounded = (std::max(bytes, capacity_ + capacity_ / 2) + kLine - 1) / kLine;
  Storage grown;
  grown.capacity_ = rounded * kLine;
  grown.data_ = NewBlock(grown.capacity_);
  if (kept > 0) std::memcpy(grown.data_, data_, kept);
  *this = std::move(grown);
}

void ColumnBlock::Storage::Borrow(std::span<std::byte> memory) {
  *this = Storage();
  data_ = memory.data();
  capacity_ = memory.size();
  borrowed_ = true;
}

ColumnBlock::Storage::~Storage() {
  if (!borrowed_) DeleteBlock(data_, capacity_);
}

ColumnBlock::Storage::Storage(const Storage& other) {
  if (other.capacity_ == 0) return;
  Reserve(other.capacity_);
  std::memcpy(data_, other.data_, other.capacity_);
}

ColumnBlock::Storage::Storage(Storage&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)),
      borrowed_(std::exchange(other.borrowed_, false)) {}

ColumnBlock::Storage& ColumnBlock::Storage::operator=(Storage other) noexcept {
  std::swap(data_, other.data_);
  std::swap(capacity_, other.capacity_);
  std::swap(borrowed_, other.borrowed_);
  return *this;
}

ColumnBlock ColumnBlock::Over(std::span<std::byte> memory) {
  ColumnBlock block;
  block.data_.Borrow(memory);
  return block;
}

std::span<const std::int64_t> ColumnBlock::offsets(int level) const {
  return level < levels_ ? offsets_[static_cast<std::size_t>(level)]
                         : std::span<const std::int64_t>();
}

void ColumnBlock::Resize(DataType type, std::int64_t length, std::int64_t entries) {
  if (length < 0 || entries < 0 ||
      (length > 0 && entries > std::numeric_limits<std::int64_t>::max() / length))
    throw DataError("a column block cannot hold " + std::to_string(entries) + " entries of " +
                    std::to_string(length) + " values");
  data_.Reserve(Bytes(type, length * entries));
  type_ = type;
  length_ = length;
  entries_ = entries;
  size_ = length * entries;
  levels_ = 0;
  offsets_.clear();
}

void ColumnBlock::ResizeVariable(DataType type, std::vector<std::int64_t> offsets) {
  std::vector<std::vector<std::int64_t>> levels;
  levels.push_back(std::move(offsets));
  ResizeNested(type, std::move(levels));
}

void ColumnBlock::StartLists(DataType type) {
  type_ = type;
  levels_ = 0;
  entries_ = size_ = 0;
}

std::byte* ColumnBlock::AppendValues(std::int64_t count) {
  const auto used = Bytes(type_, size_), more = Bytes(type_, count);
  data_.Reserve(used + more, used);
  size_ += count;
  return data_.data() + used;
}

void ColumnBlock::ExpectLists(std::int64_t done, std::int64_t entries) {
  constexpr double kMore = 1.03, kMost = 4;  // files may lie: no more than what is there justifies
  if (data_.IsBorrowed() || done <= 0 || done >= entries) return;
  const auto found = static_cast<double>(size_);
  const auto likely = kMore * found * static_cast<double>(entries) / static_cast<double>(done);
  const auto values = static_cast<std::int64_t>(std::min(likely, kMost * found));
  data_.Reserve(Bytes(type_, values), Bytes(type_, size_));
}

void ColumnBlock::ResizeNested(DataType type, std::vector<std::vector<std::int64_t>> offsets) {
  if (offsets.empty()) throw DataError("a column block of lists needs their offsets");
  std::size_t lists = offsets.front().size();
  for (const auto& level : offsets) {
    if (level.empty() || level.front() != 0 || level.size() != lists || !Ascends(level))
      throw DataError("the offsets of a column block must start with 0 and ascend");
    lists = static_cast<std::size_t>(level.back()) + 1;
  }
  const bool is_filled = levels_ == 0 && type == type_ && size_ == offsets.back().back();
  data_.Reserve(Bytes(type, offsets.back().back()), is_filled ? Bytes(type, size_) : 0);
  type_ = type;
  length_ = ColumnInfo::kVariable;
  entries_ = static_cast<std::int64_t>(offsets.front().size()) - 1;
  size_ = offsets.back().back();
  levels_ = static_cast<int>(offsets.size());
  offsets_ = std::move(offsets);
}

ColumnView::ColumnView(const ColumnBlock& block) : values(block.data()) {
  for (int level = 0; level < block.list_levels(); ++level) offsets.push_back(block.offsets(level));
}

ColumnBlock MakeTextBlock(std::span<const std::string> texts) {
  std::vector<std::int64_t> offsets{0};
  for (const auto& text : texts)
    offsets.push_back(offsets.back() + static_cast<std::int64_t>(text.size()));
  ColumnBlock block;
  block.ResizeVariable(DataType::kUInt8, std::move(offsets));
  auto* to = block.data();
  for (const auto& text : texts)
    if (!text.empty()) to = std::ranges::copy(std::as_bytes(std::span(text)), to).out;
  return block;
}

void ColumnCursor::Prepare(EntryRange) {}

std::vector<std::int64_t> ColumnSource::PieceStarts(std::size_t) const {
  std::vector<std::int64_t> starts;
  for (const auto& cluster : Clusters()) starts.push_back(cluster.begin);
  return starts;
}

std::size_t ColumnSource::FindColumn(std::string_view name) const {
  const auto& columns = Columns();
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!columns[i].path.empty() && columns[i].path == name) return i;
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  throw DataError(Description() + ": no column '" + std::string(name) + "'" +
                  WhyMissing(name, columns, names));
}

}  // namespace TMVA::inline standalone
