// Writing ROOT files: tables, directories, histograms, graphs, matrices and strings.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/Friend.h>
#include <TMVA/Histogram.h>

namespace TMVA::inline standalone {

namespace rootio {
struct StoredRecord;
}

enum class Codec : std::uint8_t { kNone = 0, kZlib = 1, kLzma = 2, kLz4 = 4, kZstd = 5 };
struct Compression {
  Codec codec = Codec::kZlib;
  int level = 1;
};

/// A leaf of a branch: `length` values an entry or, in a list, an item; or a text.
struct LeafSpec {
  std::string name;
  DataType type = DataType::kFloat32;
  std::int64_t length = 1;
  bool is_string = false;
  std::vector<std::int64_t> dimensions = {};  ///< their product is `length`; empty: one dimension
};
/// A branch: usually one leaf of the same name; several leaves make "a/F:b/F". With lists it has
/// one leaf:
///   list_levels 1, count_branch "n"   x[n]/F
///   list_levels 1                     vector<float>; of a string leaf vector<string>
///   list_levels 2                     vector<vector<float>>
struct BranchSpec {
  std::string name;
  std::vector<LeafSpec> leaves;
  int list_levels = 0;
  /// The branch (one int32 leaf) that holds the number of items. When the tree has no such branch
  /// it is made before the first that it counts; its values are checked where it is given.
  std::string count_branch = {};
};
/// The branch that keeps a column as it is: flat, vectors, or texts; lists of arrays get a count
/// branch "nNAME".
BranchSpec BranchFor(const ColumnInfo& column);

struct TreeOptions {
  std::optional<Compression> compression = {};  ///< the file's where it is not given
  std::int64_t cluster_entries = 0;             ///< 0: so many that a cluster takes about 30 MB
  std::vector<FriendInfo> friends = {};
};

/// Appends entries to a table that is being written. Memory: one basket a branch, or one cluster of
/// an RNTuple.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  /// `columns[i]` belongs to the i-th leaf (branches in order, leaves in order) or field. DataError
  /// when its lists have other levels than the leaf, or when counts contradict each other.
  virtual void Append(std::span<const ColumnView> columns, std::int64_t entries) = 0;
  /// As above where no column has lists: the values only.
  void Append(std::span<const std::byte* const> values, std::int64_t entries);
  virtual std::int64_t NumEntries() const = 0;
};

/// A ROOT file being written. A new one has a temporary name beside `path` until Close(), which
/// renames it; destroyed without Close() it leaves nothing behind and an existing file untouched.
class OutputFile {
 public:
  static std::unique_ptr<OutputFile> Create(const std::string& path, Compression compression = {});
  /// Adds to an existing file. What is new lies behind the old end until Close(), whose last step,
  /// one small write, makes it valid: killed before, the file is as it was. Without Close() the
  /// file keeps its old content. An Error when another process is updating it.
  static std::unique_ptr<OutputFile> Update(const std::string& path, Compression compression = {});
  virtual ~OutputFile() = default;
  virtual const std::string& Path() const = 0;
  /// `directory` is "" or "a/b"; directories are made as needed.
  virtual TableWriter& MakeTree(std::string_view directory, std::string_view name,
                                std::string_view title, std::vector<BranchSpec> branches,
                                const TreeOptions& options = {}) = 0;
  /// An RNTuple with one field a column.
  virtual TableWriter& MakeRNTuple(std::string_view directory, std::string_view name,
                                   std::string_view description, std::vector<ColumnInfo> fields,
                                   const TreeOptions& options = {}) = 0;
  /// New branches for a tree that an updated file holds already; `tree` is "dir/name". Close()
  /// fails unless as many entries as the tree has were appended. The tree's newest cycle is
  /// replaced.
  virtual TableWriter& AddBranches(std::string_view tree, std::vector<BranchSpec> branches) = 0;
  virtual void MakeDirectory(std::string_view directory) = 0;
  virtual void Write(std::string_view directory, const Histogram1& histogram) = 0;
  virtual void Write(std::string_view directory, const Histogram2& histogram) = 0;
  virtual void Write(std::string_view directory, const Graph& graph) = 0;
  /// A TMatrixT<double>, or a TVectorT<double> when it has one column.
  virtual void Write(std::string_view directory, std::string_view name,
                     const StoredMatrix& matrix) = 0;
  /// A std::vector of numbers, "vector<float>" to ROOT, given as bytes of this machine; DataError
  /// when it takes 1 GiB or more. Returns its cycle.
  virtual int WriteVector(std::string_view directory, std::string_view name, DataType type,
                          std::span<const std::byte> values) = 0;
  /// A TObjString.
  virtual void WriteString(std::string_view directory, std::string_view name,
                           std::string_view text) = 0;
  /// A TParameter<double>.
  virtual void WriteNumber(std::string_view directory, std::string_view name, double value) = 0;
  /// What knows how to write itself: a model (TMVA/RModel.h). `name` is "dir/name".
  template <class T>
    requires requires(const T& object, OutputFile& file, std::string_view name) {
      object.WriteTo(file, name);
    }
  void Write(std::string_view name, const T& object) {
    object.WriteTo(*this, name);
  }
  /// An object of another file, as it is stored there; see TMVA/MergedObject.h.
  virtual void WriteRecord(std::string_view directory, const rootio::StoredRecord& record) = 0;
  /// Takes all cycles of an object off its directory. DataError when there is none.
  virtual void Delete(std::string_view path) = 0;
  virtual void Close() = 0;
};

}  // namespace TMVA::inline standalone
