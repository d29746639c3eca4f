// ArraySource: columns that lie in memory, wherever their owner put them.
#include <algorithm>
#include <cstring>
#include <utility>

#include <TMVA/ColumnSource.h>
#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

/// Entries that readers take at a time: memory has no storage units of its own.
constexpr std::int64_t kClusterEntries = 65536;

void CheckColumn(const ArrayColumn& column, std::int64_t entries, const std::string& description) {
  const auto fail = [&](const std::string& what) {
    throw DataError(description + ": column '" + column.name + "' " + what);
  };
  if (column.name.empty()) throw DataError(description + ": a column has no name");
  if (column.length < 1) fail("has " + std::to_string(column.length) + " values per entry");
  if (column.data == nullptr && entries > 0 && column.offsets.empty()) fail("has no data");
  SizeOf(column.type);  // throws for a type that does not exist
  std::int64_t lists = entries;
  for (const auto& level : column.offsets) {
    if (std::ssize(level) != lists + 1 || level.front() != 0 ||
        !std::is_sorted(level.begin(), level.end()))
      fail("has offsets that do not describe " + std::to_string(lists) + " lists");
    lists = level.back();
  }
  if (lists % column.length != 0 && !column.offsets.empty()) fail("has incomplete items");
}

class ArrayCursor : public ColumnCursor {
 public:
  ArrayCursor(std::vector<ArrayColumn> columns, std::int64_t entries, std::string description)
      : columns_(std::move(columns)), entries_(entries), description_(std::move(description)) {}

  void Read(EntryRange range, std::span<ColumnBlock> out) override {
    if (range.begin < 0 || range.end < range.begin || range.end > entries_)
      throw DataError(description_ + ": entries " + std::to_string(range.begin) + " to " +
                      std::to_string(range.end) + " are outside the table of " +
                      std::to_string(entries_));
    if (out.size() != columns_.size())
      throw DataError(description_ + ": " + std::to_string(out.size()) + " blocks given for " +
                      std::to_string(columns_.size()) + " columns");
    for (std::size_t i = 0; i < columns_.size(); ++i) Copy(columns_[i], range, out[i]);
  }

 private:
  static void CopyLists(const ArrayColumn& column, EntryRange range, ColumnBlock& out) {
    std::vector<std::vector<std::int64_t>> offsets;
    auto [begin, end] = range;
    for (const auto& level : column.offsets) {
      const auto first = level[static_cast<std::size_t>(begin)];
      auto& ours = offsets.emplace_back(level.begin() + begin, level.begin() + end + 1);
      for (auto& offset : ours) offset -= first;
      end = first + ours.back();
      begin = first;
    }
    out.ResizeNested(column.type, std::move(offsets));
    const auto width = static_cast<std::int64_t>(SizeOf(column.type));
    if (end > begin)
      std::memcpy(out.data(), static_cast<const std::byte*>(column.data) + begin * width,
                  static_cast<std::size_t>((end - begin) * width));
  }

  static void Copy(const ArrayColumn& column, EntryRange range, ColumnBlock& out) {
    if (!column.offsets.empty()) return CopyLists(column, range, out);
    out.Resize(column.type, column.length, range.size());
    const auto width = static_cast<std::int64_t>(SizeOf(column.type)) * column.length;
    if (range.size() == 0) return;
    const auto* from = static_cast<const std::byte*>(column.data) + range.begin * column.stride;
    auto* to = out.data();
    if (column.stride == width) {
      std::memcpy(to, from, static_cast<std::size_t>(width * range.size()));
      return;
    }
    for (std::int64_t i = 0; i < range.size(); ++i)
      std::memcpy(to + i * width, from + i * column.stride, static_cast<std::size_t>(width));
  }

  std::vector<ArrayColumn> columns_;  // keeps the owners of the memory alive
  std::int64_t entries_;
  std::string description_;
};

class ArraySource : public ColumnSource {
 public:
  ArraySource(std::vector<ArrayColumn> columns, std::int64_t entries, std::string description)
      : columns_(std::move(columns)), entries_(entries), description_(std::move(description)) {
    if (entries < 0) throw DataError(description_ + ": the number of entries is negative");
    std::vector<std::string> names;
    for (const auto& column : columns_) {
      CheckColumn(column, entries, description_);
      ColumnInfo info;
      info.name = column.name;
      info.type = column.type;
      info.length = column.length;
      if (column.length > 1) info.dimensions = {column.length};
      info.list_levels = static_cast<int>(column.offsets.size());
      if (info.list_levels > 0) info.length = ColumnInfo::kVariable;
      infos_.push_back(std::move(info));
      names.push_back(column.name);
    }
    std::sort(names.begin(), names.end());
    if (const auto twice = std::adjacent_find(names.begin(), names.end()); twice != names.end())
      throw DataError(description_ + ": two columns are named '" + *twice + "'");
  }

  std::string Description() const override { return description_; }
  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }

  /// Memory is read at any place for the same price.
  std::vector<std::int64_t> PieceStarts(std::size_t) const override {
    constexpr std::int64_t kPieceEntries = 2048;
    std::vector<std::int64_t> starts;
    for (std::int64_t start = 0; start < NumEntries(); start += kPieceEntries)
      starts.push_back(start);
    return starts;
  }
  std::vector<EntryRange> Clusters() const override {
    std::vector<EntryRange> clusters;
    for (std::int64_t begin = 0; begin < entries_; begin += kClusterEntries)
      clusters.push_back({begin, std::min(entries_, begin + kClusterEntries)});
    return clusters;
  }

  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    std::vector<ArrayColumn> chosen;
    for (const auto index : columns) {
      if (index >= columns_.size())
        throw DataError(description_ + ": there is no column number " + std::to_string(index));
      chosen.push_back(columns_[index]);
    }
    return std::make_unique<ArrayCursor>(std::move(chosen), entries_, description_);
  }

 private:
  std::vector<ArrayColumn> columns_;
  std::vector<ColumnInfo> infos_;
  std::int64_t entries_;
  std::string description_;
};

}  // namespace

std::shared_ptr<const ColumnSource> MakeArraySource(std::vector<ArrayColumn> columns,
                                                    std::int64_t entries, std::string description) {
  return std::make_shared<ArraySource>(std::move(columns), entries, std::move(description));
}

}  // namespace TMVA::inline standalone
