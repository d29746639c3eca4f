// Finds the columns in what an entry of a branch holds.
#include <utility>

#include "dataloader/rootio/column_maker.h"

namespace TMVA::inline standalone::rootio {
namespace {

using Kind = StreamedType::Kind;
using Header = StreamedType::Header;
using Count = StreamedType::Count;

constexpr std::size_t kMostColumns = 2000;  // of one branch
constexpr int kMostLevels = 16;

/// Bytes before the values of a list of numbers that fills its entry; none for other types.
std::optional<std::int64_t> RunHeader(const StreamedType& type) {
  constexpr std::int64_t kVersionAndCount = 10;
  if (type.kind != Kind::kList || type.parts.front().kind != Kind::kNumbers) return std::nullopt;
  if (type.count == Count::kToEnd && type.header == Header::kNone) return 0;
  if (type.count == Count::kToEnd && type.header == Header::kFlag) return 1;
  if (type.count == Count::kStored && type.header == Header::kVersion) return kVersionAndCount;
  return std::nullopt;
}

class ColumnFinder {
 public:
  ColumnFinder(std::size_t branch, std::shared_ptr<const EntryType> entry)
      : branch_(branch), entry_(std::move(entry)) {}

  std::vector<Column> Find() {
    Visit(entry_->value, {}, true);
    if (const auto header = RunHeader(entry_->value)) {
      auto& layout = columns_.front().layout;
      layout.storage = ColumnLayout::Storage::kRun;
      layout.header_bytes = *header;
    }
    return std::move(columns_);
  }

 private:
  /// The way to a part.
  struct Way {
    std::string name;
    int levels = 0;         ///< lists so far ...
    int outer_levels = 0;   ///< ... and those around the last record
    std::string type_name;  ///< of the member of that record
  };

  void Visit(const StreamedType& type, Way way, bool readable) {
    if (columns_.size() >= kMostColumns) return;
    if (way.type_name.empty()) way.type_name = type.type_name;
    switch (type.kind) {
      case Kind::kText:
      case Kind::kLongText:
        ++way.levels;
        return Add(type, way, readable);
      case Kind::kNumbers:
        return Add(type, way, readable);
      case Kind::kList:
        ++way.levels;
        return Visit(type.parts.front(), std::move(way), readable);
      case Kind::kRecord:
        return VisitRecord(type, way, readable);
      case Kind::kTObject:
        return;  // marks of ROOT's own
      case Kind::kPointer:
      case Kind::kUnknown:
        return Add(type, way, false);
    }
  }

  void VisitRecord(const StreamedType& record, const Way& way, bool readable) {
    for (std::size_t i = 0; i < record.parts.size(); ++i) {
      const auto& part = record.parts[i];
      Way inner{way.name, way.levels, way.levels, {}};
      if (!part.is_base) inner.name += (way.name.empty() ? "" : ".") + part.name;
      members_.push_back(static_cast<std::uint16_t>(i));
      Visit(part, std::move(inner), readable);
      members_.pop_back();
      if (part.CanSkip()) continue;
      readable = false;  // what follows cannot be found
      if (blocking_.empty()) blocking_ = part.type_name;
    }
  }

  void Add(const StreamedType& type, const Way& way, bool readable) {
    readable = readable && way.levels <= kMostLevels;
    auto column =
        readable ? FixedColumn(branch_, type, 0, 0) : UnsupportedColumn(branch_, type.type_name);
    if (!readable && !blocking_.empty()) {
      column.info.unsupported += ", behind a member of type " + blocking_;
    }
    column.member = way.name;
    column.info.type_name = way.type_name;
    for (int i = 0; i < way.outer_levels; ++i) column.info.type_name += "[]";
    if (readable) {
      column.info.list_levels = way.levels;
      column.info.is_text = type.kind != Kind::kNumbers;
      if (way.levels > 0) column.info.length = ColumnInfo::kVariable;
      column.layout.storage = ColumnLayout::Storage::kWalked;
      column.layout.entry = entry_;
      column.layout.members = members_;
    }
    columns_.push_back(std::move(column));
  }

  std::size_t branch_;
  std::shared_ptr<const EntryType> entry_;
  std::vector<std::uint16_t> members_;
  std::string blocking_;  // the first type that cannot be skipped
  std::vector<Column> columns_;
};

}  // namespace

Column FixedColumn(std::size_t branch, const StreamedType& type, std::int64_t offset,
                   std::int64_t entry_bytes) {
  const bool is_text = type.kind != Kind::kNumbers;
  Column column;
  column.layout.branch = branch;
  column.layout.coding = is_text ? PlainCoding(DataType::kUInt8) : type.coding;
  column.layout.item_length = type.length;
  column.layout.entry_bytes = entry_bytes;
  column.layout.offset = offset;
  column.info.type = column.layout.coding.type;
  column.info.length = type.length;
  column.info.dimensions = type.dimensions;
  column.info.type_name = type.type_name;
  return column;
}

Column UnsupportedColumn(std::size_t branch, const std::string& type) {
  Column column;
  column.layout.branch = branch;
  column.info.type_name = type;
  column.info.unsupported = "type " + type;
  return column;
}

std::vector<Column> ColumnsOf(std::size_t branch, EntryType entry) {
  return ColumnFinder(branch, std::make_shared<const EntryType>(std::move(entry))).Find();
}

}  // namespace TMVA::inline standalone::rootio
