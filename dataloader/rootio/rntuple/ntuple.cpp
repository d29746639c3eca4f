// An RNTuple of a file as a ColumnSource.
#include "dataloader/rootio/rntuple/ntuple.h"

#include <set>

#include <TMVA/Error.h>

#include "dataloader/rootio/rntuple/ntuple_cursor.h"

namespace TMVA::inline standalone::rootio {
namespace {

class FileRNTuple final : public RNTuple, public std::enable_shared_from_this<FileRNTuple> {
 public:
  FileRNTuple(std::shared_ptr<const File> file, const RawFile& raw, std::string path,
              NtupleData data)
      : file_(std::move(file)), raw_(raw), path_(std::move(path)), data_(std::move(data)) {
    for (const auto& layout : data_.layouts) infos_.push_back(layout.info);
    for (const auto& stored : data_.metadata.stored) Add(stored, total_);
  }

  const std::string& Name() const override { return path_; }
  const std::string& Title() const override { return data_.metadata.description; }
  const std::string& FilePath() const override { return raw_.Path(); }
  std::int64_t CompressedBytes() const override { return total_.compressed; }
  std::int64_t UncompressedBytes() const override { return total_.uncompressed; }

  StoredBytes BytesOf(std::size_t column) const override {
    const auto& layout = data_.layouts.at(column);
    std::set<std::uint32_t> columns(layout.values.begin(), layout.values.end());
    for (const auto& step : layout.steps) columns.insert(step.index.begin(), step.index.end());
    StoredBytes sum;
    for (const auto number : columns) Add(data_.metadata.stored[number], sum);
    return sum;
  }

  std::string Description() const override { return raw_.Path() + ":" + path_; }
  std::vector<std::string> Files() const override { return {raw_.Path()}; }
  std::int64_t NumEntries() const override { return data_.metadata.entries; }
  const std::vector<ColumnInfo>& Columns() const override { return infos_; }

  std::vector<EntryRange> Clusters() const override {
    std::vector<EntryRange> clusters;
    for (const auto& cluster : data_.metadata.clusters) clusters.push_back(cluster.entries);
    return clusters;
  }

  std::vector<std::int64_t> PieceStarts(std::size_t column) const override {
    const auto& layout = data_.layouts.at(column);
    std::int64_t repetitions = 1;  // stored elements an entry
    const Representations* elements = &layout.values;
    for (const auto& step : layout.steps) {
      if (!step.index.empty()) {
        elements = &step.index;
        break;
      }
      if (__builtin_mul_overflow(repetitions, step.repetitions, &repetitions)) repetitions = 0;
    }
    std::vector<std::int64_t> starts;
    for (const auto& cluster : data_.metadata.clusters) {
      starts.push_back(cluster.entries.begin);
      for (const auto number : *elements) {
        if (number >= cluster.columns.size() || cluster.columns[number].suppressed) continue;
        for (const auto& page : data_.metadata.PagesOf(cluster.columns[number])) {
          const auto first = repetitions > 0 ? page.first / repetitions : 0;
          if (first > 0 && first < cluster.entries.size()) {
            const auto entry = cluster.entries.begin + first;
            if (entry > starts.back()) starts.push_back(entry);
          }
        }
        break;
      }
    }
    return starts;
  }

  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    for (const auto column : columns)
      if (column >= infos_.size())
        throw DataError(Description() + ": there is no column " + std::to_string(column) + " of " +
                        std::to_string(infos_.size()));
    return std::make_unique<NtupleCursor>(shared_from_this(), raw_, data_, columns);
  }

 private:
  /// A sum that stays where it is when a damaged file claims more than there can be.
  static void Add(const StoredBytes& part, StoredBytes& sum) {
    StoredBytes next;
    if (!__builtin_add_overflow(sum.compressed, part.compressed, &next.compressed) &&
        !__builtin_add_overflow(sum.uncompressed, part.uncompressed, &next.uncompressed))
      sum = next;
  }

  std::shared_ptr<const File> file_;
  const RawFile& raw_;
  std::string path_;
  NtupleData data_;
  std::vector<ColumnInfo> infos_;
  StoredBytes total_;
};

}  // namespace

std::shared_ptr<const RNTuple> OpenNtuple(std::shared_ptr<const File> file, const RawFile& raw,
                                          std::string path, const Record& anchor) {
  NtupleData data;
  data.metadata = ReadNtupleMetadata(raw, anchor);
  data.layouts = MakeFieldLayouts(data.metadata.schema);
  return std::make_shared<FileRNTuple>(std::move(file), raw, std::move(path), std::move(data));
}

}  // namespace TMVA::inline standalone::rootio
