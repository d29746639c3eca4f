// OutputFile: creates the file, hands out trees, writes objects, and closes.
#include <TMVA/Error.h>
#include <TMVA/OutputFile.h>

#include <algorithm>
#include <set>

#include "dataloader/rootio/record_patch.h"
#include "dataloader/rootio/rntuple/write_ntuple.h"
#include "dataloader/rootio/write_add_branches.h"
#include "dataloader/rootio/write_copied.h"
#include "dataloader/rootio/write_directory.h"
#include "dataloader/rootio/write_existing.h"
#include "dataloader/rootio/write_file_header.h"
#include "dataloader/rootio/write_histogram.h"
#include "dataloader/rootio/write_key.h"
#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_matrix.h"
#include "dataloader/rootio/write_object.h"
#include "dataloader/rootio/write_streamer_info.h"
#include "dataloader/rootio/write_tree.h"
#include "dataloader/rootio/write_vector.h"

namespace TMVA::inline standalone {
namespace rootwrite {
namespace {

constexpr std::int32_t kRootVersion = 64000;  // 6.40.00: the class versions that we write

std::string BaseName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// "a/b/name" as "a/b" and "name".
std::pair<std::string_view, std::string_view> SplitPath(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {{}, path};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

class RootOutputFile : public OutputFile {
 public:
  RootOutputFile(const std::string& path, Compression compression)
      : path_(path), records_(path, compression), top_(MakeTop()) {}
  RootOutputFile(std::unique_ptr<ExistingFile> existing, Compression compression)
      : path_(existing->raw().Path()),
        existing_(std::move(existing)),
        records_(existing_->Target(), compression),
        top_(existing_->raw(), existing_->header()) {}

  const std::string& Path() const override { return path_; }

  TableWriter& MakeTree(std::string_view directory, std::string_view name, std::string_view title,
                        std::vector<BranchSpec> branches, const TreeOptions& options) override {
    RequireOpen();
    Directory& folder = top_.Make(records_, directory);
    (void)folder.NextCycle(name);  // is the name usable?
    if (IsBeingWritten(folder, name))
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
    ntuples_.push_back(std::make_unique<NtupleBuilder>(records_, folder, name, description,
                                                       std::move(fields), options));
    classes_.insert("ROOT::RNTuple");
    return *ntuples_.back();
  }
  TableWriter& AddBranches(std::string_view tree, std::vector<BranchSpec> branches) override {
    RequireOpen();
    const auto [directory, name] = SplitPath(tree);
    if (const Directory* folder = top_.Find(directory);
        folder != nullptr && IsBeingWritten(*folder, name))
      throw DataError(path_ + ": tree '" + std::string(name) +
                      "' is being written: give MakeTree() all its branches");
    const auto& entry = FindObject(directory, name);
    if (existing_ == nullptr)
      throw DataError(path_ + ": '" + std::string(tree) + "' is a " + entry.key.class_name +
                      ", expected a TTree");
    Directory& folder = top_.Make(records_, directory);
    const auto same = [&](const auto& update) {
      return &update->directory() == &folder && update->name() == name;
    };
    auto update = std::ranges::find_if(updates_, same);
    if (update == updates_.end()) {
      updates_.push_back(
          std::make_unique<TreeUpdate>(*existing_, records_, folder, entry, std::string(tree)));
      update = std::prev(updates_.end());
    }
    return (*update)->Add(std::move(branches), classes_);
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
  int WriteVector(std::string_view directory, std::string_view name, DataType type,
                  std::span<const std::byte> values) override {
    return WriteObject(directory, {VectorClassOf(type), name, ""},
                       [&](WriteBuffer& out) { StreamVector(out, name, type, values); });
  }
  void WriteNumber(std::string_view directory, std::string_view name, double value) override {
    WriteObject(directory, {"TParameter<double>", name, ""},
                [&](WriteBuffer& out) { StreamParameter(out, name, value); });
  }
  void WriteRecord(std::string_view directory, const rootio::StoredRecord& stored) override {
    RequireOpen();
    if (existing_) Unsupported("objects of other files into one that is updated");
    const auto& old = stored.record.key;
    Directory& folder = top_.Make(records_, directory);
    Key key = records_.NewKey(
        {old.class_name, old.name, old.title, folder.seek(), folder.NextCycle(old.name)});
    if (key.Length() == static_cast<std::size_t>(old.key_bytes)) {
      records_.Write(key, stored.record.payload);
    } else {
      const auto map = rootio::MapRecord(stored.record, stored.infos);
      records_.Write(key, RecordPatch(stored.record, map, key.Length()).Finish());
    }
    folder.AddKey(key);
    copied_.Add(stored);
  }
  void Delete(std::string_view path) override {
    RequireOpen();
    const auto [directory, name] = SplitPath(path);
    FindObject(directory, name);
    Directory& folder = top_.Make(records_, directory);
    const Directory* deleted = folder.Find(name);
    const auto is_inside = [&](const auto& table) {
      return (&table->directory() == &folder && table->name() == name) ||
             (deleted != nullptr && table->directory().IsWithin(*deleted));
    };
    if (std::ranges::any_of(trees_, is_inside) || std::ranges::any_of(ntuples_, is_inside) ||
        std::ranges::any_of(updates_, is_inside))
      throw DataError(path_ + ": '" + std::string(path) + "' is being written");
    folder.Remove(name);
  }

  void Close() override {
    RequireOpen();
    closed_ = true;  // also when something below throws: what was written is then of no use
    for (const auto& update : updates_) update->CheckComplete();
    for (auto& tree : trees_) tree->Close();
    for (auto& ntuple : ntuples_) ntuple->Close();
    for (auto& update : updates_) update->Close();
    if (existing_ && !top_.is_changed()) return records_.sink().Abandon();
    const auto infos = WriteStreamerInfos();
    const auto uuid = existing_ ? existing_->header().uuid : records_.sink().ContentHash();
    top_.Close(records_, uuid);
    const auto free = WriteFreeSegments(records_, top_);
    const auto top_header = top_.Header(records_.time(), uuid);
    FileHeaderFields fields{kRootVersion,
                            kFileHeaderBytes,
                            records_.sink().position(),
                            top_.name_bytes(),
                            records_.compressor().Setting(),
                            free,
                            infos,
                            uuid};
    if (existing_) {
      fields.version = existing_->header().version;
      fields.begin = existing_->header().begin;
      fields.compression = existing_->header().compression;
      records_.sink().Commit(existing_->Head(FileHeader(fields), top_header));
    } else {
      records_.sink().WriteAt(top_.seek() + top_.name_bytes(), top_header);
      records_.sink().Commit(FileHeader(fields));
    }
  }

 private:
  Directory MakeTop() {
    records_.sink().Append(std::vector<std::byte>(kFileHeaderBytes));
    return Directory(records_, BaseName(path_));
  }

  [[noreturn]] void Unsupported(const std::string& what) const {
    throw DataError(path_ + ": " + what + " cannot be written");
  }

  void RequireOpen() const {
    if (closed_) throw Error(path_ + ": is closed and cannot be written any more");
  }

  bool IsBeingWritten(const Directory& directory, std::string_view name) const {
    return std::ranges::any_of(trees_, [&](const auto& tree) {
      return &tree->directory() == &directory && tree->name() == name;
    });
  }

  /// The newest object of the name in a directory that is there.
  const Directory::Entry& FindObject(std::string_view directory, std::string_view name) {
    Directory* folder = top_.Find(directory);
    if (folder == nullptr)
      throw DataError(path_ + ": there is no directory '" + std::string(directory) + "'");
    if (const auto* entry = folder->Newest(name)) return *entry;
    const auto names = folder->Names();
    throw DataError(path_ + ": there is no '" + std::string(name) + "'" +
                    (directory.empty() ? "" : " in '" + std::string(directory) + "'") +
                    DidYouMean(std::string(name), names));
  }

  /// Returns the cycle.
  template <class StreamFunction>
  int WriteObject(std::string_view directory, KeyNames names, const StreamFunction& stream) {
    RequireOpen();
    Directory& folder = top_.Make(records_, directory);
    names.parent = folder.seek();
    names.cycle = folder.NextCycle(names.name);
    Key key = records_.NewKey(names);
    WriteBuffer out(key.Length());
    stream(out);
    records_.Write(key, out.bytes());
    folder.AddKey(key);
    if (const auto* layout = FindLayout(names.class_name)) classes_.insert(layout->name);
    return key.cycle;
  }

  RecordPlace WriteStreamerInfos() {
    const auto* copied = copied_.empty() ? nullptr : &copied_.Base(classes_);
    if (existing_) return existing_->WriteStreamerInfos(records_, classes_, top_.seek());
    if (copied != nullptr && copied->info_record)
      return AddStreamerInfos(*copied->info_record, copied->infos, records_, classes_, top_.seek());
    Key key = records_.NewKey({"TList", "StreamerInfo", "Doubly linked list", top_.seek()});
    WriteBuffer out(key.Length());
    StreamStreamerInfos(out, classes_);
    records_.Write(key, out.bytes());
    return {key.seek, key.total_bytes};
  }

  std::string path_;
  std::unique_ptr<ExistingFile> existing_;  ///< of a file that is added to
  RecordWriter records_;
  Directory top_;
  std::vector<std::unique_ptr<TreeBuilder>> trees_;
  std::vector<std::unique_ptr<NtupleBuilder>> ntuples_;
  std::vector<std::unique_ptr<TreeUpdate>> updates_;
  std::set<std::string_view> classes_;
  CopiedClasses copied_;
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

std::unique_ptr<OutputFile> OutputFile::Update(const std::string& path, Compression compression) {
  return std::make_unique<rootwrite::RootOutputFile>(
      std::make_unique<rootwrite::ExistingFile>(path), compression);
}

}  // namespace TMVA::inline standalone
