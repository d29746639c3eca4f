// Column types, column blocks, and the look-up of a column by name.
#include <TMVA/ColumnSource.h>

#include <algorithm>
#include <limits>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

std::size_t Bytes(DataType type, std::int64_t values) {
  const auto width = static_cast<std::int64_t>(SizeOf(type));
  if (values < 0 || values > std::numeric_limits<std::int64_t>::max() / width)
    throw DataError("a column block cannot hold " + std::to_string(values) + " values");
  return static_cast<std::size_t>(values * width);
}

}  // namespace

std::size_t SizeOf(DataType type) {
  switch (type) {
    case DataType::kBool:
    case DataType::kInt8:
    case DataType::kUInt8: return 1;
    case DataType::kInt16:
    case DataType::kUInt16: return 2;
    case DataType::kInt32:
    case DataType::kUInt32:
    case DataType::kFloat32: return 4;
    case DataType::kInt64:
    case DataType::kUInt64:
    case DataType::kFloat64: return 8;
  }
  throw DataError("unknown data type " + std::to_string(static_cast<int>(type)));
}

bool IsInteger(DataType type) { return type != DataType::kFloat32 && type != DataType::kFloat64; }

const char* TypeName(DataType type) {
  switch (type) {
    case DataType::kBool: return "bool";
    case DataType::kInt8: return "int8_t";
    case DataType::kUInt8: return "uint8_t";
    case DataType::kInt16: return "int16_t";
    case DataType::kUInt16: return "uint16_t";
    case DataType::kInt32: return "int32_t";
    case DataType::kUInt32: return "uint32_t";
    case DataType::kInt64: return "int64_t";
    case DataType::kUInt64: return "uint64_t";
    case DataType::kFloat32: return "float";
    case DataType::kFloat64: return "double";
  }
  throw DataError("unknown data type " + std::to_string(static_cast<int>(type)));
}

void ColumnBlock::Resize(DataType type, std::int64_t length, std::int64_t entries) {
  if (length < 0 || entries < 0 ||
      (length > 0 && entries > std::numeric_limits<std::int64_t>::max() / length))
    throw DataError("a column block cannot hold " + std::to_string(entries) + " entries of " +
                    std::to_string(length) + " values");
  const auto bytes = Bytes(type, length * entries);
  if (bytes > data_.size()) data_.resize(bytes);
  type_ = type;
  length_ = length;
  entries_ = entries;
  size_ = length * entries;
  offsets_.clear();
}

void ColumnBlock::ResizeVariable(DataType type, std::vector<std::int64_t> offsets) {
  if (offsets.empty() || offsets.front() != 0 || !std::is_sorted(offsets.begin(), offsets.end()))
    throw DataError("the offsets of a column block must start with 0 and ascend");
  const auto bytes = Bytes(type, offsets.back());
  if (bytes > data_.size()) data_.resize(bytes);
  type_ = type;
  length_ = ColumnInfo::kVariable;
  entries_ = static_cast<std::int64_t>(offsets.size()) - 1;
  size_ = offsets.back();
  offsets_ = std::move(offsets);
}

std::size_t ColumnSource::FindColumn(std::string_view name) const {
  const auto& columns = Columns();
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  throw DataError(Description() + ": no column '" + std::string(name) + "'" +
                  DidYouMean(name, names));
}

}  // namespace TMVA::inline standalone
