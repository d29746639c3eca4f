// OutputFile: creates the file, hands out trees, writes objects, and closes.
#include <TMVA/Error.h>
#include <TMVA/OutputFile.h>

#include <set>

#include "dataloader/rootio/rntuple/write_ntuple.h"
#include "dataloader/rootio/write_directory.h"
#include "dataloader/rootio/write_histogram.h"
#include "dataloader/rootio/write_key.h"
#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_matrix.h"
#include "dataloader/rootio/write_object.h"
#include "dataloader/rootio/write_streamer_info.h"
#include "dataloader/rootio/write_tree.h"

namespace TMVA::inline standalone {
namespace rootwrite {
namespace {

constexpr std::size_t kHeaderBytes = 100;
constexpr std::int32_t kRootVersion = 64000;  // 6.40.00: the class versions that we write
constexpr std::int32_t kBigFileVersion = 1'000'000;
constexpr std::uint16_t kUuidVersion = 1;
constexpr std::int16_t kFreeVersion = 1, kFreeBigVersion = 1001;

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// The record that says where the file ends and all beyond is free.
Key WriteFreeSegments(RecordWriter& records, std::string_view file_name, std::int64_t directory) {
  Key key = records.NewKey({"TFile", file_name, "", directory});
  const auto end_with = [&](bool big) {
    return key.seek + static_cast<std::int64_t>(key.Length()) + (big ? 18 : 10);
  };
  const bool big = end_with(true) > kStartBigFile;
  const auto end = end_with(big);
  WriteBuffer out;
  out.Put(big ? kFreeBigVersion : kFreeVersion);
  if (big) {
    out.Put(end);
    out.Put<std::int64_t>(end + kStartBigFile);
  } else {
    out.Put(static_cast<std::int32_t>(end));
    out.Put(static_cast<std::int32_t>(kStartBigFile));
  }
  records.Write(key, out.bytes(), RecordWriter::Store::kRaw);
  return key;
}

struct HeaderFields {
  std::int64_t end;
  std::int32_t name_bytes, compression;
  const Key& free;
  const Key& streamer_info;
  const Uuid& uuid;
};

std::vector<std::byte> FileHeader(std::int64_t begin, const HeaderFields& fields) {
  const bool big = fields.end > kStartBigFile;
  WriteBuffer out;
  const auto put_position = [&](std::int64_t position) {
    if (big)
      out.Put(position);
    else
      out.Put(static_cast<std::int32_t>(position));
  };
  out.PutBytes(std::as_bytes(std::span("root", 4)));
  out.Put(big ? kRootVersion + kBigFileVersion : kRootVersion);
  out.Put(static_cast<std::int32_t>(begin));
  put_position(fields.end);
  put_position(fields.free.seek);
  out.Put(fields.free.total_bytes);
  out.Put<std::int32_t>(1);  // free segments
  out.Put(fields.name_bytes);
  out.Put<std::uint8_t>(big ? 8 : 4);
  out.Put(fields.compression);
  put_position(fields.streamer_info.seek);
  out.Put(fields.streamer_info.total_bytes);
  out.Put(kUuidVersion);
  out.PutBytes(fields.uuid);
  out.PutZeros(kHeaderBytes - out.bytes().size());
  return out.bytes();
}

class RootOutputFile : public OutputFile {
 public:
  RootOutputFile(const std::string& path, Compression compression)
      : path_(path), records_(path, compression), top_(MakeTop()) {}

  const std::string& Path() const override { return path_; }

  TableWriter& MakeTree(std::string_view directory, std::string_view name, std::string_view title,
                        std::vector<BranchSpec> branches, const TreeOptions& options) override {
    RequireOpen();
    Directory& folder = top_.Make(records_, directory);
    (void)folder.NextCycle(name);  // is the name usable?
    for (const auto& tree : trees_)
      if (tree->name() == name && &tree->directory() == &folder)
        throw DataError(path_ + ": tree '" + std::string(name) + "' is being written already");
    trees_.push_back(
        std::make_unique<TreeBuilder>(records_, folder, name, title, std::move(branches), options));
    trees_.back()->AddClasses(classes_);
    return *trees_.back();
  }

  TableWriter& MakeRNTuple(std::string_view directory, std::string_view name,
                           std::string_view description, std::vector<ColumnInfo> fields,
                           const TreeOptions& options) override {
    RequireOpen();
    Directory& folder = top_.Make(records_, directory);
    (void)folder.NextCycle(name);  // is the name usable?
    for (const auto& ntuple : ntuples_)
      if (ntuple->name() == name && &ntuple->directory() == &folder)
        throw DataError(path_ + ": RNTuple '" + std::string(name) + "' is being written already");
    ntuples_.push_back(std::make_unique<NtupleBuilder>(
        records_, folder, name, description, std::move(fields), options));
    classes_.insert("ROOT::RNTuple");
    return *ntuples_.back();
  }
  TableWriter& AddBranches(std::string_view, std::vector<BranchSpec>) override {
    Unsupported("new branches of a tree");
  }

  void MakeDirectory(std::string_view directory) override {
    RequireOpen();
    top_.Make(records_, directory);
  }

  void Write(std::string_view directory, const Histogram1& histogram) override {
    WriteObject(directory, {ClassOf(histogram), histogram.name, histogram.title},
                [&](WriteBuffer& out) { StreamHistogram(out, histogram); });
  }
  void Write(std::string_view directory, const Histogram2& histogram) override {
    WriteObject(directory, {ClassOf(histogram), histogram.name, histogram.title},
                [&](WriteBuffer& out) { StreamHistogram(out, histogram); });
  }
  void Write(std::string_view directory, const Graph& graph) override {
    WriteObject(directory, {"TGraph", graph.name, graph.title},
                [&](WriteBuffer& out) { StreamGraph(out, graph); });
  }
  void WriteString(std::string_view directory, std::string_view name,
                   std::string_view text) override {
    WriteObject(directory, {"TObjString", name, ""},
                [&](WriteBuffer& out) { StreamObjString(out, text); });
  }

  void Write(std::string_view directory, std::string_view name,
             const StoredMatrix& matrix) override {
    WriteObject(directory, {ClassOf(matrix), name, ""},
                [&](WriteBuffer& out) { StreamMatrix(out, name, matrix); });
  }
  void WriteNumber(std::string_view directory, std::string_view name, double value) override {
    WriteObject(directory, {"TParameter<double>", name, ""},
                [&](WriteBuffer& out) { StreamParameter(out, name, value); });
  }
  void Delete(std::string_view) override { Unsupported("deleted objects"); }

  void Close() override {
    RequireOpen();
    closed_ = true;  // also when something below throws: the file is then of no use
    for (auto& tree : trees_) tree->Close();
    for (auto& ntuple : ntuples_) ntuple->Close();
    const Key infos = WriteStreamerInfos();
    const auto uuid = records_.sink().ContentHash();
    top_.Close(records_, uuid);
    const Key free = WriteFreeSegments(records_, BaseName(path_), top_.seek());
    records_.sink().WriteAt(
        0, FileHeader(kHeaderBytes, {records_.sink().position(), top_.name_bytes(),
                                     records_.compressor().Setting(), free, infos, uuid}));
    records_.sink().Commit();
  }

 private:
  Directory MakeTop() {
    records_.sink().Append(std::vector<std::byte>(kHeaderBytes));
    return Directory(records_, BaseName(path_));
  }

  [[noreturn]] void Unsupported(const std::string& what) const {
    throw DataError(path_ + ": " + what + " cannot be written");
  }

  void RequireOpen() const {
    if (closed_) throw Error(path_ + ": is closed and cannot be written any more");
  }

  template <class StreamFunction>
  void WriteObject(std::string_view directory, KeyNames names, const StreamFunction& stream) {
    RequireOpen();
    Directory& folder = top_.Make(records_, directory);
    names.parent = folder.seek();
    names.cycle = folder.NextCycle(names.name);
    Key key = records_.NewKey(names);
    WriteBuffer out(key.Length());
    stream(out);
    records_.Write(key, out.bytes());
    folder.AddKey(key);
    classes_.insert(FindLayout(names.class_name)->name);
  }

  Key WriteStreamerInfos() {
    Key key = records_.NewKey({"TList", "StreamerInfo", "Doubly linked list", top_.seek()});
    WriteBuffer out(key.Length());
    StreamStreamerInfos(out, classes_);
    records_.Write(key, out.bytes());
    return key;
  }

  std::string path_;
  RecordWriter records_;
  Directory top_;
  std::vector<std::unique_ptr<TreeBuilder>> trees_;
  std::vector<std::unique_ptr<NtupleBuilder>> ntuples_;
  std::set<std::string_view> classes_;
  bool closed_ = false;
};

}  // namespace
}  // namespace rootwrite

void TableWriter::Append(std::span<const std::byte* const> values, std::int64_t entries) {
  const std::vector<ColumnView> views(values.begin(), values.end());
  Append(views, entries);
}

BranchSpec BranchFor(const ColumnInfo& column) {
  LeafSpec leaf{column.name, column.type, 1, column.is_text, column.dimensions};
  if (column.length != ColumnInfo::kVariable) {
    leaf.length = column.length;
  } else {
    for (const auto size : column.dimensions) leaf.length *= size;
  }
  const int levels = column.list_levels - (column.is_text ? 1 : 0);
  // Vectors have single numbers as items.
  const bool counted = levels == 1 && leaf.length > 1;
  return {column.name, {std::move(leaf)}, levels, counted ? "n" + column.name : ""};
}

std::unique_ptr<OutputFile> OutputFile::Create(const std::string& path, Compression compression) {
  return std::make_unique<rootwrite::RootOutputFile>(path, compression);
}

std::unique_ptr<OutputFile> OutputFile::Update(const std::string& path, Compression) {
  throw DataError(path + ": a file cannot be updated in place");
}

}  // namespace TMVA::inline standalone
