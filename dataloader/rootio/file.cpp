// A ROOT file opened for reading.
#include <charconv>
#include <mutex>
#include <set>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/rootio/directory.h"
#include "dataloader/rootio/file_header.h"
#include "dataloader/rootio/object_decoder.h"
#include "dataloader/rootio/raw_file.h"
#include "dataloader/rootio/recovery.h"
#include "dataloader/rootio/rntuple/ntuple.h"
#include "dataloader/rootio/stored_record.h"
#include "dataloader/rootio/streamer_info.h"
#include "dataloader/rootio/tree.h"

namespace TMVA::inline standalone {
namespace rootio {
namespace {

enum class Wanted { kAnything, kTable };

bool Fits(Wanted wanted, std::string_view class_name) {
  return wanted == Wanted::kAnything || IsTree(class_name) || IsRNTuple(class_name);
}

/// A record with its decoder: what an object's shared_ptr keeps alive.
struct DecodedRecord {
  std::shared_ptr<const File> file;
  Record record;
  std::optional<ObjectDecoder> decoder;
};

class RootFile final : public File {
 public:
  explicit RootFile(std::shared_ptr<const ByteSource> bytes)
      : raw_(std::move(bytes)), header_(ReadFileHeader(raw_)) {
    auto listing = ListOrRecover(raw_, header_);
    entries_ = std::move(listing.entries);
    is_recovered_ = listing.is_recovered;
    for (const auto& [name, key] : entries_) {
      keys_.push_back(
          {name, key.cycle, key.class_name, key.title, key.record_bytes, key.object_bytes});
    }
  }

  const std::string& Path() const override { return raw_.Path(); }
  std::int64_t Size() const override { return raw_.Size(); }
  const std::vector<KeyInfo>& Keys() const override { return keys_; }

  int RootVersion() const override { return header_.version; }
  bool IsRecovered() const override { return is_recovered_; }

  std::shared_ptr<const Table> GetTable(std::string_view name) const override {
    const auto& entry = FindEntry(name, Wanted::kTable);
    if (!Fits(Wanted::kTable, entry.key.class_name)) {
      throw DataError(Path() + ": '" + entry.path + "' is a " + entry.key.class_name +
                      ", expected a TTree or an RNTuple");
    }
    const auto record = Read(entry);
    if (IsRNTuple(entry.key.class_name)) {
      return OpenNtuple(shared_from_this(), raw_, entry.path, record);
    }
    return MakeTree(shared_from_this(), raw_, entry.path, record, Infos());
  }

  std::shared_ptr<const StoredObject> GetObject(std::string_view name) const override {
    const auto& entry = FindEntry(name, Wanted::kAnything);
    if (entry.key.class_name.starts_with("TDirectory")) {
      throw DataError(Path() + ": '" + entry.path + "' is a directory, expected an object");
    }
    auto decoded = std::make_shared<DecodedRecord>();
    decoded->file = shared_from_this();
    decoded->record = Read(entry);
    decoded->decoder.emplace(decoded->record, Infos());
    const auto* object = decoded->decoder->Decode();
    return {std::move(decoded), object};
  }

  const KeyInfo& FindKey(std::string_view name) const override {
    return keys_[static_cast<std::size_t>(&FindEntry(name, Wanted::kAnything) - entries_.data())];
  }

  std::vector<std::byte> ReadObject(std::string_view name) const override {
    return Read(FindEntry(name, Wanted::kAnything)).payload;
  }

  std::shared_ptr<StoredRecord> GetRecord(std::string_view name) const override {
    const auto& infos = Infos();
    return std::make_shared<StoredRecord>(StoredRecord{
        shared_from_this(), Read(FindEntry(name, Wanted::kAnything)), infos, info_record_});
  }

 private:
  Record Read(const DirectoryEntry& entry) const {
    auto record = ReadRecord(raw_, entry.key.seek, entry.key.record_bytes,
                             entry.key.class_name + " " + entry.path);
    // Lists call a TDirectory a TDirectoryFile at times.
    const bool directory = entry.key.class_name.starts_with("TDirectory");
    if (!directory && record.key.class_name != entry.key.class_name) {
      Fail(record.origin, "record is a " + record.key.class_name);
    }
    if (record.key.name != entry.key.name || record.key.cycle != entry.key.cycle ||
        record.key.seek != entry.key.seek || record.key.object_bytes != entry.key.object_bytes) {
      Fail(record.origin, "record is '" + record.key.name + ";" + std::to_string(record.key.cycle) +
                              "', not what the list of keys says");
    }
    return record;
  }

  /// "name" or "name;cycle"; the highest cycle comes first in the list.
  const DirectoryEntry& FindEntry(std::string_view name, Wanted wanted) const {
    auto path = name;
    while (path.starts_with('/')) path.remove_prefix(1);
    int cycle = 0;
    bool any_cycle = true;
    if (const auto mark = path.rfind(';'); mark != std::string_view::npos) {
      const auto digits = path.substr(mark + 1);
      const auto [end, error] = std::from_chars(digits.begin(), digits.end(), cycle);
      any_cycle = error != std::errc() || end != digits.end();
      if (!any_cycle) path = path.substr(0, mark);
    }
    for (const auto& entry : entries_) {
      if (entry.path == path && (any_cycle || entry.key.cycle == cycle)) return entry;
    }
    throw DataError(Missing(std::string(name), wanted));
  }

  std::string Missing(const std::string& name, Wanted wanted) const {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const auto& [path, key] : entries_) {
      if (Fits(wanted, key.class_name) && seen.insert(path).second) names.push_back(path);
    }
    std::string text =
        Path() + ": no " + (wanted == Wanted::kTable ? "tree" : "object") + " '" + name + "'";
    if (const auto hint = DidYouMean(name, names); !hint.empty()) return text + hint;
    if (names.empty()) return text + "; the file holds none";
    constexpr std::size_t kListed = 10;
    text += "; there is ";
    for (std::size_t i = 0; i < names.size() && i < kListed; ++i) {
      text += (i == 0 ? "'" : ", '") + names[i] + "'";
    }
    return text + (names.size() > kListed ? ", ..." : "");
  }

  const StreamerInfos& Infos() const {
    std::call_once(infos_once_, [this] {
      if (header_.seek_info == 0 && header_.info_bytes == 0) return;
      info_record_ = std::make_shared<const Record>(
          ReadRecord(raw_, header_.seek_info, header_.info_bytes, "StreamerInfo"));
      infos_ = StreamerInfos(*info_record_);
    });
    return infos_;
  }

  RawFile raw_;
  FileHeader header_;
  std::vector<DirectoryEntry> entries_;
  bool is_recovered_ = false;
  std::vector<KeyInfo> keys_;
  mutable std::once_flag infos_once_;
  mutable std::shared_ptr<const Record> info_record_;  // read when first needed
  mutable StreamerInfos infos_;
};

}  // namespace
}  // namespace rootio

bool IsTree(std::string_view class_name) {
  return class_name == "TTree" || class_name == "TNtuple" || class_name == "TNtupleD";
}

bool IsRNTuple(std::string_view class_name) {
  return class_name == "ROOT::RNTuple" || class_name == "ROOT::Experimental::RNTuple";
}

std::shared_ptr<const File> File::Open(const std::string& path) {
  return Open(OpenLocalFile(path));
}

std::shared_ptr<const File> File::Open(std::shared_ptr<const ByteSource> bytes) {
  return std::make_shared<rootio::RootFile>(std::move(bytes));
}

std::shared_ptr<const Tree> File::GetTree(std::string_view name) const {
  const auto table = GetTable(name);
  if (auto tree = std::dynamic_pointer_cast<const Tree>(table)) return tree;
  throw DataError(Path() + ": '" + table->Name() + "' is an RNTuple, expected a TTree");
}

std::shared_ptr<const RNTuple> File::GetRNTuple(std::string_view name) const {
  const auto table = GetTable(name);
  if (auto ntuple = std::dynamic_pointer_cast<const RNTuple>(table)) return ntuple;
  throw DataError(Path() + ": '" + table->Name() + "' is a TTree, expected an RNTuple");
}

}  // namespace TMVA::inline standalone
