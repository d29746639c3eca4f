// Clusters, and the TTree record.
#include "dataloader/rootio/write_tree.h"

#include <TMVA/Error.h>

#include <algorithm>

#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int64_t kClusterBytes = 30'000'000;  // uncompressed, as ROOT's default
constexpr std::int64_t kBufferBytes = 8'000'000;    // of all baskets together, for usual trees
constexpr std::int64_t kSmallestBasket = 16'000, kLargestBasket = 256'000;
constexpr std::int64_t kNoLimit = 1'000'000'000'000;

/// Ranges of clusters of equal size, and the size of those behind the last range.
struct ClusterRanges {
  std::vector<std::int64_t> ends, sizes;
  std::int64_t last_size = 1;
};

ClusterRanges RangesOf(std::span<const std::int64_t> cluster_ends) {
  ClusterRanges ranges;
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < cluster_ends.size(); ++i) {
    const auto size = cluster_ends[i] - begin;
    const bool rest = i + 1 == cluster_ends.size() && size < ranges.last_size;
    if (i > 0 && size != ranges.last_size && !rest) {
      ranges.ends.push_back(begin - 1);
      ranges.sizes.push_back(ranges.last_size);
    }
    if (!rest) ranges.last_size = size;
    begin = cluster_ends[i];
  }
  return ranges;
}

void StreamFriends(WriteBuffer& out, std::span<const FriendInfo> friends) {
  if (friends.empty()) return out.PutNullPointer();
  const auto pointer = out.BeginPointer("TList");
  const auto list = BeginList(out, friends.size());
  for (const auto& other : friends) {
    const auto item = out.BeginPointer("TFriendElement");
    const auto object = out.BeginObject(VersionOf("TFriendElement"));
    const auto name = other.tree.substr(other.tree.rfind('/') + 1);
    StreamNamed(out, other.alias.empty() ? name : other.alias, other.file);
    out.PutString(other.tree);
    out.Put<std::uint8_t>(0);  // the tree does not own the file
    out.EndObject(object);
    out.EndObject(item);
    EndListItem(out);
  }
  out.EndObject(list);
  out.EndObject(pointer);
}

}  // namespace

TreeBuilder::TreeBuilder(RecordWriter& records, Directory& directory, std::string_view name,
                         std::string_view title, std::vector<BranchSpec> branches,
                         const TreeOptions& options)
    : records_(records),
      directory_(directory),
      name_(name),
      title_(title),
      options_(options),
      branches_(std::move(branches), name_) {
  if (options_.cluster_entries < 0 || options_.cluster_entries > kNoLimit)
    throw OptionError("tree '" + name_ + "': cluster_entries is " +
                      std::to_string(options_.cluster_entries) + ", expected 0 to " +
                      std::to_string(kNoLimit));
  for (const auto& other : options_.friends)
    if (other.tree.empty())
      throw DataError("tree '" + name_ + "': friend '" + other.alias + "' names no tree");
  if (options_.compression) own_compressor_.emplace(*options_.compression);
  PlanClusters();
}

void TreeBuilder::PlanClusters() {
  cluster_entries_ = options_.cluster_entries;
  std::int64_t entry_bytes = 0;
  bool fixed = true;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    fixed &= branches_[i].kind() == BranchKind::kFixed;
    entry_bytes += branches_[i].EntryBytes();
  }
  if (cluster_entries_ == 0 && fixed)
    cluster_entries_ =
        std::max<std::int64_t>(1, kClusterBytes / std::max<std::int64_t>(1, entry_bytes));
  const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(branches_.size()));
  const auto target = std::clamp(kBufferBytes / count, kSmallestBasket, kLargestBasket);
  for (std::size_t i = 0; i < branches_.size(); ++i)
    branches_[i].PlanBaskets(target, cluster_entries_);
}

Compressor& TreeBuilder::compressor() {
  return own_compressor_ ? *own_compressor_ : records_.compressor();
}

BasketTarget TreeBuilder::Target() { return {records_, compressor(), directory_.seek()}; }

/// True when the current cluster needs no more than `entries` entries, which take `bytes`. Clusters
/// of lists get as many entries as the one before unless these take far less or more than usual.
bool TreeBuilder::IsFull(std::int64_t entries, std::int64_t bytes) const {
  if (cluster_entries_ > 0) return entries >= cluster_entries_;
  if (clusters_.empty()) return bytes >= kClusterBytes;
  const auto before =
      clusters_.back() - (clusters_.size() > 1 ? clusters_[clusters_.size() - 2] : 0);
  return bytes >= 2 * kClusterBytes || (entries >= before && bytes >= kClusterBytes / 2);
}

void TreeBuilder::EndCluster() {
  branches_.Flush(Target());
  if (entries_ > (clusters_.empty() ? 0 : clusters_.back())) clusters_.push_back(entries_);
  cluster_bytes_ = 0;
}

void TreeBuilder::Append(std::span<const ColumnView> given, std::int64_t entries) {
  if (closed_) throw Error("tree '" + name_ + "': its file is closed");
  if (failed_) throw Error("tree '" + name_ + "': an earlier error left it incomplete");
  const auto items = branches_.InItems(given);
  const auto columns = items.views();
  branches_.Check(columns, entries);
  failed_ = true;  // until all branches have taken the entries
  for (std::int64_t done = 0; done < entries;) {
    const auto pending = entries_ - (clusters_.empty() ? 0 : clusters_.back());
    const auto bytes_of = [&](std::int64_t count) {
      return cluster_bytes_ + branches_.StoredBytes(columns, done, count);
    };
    const auto count = FirstCount(
        entries - done, [&](std::int64_t more) { return IsFull(pending + more, bytes_of(more)); });
    branches_.Append(Target(), columns, done, count);
    cluster_bytes_ = bytes_of(count);
    entries_ += count;
    done += count;
    if (IsFull(pending + count, cluster_bytes_)) EndCluster();
  }
  failed_ = false;
}

void TreeBuilder::AddClasses(std::set<std::string_view>& classes) const {
  classes.insert("TTree");
  if (!options_.friends.empty()) classes.insert("TFriendElement");
  for (std::size_t i = 0; i < branches_.size(); ++i) AddClassesOf(branches_[i], classes);
}

void TreeBuilder::Close() {
  if (failed_) throw Error("tree '" + name_ + "': an earlier error left it incomplete");
  EndCluster();
  Key key =
      records_.NewKey({"TTree", name_, title_, directory_.seek(), directory_.NextCycle(name_)});
  WriteBuffer out(key.Length());
  Stream(out);
  records_.Write(key, out.bytes());
  directory_.AddKey(key);
  closed_ = true;
}

void TreeBuilder::Stream(WriteBuffer& out) {
  std::int64_t total = 0, zipped = 0;
  for (std::size_t i = 0; i < branches_.size(); ++i) {
    total += branches_[i].total_bytes();
    zipped += branches_[i].zipped_bytes();
  }
  const auto clusters = RangesOf(clusters_);
  const auto start = out.BeginObject(VersionOf("TTree"));
  StreamNamed(out, name_, title_);
  StreamAttLine(out);
  StreamAttFill(out);
  StreamAttMarker(out);
  out.Put(entries_);
  out.Put(total);
  out.Put(zipped);
  out.Put<std::int64_t>(0);                          // autosaved bytes
  out.Put(zipped);                                   // flushed bytes
  out.Put<double>(1);                                // weight
  for (const std::int32_t value : {0, 25, 0, 1000})  // timer, scan, update, offset length
    out.Put(value);
  out.Put(static_cast<std::int32_t>(clusters.ends.size()));
  for (const std::int64_t value : {kNoLimit, kNoLimit, std::int64_t{0}, std::int64_t{-300'000'000},
                                   clusters.last_size, std::int64_t{1'000'000}})
    out.Put(value);  // entries, entries to loop over, virtual size, autosave, autoflush, estimate
  out.PutCountedArray(std::span<const std::int64_t>(clusters.ends));
  out.PutCountedArray(std::span<const std::int64_t>(clusters.sizes));
  StreamIoFeatures(out);
  LeafTags tags;
  const auto branches = BeginObjArray(out, branches_.size());
  for (std::size_t i = 0; i < branches_.size(); ++i)
    StreamBranch(out, branches_[i], compressor().Setting(), tags);
  out.EndObject(branches);
  const auto leaves = BeginObjArray(out, tags.all.size());
  for (const auto tag : tags.all) out.Put(tag);
  out.EndObject(leaves);
  out.PutNullPointer();      // aliases
  out.Put<std::int32_t>(0);  // index values
  out.Put<std::int32_t>(0);  // index
  out.PutNullPointer();      // tree index
  StreamFriends(out, options_.friends);
  out.PutNullPointer();  // user info
  out.PutNullPointer();  // branch references
  out.EndObject(start);
}

}  // namespace TMVA::inline standalone::rootwrite
