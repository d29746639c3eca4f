// ROOT files: reading tables and objects. (Writing: TMVA/OutputFile.h.)
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ByteSource.h>
#include <TMVA/ColumnSource.h>
#include <TMVA/Friend.h>
#include <TMVA/Histogram.h>
#include <TMVA/StoredObject.h>

namespace TMVA::inline standalone {

/// One object of a ROOT file.
struct KeyInfo {
  std::string name;  ///< path from the top of the file, "dir/tree"
  int cycle = 1;
  std::string class_name;  ///< "TTree", "TH1F", "TDirectoryFile", ...
  std::string title;
  std::int64_t bytes = 0;         ///< of its record on disk
  std::int64_t object_bytes = 0;  ///< of its payload once decompressed
};

/// What a column takes on disk and once decompressed; for leaves of one branch, the branch's.
struct StoredBytes {
  std::int64_t compressed = 0;
  std::int64_t uncompressed = 0;
};

/// A table of a file: a ColumnSource with a name. Columns that cannot be read are listed too, with
/// the reason in ColumnInfo::unsupported; opening a cursor on one throws.
class Table : public ColumnSource {
 public:
  virtual const std::string& Name() const = 0;  ///< inside its file, with directory
  virtual const std::string& Title() const = 0;
  virtual const std::string& FilePath() const = 0;
  virtual std::int64_t CompressedBytes() const = 0;
  virtual std::int64_t UncompressedBytes() const = 0;
  virtual StoredBytes BytesOf(std::size_t column) const = 0;
};

class File;
namespace rootio {
struct StoredRecord;
}

/// A TTree. Columns are named as ROOT's leaves are addressed: "branch", or "branch.leaf" where a
/// branch holds several leaves.
class Tree : public Table {
 public:
  virtual const std::vector<FriendInfo>& Friends() const = 0;
  virtual std::shared_ptr<const File> GetFile() const = 0;  ///< the one that holds it
};

/// An RNTuple. Columns are named by their fields, "field" or "field.member".
class RNTuple : public Table {};

/// A ROOT file opened for reading. Immutable and thread-safe; kept alive by what it hands out.
class File : public std::enable_shared_from_this<File> {
 public:
  /// FileFormatError when the file is missing or not a ROOT file, or when it is cut off or was not
  /// closed and nothing can be recovered.
  static std::shared_ptr<const File> Open(const std::string& path);
  static std::shared_ptr<const File> Open(std::shared_ptr<const ByteSource> bytes);
  virtual ~File() = default;

  virtual const std::string& Path() const = 0;
  virtual std::int64_t Size() const = 0;
  virtual int RootVersion() const = 0;  ///< of the ROOT that wrote it: 64000 is 6.40.00
  /// True when the file is cut off, was not closed, or has damaged lists of keys. What its records
  /// say is there then, older cycles and deleted objects too; what is cut off is an error when
  /// read.
  virtual bool IsRecovered() const = 0;
  /// All keys, directories searched in depth; for each name the highest cycle first.
  virtual const std::vector<KeyInfo>& Keys() const = 0;

  // Names are "tree", "dir/tree" or "tree;2". DataError with the nearest name when there is no such
  // object, or when it is of another class.
  virtual std::shared_ptr<const Table> GetTable(std::string_view name) const = 0;
  std::shared_ptr<const Tree> GetTree(std::string_view name) const;
  std::shared_ptr<const RNTuple> GetRNTuple(std::string_view name) const;
  /// An object of any class that the file describes. FileFormatError when it cannot be decoded.
  virtual std::shared_ptr<const StoredObject> GetObject(std::string_view name) const = 0;
  /// The object's entry in Keys().
  virtual const KeyInfo& FindKey(std::string_view name) const = 0;
  /// Payload of an object, decompressed.
  virtual std::vector<std::byte> ReadObject(std::string_view name) const = 0;
  /// An object as it is stored, for TMVA/MergedObject.h.
  virtual std::shared_ptr<rootio::StoredRecord> GetRecord(std::string_view name) const = 0;
  Histogram1 GetHistogram1(std::string_view name) const;  ///< TH1 of any type of bins, TProfile
  Histogram2 GetHistogram2(std::string_view name) const;
  Graph GetGraph(std::string_view name) const;          ///< TGraph and those with errors
  StoredMatrix GetMatrix(std::string_view name) const;  ///< TMatrixT, TMatrixTSym, TVectorT
  StoredVector GetVector(std::string_view name) const;  ///< vector<float> and of other numbers
  std::string GetString(std::string_view name) const;   ///< TObjString, std::string
  double GetNumber(std::string_view name) const;        ///< TParameter
};

bool IsTree(std::string_view class_name);     ///< TTree, TNtuple, TNtupleD
bool IsRNTuple(std::string_view class_name);  ///< ROOT::RNTuple

/// Several trees one after the other. All must have the columns of the first (order may differ);
/// DataError naming the file and column otherwise. Types may differ only in width: the widest wins.
std::shared_ptr<const ColumnSource> MakeChain(
    std::vector<std::shared_ptr<const ColumnSource>> parts);

/// A table and others of as many entries whose columns stand beside its own as "alias.column". One
/// that is absent is a column "alias" that cannot be read.
struct NamedSource {
  std::string alias;
  std::shared_ptr<const ColumnSource> source;  ///< null where it is absent, ...
  std::string absent = {};                     ///< ... for this reason
};
std::shared_ptr<const ColumnSource> MakeFriends(std::shared_ptr<const ColumnSource> main,
                                                std::vector<NamedSource> friends);
/// The tree, joined with the friends that its file names, if any. They are looked for relative to
/// the tree's folder, then to the working folder. One that cannot be opened, or has another number
/// of entries, is absent; friends of friends are not joined. `open` opens files, File::Open by
/// default.
using FileOpener = std::function<std::shared_ptr<const File>(const std::string& path)>;
std::shared_ptr<const ColumnSource> WithFriends(std::shared_ptr<const Table> table,
                                                const FileOpener& open = {});

/// "dir/*.root:tree" (wildcards in the last path component), or "file.root" when the file holds one
/// table only. Friends are joined.
std::shared_ptr<const ColumnSource> OpenSource(const std::string& path_and_tree);
std::shared_ptr<const ColumnSource> OpenSources(const std::vector<std::string>& paths_and_trees);

}  // namespace TMVA::inline standalone
