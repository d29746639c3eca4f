// ROOT files: reading trees, and writing trees, directories, histograms, graphs and strings.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>

namespace TMVA::inline standalone {

/// One object of a ROOT file.
struct KeyInfo {
  std::string name;        ///< path from the top of the file, "dir/tree"
  int cycle = 1;
  std::string class_name;  ///< "TTree", "TH1F", "TDirectoryFile", ...
  std::string title;
};

/// A TTree of a file: a ColumnSource. Columns are named as ROOT's leaves are addressed: "branch", or
/// "branch.leaf" where a branch holds several leaves. Columns that cannot be read are listed too,
/// with the reason in ColumnInfo::unsupported; opening a cursor on one throws.
class Tree : public ColumnSource {
 public:
  virtual const std::string& Name() const = 0;      ///< name inside its file, with directory
  virtual const std::string& Title() const = 0;
  virtual const std::string& FilePath() const = 0;
  virtual std::int64_t CompressedBytes() const = 0;
  virtual std::int64_t UncompressedBytes() const = 0;
};

/// A ROOT file opened for reading. Immutable and thread-safe; kept alive by the trees it hands out.
class File : public std::enable_shared_from_this<File> {
 public:
  /// FileFormatError when the file is missing, truncated, or not a ROOT file.
  static std::shared_ptr<const File> Open(const std::string& path);
  virtual ~File() = default;

  virtual const std::string& Path() const = 0;
  virtual std::int64_t Size() const = 0;
  /// All keys, directories searched in depth; for each name the highest cycle first.
  virtual const std::vector<KeyInfo>& Keys() const = 0;
  /// "tree", "dir/tree" or "tree;2". DataError with the nearest name when there is no such tree.
  virtual std::shared_ptr<const Tree> GetTree(std::string_view name) const = 0;
  /// Payload of an object, decompressed (for histograms, graphs, strings and tests).
  virtual std::vector<std::byte> ReadObject(std::string_view name) const = 0;
};

/// Several trees one after the other. All must have the columns of the first (order may differ);
/// DataError naming the file and column otherwise. Types may differ only in width: the widest wins.
std::shared_ptr<const ColumnSource> MakeChain(
    std::vector<std::shared_ptr<const ColumnSource>> parts);
/// "dir/*.root:tree" (wildcards in the last path component), or "file.root" when the file holds one tree only.
std::shared_ptr<const ColumnSource> OpenSource(const std::string& path_and_tree);
std::shared_ptr<const ColumnSource> OpenSources(const std::vector<std::string>& paths_and_trees);

// ---------------------------------------------------------------------------------------- writing

enum class Codec : std::uint8_t { kNone = 0, kZlib = 1, kLzma = 2, kLz4 = 4, kZstd = 5 };
struct Compression {
  Codec codec = Codec::kZlib;
  int level = 1;
};

/// A one-dimensional histogram as TH1F (single) or TH1D. contents has nbins+2 entries: underflow,
/// bins, overflow; sumw2 the same or none.
struct Histogram1 {
  std::string name, title, x_title, y_title;
  bool single = true;
  int nbins = 0;
  double xmin = 0, xmax = 1;
  std::vector<double> edges;  ///< nbins+1 edges when the bins differ in width
  std::vector<double> contents;
  std::vector<double> sumw2;
  double entries = 0;
  double sumw = 0, sumw_sq = 0, sumwx = 0, sumwx2 = 0;  ///< statistics of what was filled in range

  Histogram1() = default;
  Histogram1(std::string name, std::string title, int nbins, double xmin, double xmax,
             bool single = true);
  int FindBin(double x) const;  ///< 0: underflow, nbins+1: overflow
  void Fill(double x, double weight = 1);
  double BinCenter(int bin) const;
  double BinWidth(int bin) const;
};

/// TH2F (single) or TH2D; cell ix + (nx+2) * iy.
struct Histogram2 {
  std::string name, title, x_title, y_title;
  bool single = true;
  int nx = 0, ny = 0;
  double xmin = 0, xmax = 1, ymin = 0, ymax = 1;
  std::vector<double> contents, sumw2;
  std::vector<std::string> x_labels, y_labels;
  double entries = 0;
  double sumw = 0, sumw_sq = 0, sumwx = 0, sumwx2 = 0, sumwy = 0, sumwy2 = 0, sumwxy = 0;

  Histogram2() = default;
  Histogram2(std::string name, std::string title, int nx, double xmin, double xmax, int ny,
             double ymin, double ymax, bool single = true);
  void Fill(double x, double y, double weight = 1);
};

/// TGraph.
struct Graph {
  std::string name, title, x_title, y_title;
  std::vector<double> x, y;
};

/// A leaf of a branch to write. kBool ... kFloat64; `length` values per entry; or a character string.
struct LeafSpec {
  std::string name;
  DataType type = DataType::kFloat32;
  std::int64_t length = 1;
  bool is_string = false;
};
/// One branch: usually one leaf of the same name; several leaves make "a/F:b/F".
struct BranchSpec {
  std::string name;
  std::vector<LeafSpec> leaves;
};

/// Appends entries to a TTree that is being written. Memory: one basket a branch.
class TreeWriter {
 public:
  virtual ~TreeWriter() = default;
  /// `columns[i]` belongs to the i-th leaf (branches in order, leaves in order) and holds `entries`
  /// entries of LeafSpec::length values each in native byte order.
  virtual void Append(std::span<const std::byte* const> columns, std::int64_t entries) = 0;
  /// As above for trees with string leaves: strings[i] is empty for numeric leaves.
  virtual void Append(std::span<const std::byte* const> columns,
                      std::span<const std::vector<std::string>> strings, std::int64_t entries) = 0;
  virtual std::int64_t NumEntries() const = 0;
};

/// A ROOT file being written. It has a temporary name beside `path` until Close(), which renames it;
/// destroyed without Close() it leaves nothing behind and an existing file untouched.
class OutputFile {
 public:
  static std::unique_ptr<OutputFile> Create(const std::string& path, Compression compression = {});
  virtual ~OutputFile() = default;
  virtual const std::string& Path() const = 0;
  /// `directory` is "" or "a/b"; directories are made as needed.
  virtual TreeWriter& MakeTree(std::string_view directory, std::string_view name,
                               std::string_view title, std::vector<BranchSpec> branches) = 0;
  virtual void MakeDirectory(std::string_view directory) = 0;
  virtual void Write(std::string_view directory, const Histogram1& histogram) = 0;
  virtual void Write(std::string_view directory, const Histogram2& histogram) = 0;
  virtual void Write(std::string_view directory, const Graph& graph) = 0;
  virtual void WriteString(std::string_view directory, std::string_view name,
                           std::string_view text) = 0;
  virtual void Close() = 0;
};

}  // namespace TMVA::inline standalone
