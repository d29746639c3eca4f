// What an RNTuple's anchor, header, footer and page lists say.
#include "dataloader/rootio/rntuple/metadata.h"

#include <xxhash.h>

#include <algorithm>
#include <limits>
#include <set>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct Anchor {
  Locator header, footer;
  std::uint64_t header_length = 0, footer_length = 0;
  std::int64_t largest_record = 0;
};

Anchor ReadAnchor(const Record& record) {
  constexpr std::size_t kMembers = 64, kVersionAt = 4;
  ByteReader reader(record.payload, record.origin);
  if (record.key.class_name != "ROOT::RNTuple")
    reader.Fail("RNTuple of a format older than its first release, which cannot be read");
  reader.Skip(kVersionAt);
  reader.Read<std::uint16_t>();  // of the class
  const auto start = reader.Position();
  if (const auto epoch = reader.Read<std::uint16_t>(); epoch != 1)
    reader.Fail("RNTuple of format epoch " + std::to_string(epoch) + ", expected 1");
  reader.Skip(6);  // major, minor, patch
  Anchor anchor;
  const auto read = [&](Locator& locator, std::uint64_t& length) {
    locator.offset = reader.Read<std::int64_t>();
    locator.bytes = reader.Read<std::int64_t>();
    length = reader.Read<std::uint64_t>();
    if (locator.offset < 0 || locator.bytes < 0) reader.Fail("anchor with a negative position");
  };
  read(anchor.header, anchor.header_length);
  read(anchor.footer, anchor.footer_length);
  anchor.largest_record = reader.Read<std::int64_t>();
  if (anchor.largest_record <= 0) anchor.largest_record = kMost;  // nothing is split
  const auto checksum = reader.Read<std::uint64_t>();
  if (XXH3_64bits(record.payload.data() + start, kMembers) != checksum)
    reader.Fail("damaged: checksum of the anchor differs");
  return anchor;
}

class MetadataReader {
 public:
  MetadataReader(const RawFile& file, const Record& record)
      : file_(file), anchor_(ReadAnchor(record)) {}

  NtupleMetadata Read() {
    out_.largest_record = anchor_.largest_record;
    ReadHeader();
    ReadFooter();
    out_.stored.resize(out_.schema.columns.size());
    for (const auto& [at, length] : page_lists_) ReadPageList(at, length);
    FinishClusters();
    return std::move(out_);
  }

 private:
  void ReadHeader() {
    const auto envelope = Load(anchor_.header, anchor_.header_length, EnvelopeType::kHeader);
    header_checksum_ = envelope.checksum;
    auto reader = envelope.Payload();
    reader.FeatureFlags();
    out_.name = reader.Text();
    out_.description = reader.Text();
    reader.Text();  // who wrote it
    out_.schema.Extend(reader);
  }

  void ReadFooter() {
    const auto envelope = Load(anchor_.footer, anchor_.footer_length, EnvelopeType::kFooter);
    auto reader = envelope.Payload();
    reader.FeatureFlags();
    CheckHeader(reader);
    auto extension = reader.Record();
    if (extension.Remaining() > 0) out_.schema.Extend(extension);
    std::size_t groups = 0;
    std::set<std::int64_t> seen;
    auto list = reader.List(8, groups);
    for (std::size_t i = 0; i < groups; ++i) {
      auto group = list.Record();
      group.Skip(20);  // first entry, entries, clusters: the page list says it all
      const auto length = group.Little<std::uint64_t>();
      const auto at = group.ReadLocator();
      // Few bytes could stand for any number of clusters.
      if (!seen.insert(at.offset).second) group.Fail("page list that is named twice");
      page_lists_.emplace_back(at, length);
    }
  }

  void ReadPageList(Locator at, std::uint64_t length) {
    constexpr std::uint64_t kEntriesMask = (std::uint64_t{1} << 56) - 1;
    const auto envelope = Load(at, length, EnvelopeType::kPageList);
    auto reader = envelope.Payload();
    CheckHeader(reader);
    std::size_t summaries = 0, clusters = 0;
    auto summary_list = reader.List(24, summaries);
    auto cluster_list = reader.List(12, clusters);
    if (summaries != clusters)
      reader.Fail("pages of " + std::to_string(clusters) + " clusters, expected " +
                  std::to_string(summaries));
    for (std::size_t i = 0; i < clusters; ++i) {
      auto summary = summary_list.Record();
      const auto first = summary.Little<std::int64_t>();
      const auto word = summary.Little<std::uint64_t>();
      if ((word & ~kEntriesMask) != 0) summary.Fail("cluster of a kind that is not known");
      const auto entries = static_cast<std::int64_t>(word & kEntriesMask);
      if (first < 0 || first > kMost - entries) summary.Fail("cluster beyond all entries");
      NtupleCluster cluster;
      cluster.entries = {first, first + entries};
      ReadColumns(cluster_list, cluster);
      if (entries > 0) out_.clusters.push_back(std::move(cluster));
    }
  }

  void ReadColumns(EnvelopeReader& reader, NtupleCluster& cluster) {
    std::size_t count = 0;
    auto list = reader.List(20, count);
    if (count > out_.schema.columns.size())
      list.Fail("pages of " + std::to_string(count) + " columns, expected " +
                std::to_string(out_.schema.columns.size()));
    cluster.columns.resize(count);
    for (std::size_t i = 0; i < count; ++i) ReadPages(list, i, cluster.columns[i]);
  }

  void ReadPages(EnvelopeReader& reader, std::size_t column, NtuplePageList& out) {
    std::size_t count = 0;
    auto list = reader.List(16, count);
    const auto bits = std::int64_t{out_.schema.columns[column].bits};
    auto& stored = out_.stored[column];
    out.begin = out_.pages.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto word = std::int64_t{list.Little<std::int32_t>()};
      const auto elements = word < 0 ? -word : word;
      const auto locator = list.ReadLocator();
      // Sums stay in range: elements are 31 bits, and there are fewer than 2^32 pages.
      out_.pages.push_back({out.elements, locator.offset, locator.bytes, word < 0});
      out.elements += elements;
      if (locator.bytes > file_.Size()) list.Fail("page that is longer than the file");
      if (__builtin_add_overflow(stored.compressed, locator.bytes, &stored.compressed) ||
          __builtin_add_overflow(stored.uncompressed, (elements * bits + 7) / 8,
                                 &stored.uncompressed))
        list.Fail("pages that are longer than any file");
    }
    out.end = out_.pages.size();
    out.suppressed = list.Little<std::int64_t>() < 0;
  }

  /// Clusters must cover all entries, each once.
  void FinishClusters() {
    auto& clusters = out_.clusters;
    std::stable_sort(clusters.begin(), clusters.end(), [](const auto& a, const auto& b) {
      return a.entries.begin < b.entries.begin;
    });
    for (const auto& cluster : clusters) {
      if (cluster.entries.begin != out_.entries)
        Fail({file_.Path(), anchor_.footer.offset, "RNTuple " + out_.name},
             "a cluster starts with entry " + std::to_string(cluster.entries.begin) +
                 ", expected " + std::to_string(out_.entries));
      out_.entries = cluster.entries.end;
    }
  }

  Envelope Load(Locator at, std::uint64_t length, EnvelopeType type) const {
    return ReadEnvelope(file_, at, length, anchor_.largest_record, type);
  }

  void CheckHeader(EnvelopeReader& reader) const {
    if (reader.Little<std::uint64_t>() != header_checksum_)
      reader.Fail("belongs to another RNTuple: checksum of the header differs");
  }

  const RawFile& file_;
  Anchor anchor_;
  std::uint64_t header_checksum_ = 0;
  std::vector<std::pair<Locator, std::uint64_t>> page_lists_;
  NtupleMetadata out_;
};

}  // namespace

NtupleMetadata ReadNtupleMetadata(const RawFile& file, const Record& anchor) {
  return MetadataReader(file, anchor).Read();
}

}  // namespace TMVA::inline standalone::rootio
