// ColumnSource: the one interface between files and everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone {

/// Type of the values of a column, in native byte order once read.
enum class DataType : std::uint8_t {
  kBool,
  kInt8,
  kUInt8,
  kInt16,
  kUInt16,
  kInt32,
  kUInt32,
  kInt64,
  kUInt64,
  kFloat32,
  kFloat64
};

std::size_t SizeOf(DataType type);
bool IsInteger(DataType type);       ///< true for kBool and all integer types
const char* TypeName(DataType type); ///< "bool", "int8_t", ..., "float", "double"

/// Half-open range of entries.
struct EntryRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
  bool operator==(const EntryRange&) const = default;
};

/// Name and shape of one column. `length` is the number of values of each entry (1: scalar,
/// product of the dimensions of a fixed array) or kVariable.
struct ColumnInfo {
  static constexpr std::int64_t kVariable = -1;
  std::string name;
  DataType type = DataType::kFloat32;
  std::int64_t length = 1;
  std::vector<std::int64_t> dimensions;  ///< empty for a scalar; the fixed dimensions otherwise
  std::string unsupported;               ///< why it cannot be read; empty for a readable column
};

/// Values of one column for a range of entries. Reused from read to read: its memory only grows.
class ColumnBlock {
 public:
  DataType type() const { return type_; }
  std::int64_t entries() const { return entries_; }
  std::int64_t size() const { return size_; }  ///< number of values
  /// Fixed number of values per entry, or ColumnInfo::kVariable (then see offsets()).
  std::int64_t length() const { return length_; }
  /// entries()+1 value offsets; empty for columns of fixed length.
  std::span<const std::int64_t> offsets() const { return offsets_; }
  std::byte* data() { return data_.data(); }
  const std::byte* data() const { return data_.data(); }
  template <class T>
  std::span<const T> values() const {
    return {reinterpret_cast<const T*>(data_.data()), static_cast<std::size_t>(size_)};
  }

  /// Makes room for `entries` entries of a fixed-length column; contents undefined.
  void Resize(DataType type, std::int64_t length, std::int64_t entries);
  /// Makes room for a variable-length column; `offsets` has entries+1 items and starts with 0.
  void ResizeVariable(DataType type, std::vector<std::int64_t> offsets);

 private:
  DataType type_ = DataType::kFloat32;
  std::int64_t length_ = 1;
  std::int64_t entries_ = 0;
  std::int64_t size_ = 0;
  std::vector<std::int64_t> offsets_;
  std::vector<std::byte> data_;
};

/// Reads entry ranges of a fixed set of columns and keeps what it decoded last (one basket or page
/// a column), so that small ascending reads cost no more than one large one. One per thread.
class ColumnCursor {
 public:
  virtual ~ColumnCursor() = default;
  /// Fills out[i] with the i-th column given to ColumnSource::OpenCursor. Throws FileFormatError
  /// naming file, branch and entry range when the bytes are damaged.
  virtual void Read(EntryRange range, std::span<ColumnBlock> out) = 0;
};

/// A table: a schema, clusters, and cursors over its columns. Immutable and thread-safe.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;
  /// How messages name the table: "file.root:tree", "numpy arrays", ...
  virtual std::string Description() const = 0;
  /// Paths of the files that are read, if any: they must not be overwritten meanwhile.
  virtual std::vector<std::string> Files() const { return {}; }
  virtual std::int64_t NumEntries() const = 0;
  virtual const std::vector<ColumnInfo>& Columns() const = 0;
  /// Entry ranges that are stored together, ascending, covering [0, NumEntries()).
  virtual std::vector<EntryRange> Clusters() const = 0;
  /// `columns` are indices into Columns().
  virtual std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const = 0;

  /// Index of a column; DataError naming the table and the nearest names if there is none.
  std::size_t FindColumn(std::string_view name) const;
};

/// Columns that lie in memory (numpy, pandas, ...). The memory is not copied: `owner` keeps it alive.
struct ArrayColumn {
  std::string name;
  DataType type = DataType::kFloat32;
  const void* data = nullptr;       ///< first value
  std::int64_t length = 1;          ///< values per entry
  std::int64_t stride = 0;          ///< bytes from entry to entry; values of an entry are contiguous
  std::shared_ptr<const void> owner;
};
std::shared_ptr<const ColumnSource> MakeArraySource(std::vector<ArrayColumn> columns,
                                                    std::int64_t entries,
                                                    std::string description);

}  // namespace TMVA::inline standalone
