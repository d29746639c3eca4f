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

std::int64_t CeilDivide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

TreeBuilder::TreeBuilder(RecordWriter& records, Directory& directory, std::string_view name,
                         std::string_view title, std::vector<BranchSpec> branches)
    : records_(records), directory_(directory), name_(name), title_(title) {
  std::set<std::string, std::less<>> names;
  for (auto& spec : branches) {
    if (!names.insert(spec.name).second)
      throw DataError("tree '" + name_ + "': branch '" + spec.name + "' appears twice");
    leaves_ += spec.leaves.size();
    branches_.emplace_back(std::move(spec), name_);
  }
  PlanClusters();
}

void TreeBuilder::PlanClusters() {
  std::int64_t entry_bytes = 0;
  for (const auto& branch : branches_) entry_bytes += branch.EntryBytes();
  cluster_entries_ =
      std::max<std::int64_t>(1, kClusterBytes / std::max<std::int64_t>(1, entry_bytes));
  const auto count = std::max<std::int64_t>(1, static_cast<std::int64_t>(branches_.size()));
  const auto target = std::clamp(kBufferBytes / count, kSmallestBasket, kLargestBasket);
  for (auto& branch : branches_) {
    // Equal baskets within a cluster instead of full ones and a small rest.
    const auto baskets = CeilDivide(cluster_entries_ * branch.EntryBytes(), target);
    branch.SetBasketLimit(CeilDivide(cluster_entries_, std::max<std::int64_t>(1, baskets)), target);
  }
}

void TreeBuilder::CheckBlock(std::span<const ColumnView> columns, std::int64_t entries) const {
  const auto fail = [&](const std::string& what) {
    throw DataError("tree '" + name_ + "': " + what);
  };
  if (entries < 0) fail("cannot append " + std::to_string(entries) + " entries");
  if (columns.size() != leaves_)
    fail(std::to_string(columns.size()) + " columns given, expected one for each of its " +
         std::to_string(leaves_) + " leaves");
  std::size_t column = 0;
  for (const auto& branch : branches_) {
    for (const auto& leaf : branch.spec().leaves) {
      const auto& view = columns[column++];
      const std::size_t levels = leaf.is_string ? 1 : 0;
      if (view.offsets.size() != levels)
        fail("lists of " + std::to_string(view.offsets.size()) + " levels given for leaf '" +
             leaf.name + "', expected " + std::to_string(levels));
      if (levels > 0 && static_cast<std::int64_t>(view.offsets[0].size()) != entries + 1)
        fail(std::to_string(view.offsets[0].size()) + " offsets given for leaf '" + leaf.name +
             "', expected " + std::to_string(entries + 1));
      if (view.values == nullptr && entries > 0 && (levels == 0 || view.offsets[0].back() > 0))
        fail("no values given for leaf '" + leaf.name + "'");
    }
  }
}

void TreeBuilder::Append(std::span<const ColumnView> columns, std::int64_t entries) {
  if (closed_) throw Error("tree '" + name_ + "': its file is closed");
  if (failed_) throw Error("tree '" + name_ + "': an earlier error left it incomplete");
  CheckBlock(columns, entries);
  failed_ = true;  // until all branches have taken the entries
  std::int64_t done = 0;
  while (done < entries) {
    const auto room = cluster_entries_ - entries_ % cluster_entries_;
    const auto count = std::min(room, entries - done);
    std::size_t column = 0;
    for (auto& branch : branches_) {
      const auto leaves = branch.spec().leaves.size();
      branch.Append(records_, directory_.seek(),
                    {columns.subspan(column, leaves), done, count});
      if (count == room) branch.Flush(records_, directory_.seek());
      column += leaves;
    }
    entries_ += count;
    done += count;
  }
  failed_ = false;
}

void TreeBuilder::AddClasses(std::set<std::string_view>& classes) const {
  classes.insert({"TTree", "TBranch", "TLeaf"});
  for (const auto& branch : branches_)
    for (const auto& leaf : branch.spec().leaves) classes.insert(TypeOf(leaf).class_name);
}

void TreeBuilder::Close() {
  if (failed_) throw Error("tree '" + name_ + "': an earlier error left it incomplete");
  for (auto& branch : branches_) branch.Flush(records_, directory_.seek());
  Key key =
      records_.NewKey({"TTree", name_, title_, directory_.seek(), directory_.NextCycle(name_)});
  WriteBuffer out(key.Length());
  Stream(out);
  records_.Write(key, out.bytes());
  directory_.AddKey(key);
  closed_ = true;
}

void TreeBuilder::Stream(WriteBuffer& out) const {
  std::int64_t total = 0, zipped = 0;
  for (const auto& branch : branches_) {
    total += branch.total_bytes();
    zipped += branch.zipped_bytes();
  }
  const auto start = out.BeginObject(VersionOf("TTree"));
  StreamNamed(out, name_, title_);
  StreamAttLine(out);
  StreamAttFill(out);
  StreamAttMarker(out);
  out.Put(entries_);
  out.Put(total);
  out.Put(zipped);
  out.Put<std::int64_t>(0);                             // autosaved bytes
  out.Put(zipped);                                      // flushed bytes
  out.Put<double>(1);                                   // weight
  for (const std::int32_t value : {0, 25, 0, 1000, 0})  // timer, scan, update, offset length,
    out.Put(value);                                     // no change of the cluster size
  for (const std::int64_t value : {kNoLimit, kNoLimit, std::int64_t{0}, std::int64_t{-300'000'000},
                                   cluster_entries_, std::int64_t{1'000'000}})
    out.Put(value);  // entries, entries to loop over, virtual size, autosave, autoflush, estimate
  out.PutCountedArray(std::span<const std::int64_t>());  // ends and sizes of cluster ranges
  out.PutCountedArray(std::span<const std::int64_t>());
  StreamIoFeatures(out);
  std::vector<std::uint32_t> leaf_tags;
  const auto branches = BeginObjArray(out, branches_.size());
  for (const auto& branch : branches_)
    StreamBranch(out, branch, records_.compressor().Setting(), leaf_tags);
  out.EndObject(branches);
  const auto leaves = BeginObjArray(out, leaf_tags.size());
  for (const auto tag : leaf_tags) out.Put(tag);
  out.EndObject(leaves);
  out.PutNullPointer();      // aliases
  out.Put<std::int32_t>(0);  // index values
  out.Put<std::int32_t>(0);  // index
  out.PutNullPointer();      // tree index
  out.PutNullPointer();      // friends
  out.PutNullPointer();      // user info
  out.PutNullPointer();      // branch references
  out.EndObject(start);
}

}  // namespace TMVA::inline standalone::rootwrite
