// Clusters, metadata and the anchor of an RNTuple.
#include "dataloader/rootio/rntuple/write_ntuple.h"

#include <TMVA/Error.h>
#include <xxhash.h>

#include <algorithm>
#include <set>

#include "dataloader/rootio/write_layout.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int64_t kClusterBytes = 64'000'000;  // before compression
constexpr std::int64_t kStepEntries = 1024;
constexpr std::size_t kBufferBytes = std::size_t{64} << 20;  // of all pages that are being filled
constexpr std::size_t kSmallestPage = std::size_t{64} << 10, kLargestPage = std::size_t{1} << 20;
constexpr std::int64_t kLargestRecord = std::int64_t{1} << 30;

void PutLocator(FrameBuffer& out, BlobLocator at) {
  out.Put(static_cast<std::int32_t>(at.bytes));
  out.Put(at.offset);
}

void PutEmptyList(FrameBuffer& out) { out.End(out.BeginList(0)); }

}  // namespace

NtupleBuilder::NtupleBuilder(RecordWriter& records, Directory& directory, std::string_view name,
                             std::string_view description, std::vector<ColumnInfo> fields,
                             const TreeOptions& options)
    : records_(records),
      directory_(directory),
      name_(name),
      description_(description),
      compressor_(options.compression.value_or(records.compressor().compression())),
      blobs_(records, compressor_, directory.seek()) {
  if (!options.friends.empty()) throw DataError("RNTuple '" + name_ + "': only trees have friends");
  std::set<std::string, std::less<>> names;
  for (auto& info : fields) {
    if (!names.insert(info.name).second)
      throw DataError("RNTuple '" + name_ + "': field '" + info.name + "' appears twice");
    fields_.emplace_back(std::move(info), compressor_.Setting() != 0, name_);
  }
  PlanClusters(options.cluster_entries);
}

void NtupleBuilder::PlanClusters(std::int64_t wanted_entries) {
  if (wanted_entries < 0)
    throw OptionError("RNTuple '" + name_ + "': clusters of " + std::to_string(wanted_entries) +
                      " entries");
  std::size_t columns = 0;
  std::int64_t entry_bytes = 0;
  bool has_lists = false;
  for (auto& field : fields_) {
    columns += field.columns().size();
    entry_bytes += field.entry_bytes();
    has_lists = has_lists || field.has_lists();
  }
  const auto page =
      std::clamp(kBufferBytes / std::max<std::size_t>(1, columns), kSmallestPage, kLargestPage);
  for (auto& field : fields_)
    for (auto& column : field.columns()) column.SetPageBytes(page);
  if (wanted_entries > 0) {
    step_entries_ = wanted_entries;
  } else if (has_lists) {
    step_entries_ = kStepEntries;
    least_bytes_ = kClusterBytes;
  } else {
    step_entries_ =
        std::max<std::int64_t>(1, kClusterBytes / std::max<std::int64_t>(1, entry_bytes));
  }
}

void NtupleBuilder::Append(std::span<const ColumnView> columns, std::int64_t entries) {
  if (closed_) throw Error("RNTuple '" + name_ + "': its file is closed");
  if (failed_) throw Error("RNTuple '" + name_ + "': an earlier error left it incomplete");
  if (entries < 0)
    throw DataError("RNTuple '" + name_ + "': cannot append " + std::to_string(entries) +
                    " entries");
  if (columns.size() != fields_.size())
    throw DataError("RNTuple '" + name_ + "': " + std::to_string(columns.size()) +
                    " columns given, expected one for each of its " +
                    std::to_string(fields_.size()) + " fields");
  for (std::size_t i = 0; i < columns.size(); ++i) fields_[i].Check(columns[i], entries);
  failed_ = true;  // until all fields have taken the entries
  for (std::int64_t done = 0; done < entries;) {
    const auto room = step_entries_ - (entries_ - cluster_first_) % step_entries_;
    const auto count = std::min(room, entries - done);
    for (std::size_t i = 0; i < columns.size(); ++i)
      cluster_bytes_ += fields_[i].Append(blobs_, columns[i], {done, done + count});
    entries_ += count;
    done += count;
    if (count == room && cluster_bytes_ >= least_bytes_) EndCluster();
  }
  failed_ = false;
}

void NtupleBuilder::EndCluster() {
  if (entries_ == cluster_first_) return;
  const auto summary = summaries_.BeginRecord();
  summaries_.Put(cluster_first_);
  summaries_.Put(entries_ - cluster_first_);
  summaries_.End(summary);
  std::size_t columns = 0;
  for (auto& field : fields_) columns += field.columns().size();
  const auto list = pages_.BeginList(columns);
  for (auto& field : fields_) field.EndCluster(blobs_, pages_);
  pages_.End(list);
  ++clusters_;
  cluster_first_ = entries_;
  cluster_bytes_ = 0;
}

FrameBuffer NtupleBuilder::Header() const {
  FrameBuffer out;
  out.Put<std::uint64_t>(0);  // feature flags
  out.PutText(name_);
  out.PutText(description_);
  out.PutText("tmva");
  std::size_t field_count = 0, column_count = 0;
  for (const auto& field : fields_) {
    field_count += field.NumFields();
    column_count += field.columns().size();
  }
  const auto fields = out.BeginList(field_count);
  std::uint32_t id = 0;
  for (const auto& field : fields_) id = field.DescribeFields(out, id);
  out.End(fields);
  const auto columns = out.BeginList(column_count);
  id = 0;
  for (const auto& field : fields_) {
    field.DescribeColumns(out, id);
    id += field.NumFields();
  }
  out.End(columns);
  PutEmptyList(out);  // columns of projected fields
  PutEmptyList(out);  // descriptions of streamed classes
  return out;
}

FrameBuffer NtupleBuilder::PageList(std::uint64_t header_checksum) const {
  FrameBuffer out;
  out.Put(header_checksum);
  const auto summaries = out.BeginList(clusters_);
  out.PutBytes(summaries_.bytes());
  out.End(summaries);
  const auto pages = out.BeginList(clusters_);
  out.PutBytes(pages_.bytes());
  out.End(pages);
  return out;
}

FrameBuffer NtupleBuilder::Footer(std::uint64_t header_checksum, std::size_t list_length,
                                  BlobLocator list) const {
  FrameBuffer out;
  out.Put<std::uint64_t>(0);  // feature flags
  out.Put(header_checksum);
  const auto extension = out.BeginRecord();
  for (int i = 0; i < 4; ++i) PutEmptyList(out);  // as in the header: nothing came later
  out.End(extension);
  const auto groups = out.BeginList(1);
  const auto group = out.BeginRecord();
  out.Put<std::uint64_t>(0);  // first entry
  out.Put(entries_);
  out.Put(static_cast<std::uint32_t>(clusters_));
  out.Put(static_cast<std::uint64_t>(list_length));
  PutLocator(out, list);
  out.End(group);
  out.End(groups);
  return out;
}

void NtupleBuilder::Close() {
  if (failed_) throw Error("RNTuple '" + name_ + "': an earlier error left it incomplete");
  closed_ = true;
  EndCluster();
  const auto header = MakeEnvelope(1, Header());
  const auto checksum = ChecksumOf(header);
  const auto header_at = blobs_.WriteEnvelope(header);
  const auto list = MakeEnvelope(3, PageList(checksum));
  const auto list_at = blobs_.WriteEnvelope(list);
  const auto footer = MakeEnvelope(2, Footer(checksum, list.size(), list_at));
  const auto footer_at = blobs_.WriteEnvelope(footer);

  Key key =
      records_.NewKey({"ROOT::RNTuple", name_, "", directory_.seek(), directory_.NextCycle(name_)});
  WriteBuffer out(key.Length());
  const auto start = out.BeginObject(VersionOf("ROOT::RNTuple"));
  const auto members = out.bytes().size();
  for (const std::uint16_t version : {1, 0, 0, 0}) out.Put(version);  // epoch, major, minor, patch
  for (const auto& [at, length] :
       {std::pair(header_at, header.size()), std::pair(footer_at, footer.size())}) {
    out.Put(at.offset);
    out.Put(at.bytes);
    out.Put(static_cast<std::uint64_t>(length));
  }
  out.Put(kLargestRecord);
  const std::uint64_t anchor_checksum =
      XXH3_64bits(out.bytes().data() + members, out.bytes().size() - members);
  out.EndObject(start);
  out.Put(anchor_checksum);
  records_.Write(key, out.bytes(), RecordWriter::Store::kRaw);
  directory_.AddKey(key);
}

}  // namespace TMVA::inline standalone::rootwrite
