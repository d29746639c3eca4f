// ColumnSource: the one interface between files and everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
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
bool IsInteger(DataType type);        ///< true for kBool and all integer types
const char* TypeName(DataType type);  ///< "bool", "int8_t", ..., "float", "double"

/// Half-open range of entries.
struct EntryRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
  bool operator==(const EntryRange&) const = default;
};

/// Name and shape of one column. `length` is the number of values of each entry (1: scalar,
/// product of the dimensions of a fixed array) or kVariable.
///
///   float x          length 1          list_levels 0   dimensions {}
///   float x[2][3]    length 6          list_levels 0   dimensions {2, 3}
///   float x[n][2]    length kVariable  list_levels 1   dimensions {2}: of each item
///   vector<vector<float>>  kVariable   list_levels 2   dimensions {}
///   std::string      length kVariable  list_levels 1   is_text, type kUInt8
struct ColumnInfo {
  static constexpr std::int64_t kVariable = -1;
  std::string name = {};
  DataType type = DataType::kFloat32;
  std::int64_t length = 1;
  std::vector<std::int64_t> dimensions = {};  ///< fixed ones, of an entry or of a list's item
  int list_levels = 0;  ///< lists within lists; above 0 exactly when length is kVariable
  bool is_text =
      false;  ///< the innermost lists are texts, their values bytes (UTF-8 by convention)
  std::string path = {};       ///< in its file, "event/hits/hits.t"; empty where it equals the name
  std::string type_name = {};  ///< what its file calls the type, "vector<float>"; may be empty
  std::string unsupported = {};   ///< why it cannot be read; empty for a readable column
  std::string count_branch = {};  ///< of x[n]: "n"
  /// Columns of the same number are stored interleaved: who reads one decompresses all. -1: alone.
  std::int64_t storage_group = -1;

  /// True for what formulas and methods can use: numbers, in lists of one level at most.
  bool IsNumeric() const { return !is_text && list_levels <= 1; }
};

/// Values of one column for a range of entries. Reused from read to read: its memory only grows.
class ColumnBlock {
 public:
  ColumnBlock() = default;
  /// A block whose values lie in memory of the caller's, which must outlive it. Reading more than
  /// fits throws DataError.
  static ColumnBlock Over(std::span<std::byte> memory);

  DataType type() const { return type_; }
  std::int64_t entries() const { return entries_; }
  std::int64_t size() const { return size_; }                ///< number of values
  std::size_t capacity() const { return data_.capacity(); }  ///< bytes that fit without new memory
  /// Fixed number of values per entry, or ColumnInfo::kVariable (then see offsets()).
  std::int64_t length() const { return length_; }
  /// Lists within lists; 0 for columns of fixed length.
  int list_levels() const { return levels_; }
  /// Level 0: entries()+1 positions among the lists of level 1, and so on; the last level counts
  /// values. All start with 0. Empty for columns of fixed length.
  std::span<const std::int64_t> offsets(int level = 0) const;
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
  /// As above for lists within lists: the offsets of all levels, outermost first.
  void ResizeNested(DataType type, std::vector<std::vector<std::int64_t>> offsets);
  /// Lists whose number of values is not known beforehand: StartLists(), then room for values piece
  /// by piece (valid until the next call), then ResizeNested(), which keeps them.
  void StartLists(DataType type);
  std::byte* AppendValues(std::int64_t count);
  /// While values are appended, and `done` of `entries` entries have theirs: makes room for as many
  /// as will likely come, so that less is copied from memory to memory.
  void ExpectLists(std::int64_t done, std::int64_t entries);

 private:
  /// Memory for values, aligned to 64 bytes and not initialised, or memory of the caller's.
  class Storage {
   public:
    std::byte* data() { return data_; }
    const std::byte* data() const { return data_; }
    std::size_t capacity() const { return capacity_; }
    /// The first `kept` bytes of the contents survive when it grows.
    void Reserve(std::size_t bytes, std::size_t kept = 0);
    void Borrow(std::span<std::byte> memory);
    bool IsBorrowed() const { return borrowed_; }

    Storage() = default;
    ~Storage();
    Storage(const Storage& other);
    Storage(Storage&& other) noexcept;
    Storage& operator=(Storage other) noexcept;

   private:
    std::byte* data_ = nullptr;
    std::size_t capacity_ = 0;
    bool borrowed_ = false;
  };

  DataType type_ = DataType::kFloat32;
  int levels_ = 0;
  std::int64_t length_ = 1;
  std::int64_t entries_ = 0;
  std::int64_t size_ = 0;
  std::vector<std::vector<std::int64_t>> offsets_;
  Storage data_;
};

/// Values of one column that somebody else owns, in native byte order.
struct ColumnView {
  const std::byte* values = nullptr;
  std::vector<std::span<const std::int64_t>> offsets = {};  ///< as in ColumnBlock, outermost first

  ColumnView() = default;
  explicit ColumnView(const std::byte* flat) : values(flat) {}
  ColumnView(const ColumnBlock& block);  ///< the block must outlive it
};
/// A column of texts.
ColumnBlock MakeTextBlock(std::span<const std::string> texts);

/// Reads entry ranges of a fixed set of columns and keeps what it decoded last (one basket or page
/// a column), so that small ascending reads cost no more than one large one. One per thread.
class ColumnCursor {
 public:
  virtual ~ColumnCursor() = default;
  /// Says that `range` is read next, maybe by other cursors: distant files fetch it ahead, and a
  /// table that claims entries which its file cannot hold throws before memory is taken for them.
  virtual void Prepare(EntryRange range);
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
  /// First entries, ascending, of the pieces (baskets, pages) in which a column is stored: what is
  /// decoded at once. By default those of the clusters.
  virtual std::vector<std::int64_t> PieceStarts(std::size_t column) const;
  /// `columns` are indices into Columns().
  virtual std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const = 0;

  /// Index of a column by name or path; DataError naming the table and the nearest names if there
  /// is none, or why what should hold it ("jet" of "jet.pt") cannot be read.
  std::size_t FindColumn(std::string_view name) const;
};

/// Reads a range of some columns with several threads; 0 takes one per core that this process may
/// use. `out[i]` belongs to `columns[i]`. Neither values nor errors depend on the number of
/// threads. Returns early, with undefined contents, once `stop` asks for it.
void ReadColumns(const ColumnSource& source, std::span<const std::size_t> columns, EntryRange range,
                 std::span<ColumnBlock> out, int threads = 0, std::stop_token stop = {});

/// The table with one more column, `name`, which an expression in TTreeFormula's dialect defines:
/// 64-bit integers where it is exact in them, else doubles; lists where it has several values an
/// entry. DataError when there is such a column already.
std::shared_ptr<const ColumnSource> WithDefinition(std::shared_ptr<const ColumnSource> source,
                                                   const std::string& name,
                                                   const std::string& expression);

/// Columns that lie in memory (numpy, pandas, ...). The memory is not copied: `owner` keeps it
/// alive.
struct ArrayColumn {
  std::string name;
  DataType type = DataType::kFloat32;
  const void* data = nullptr;  ///< first value
  std::int64_t length = 1;     ///< values per entry or, with lists, per item
  std::int64_t stride = 0;     ///< bytes from entry to entry; values of an entry are contiguous
  std::shared_ptr<const void> owner;
  /// Of lists, as in ColumnBlock, outermost first; all values are contiguous then. DataError where
  /// they contradict each other.
  std::vector<std::span<const std::int64_t>> offsets = {};
};
std::shared_ptr<const ColumnSource> MakeArraySource(std::vector<ArrayColumn> columns,
                                                    std::int64_t entries, std::string description);

}  // namespace TMVA::inline standalone
