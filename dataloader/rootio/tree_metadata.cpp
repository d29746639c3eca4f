// What a TTree's record says.
#include "dataloader/rootio/tree_metadata.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include <TMVA/Error.h>

#include "dataloader/rootio/object_decoder.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::int64_t kMostEntries = std::numeric_limits<std::int64_t>::max();

std::int64_t At(std::span<const std::int64_t> values, std::size_t i) {
  return i < values.size() ? values[i] : 0;
}

[[noreturn]] void FailUnknown(const Origin& origin, const Object& object) {
  Fail(origin, "no StreamerInfo for class " + object.class_name + " version " +
                   std::to_string(object.version));
}

class Collector {
 public:
  Collector(const Origin& origin, TreeMetadata& tree) : origin_(origin), tree_(tree) {}

  void Collect(std::span<const Object* const> branches, const std::string& parent = {},
               const std::string& prefix = {}) {
    for (const auto* branch : branches) {
      // A branch that is listed twice (only damaged files do that) counts once.
      if (branch == nullptr || !seen_.insert(branch).second) continue;
      const auto index = tree_.branches.size();
      tree_.branches.push_back(MakeBranch(*branch, parent));
      tree_.branches.back().path = prefix + tree_.branches.back().name;
      branches_[branch] = index;
      objects_.push_back(branch);
      const auto leaves = branch->Items("fLeaves");
      for (std::size_t i = 0; i < leaves.size(); ++i) leaves_[leaves[i]] = {index, i};
      const auto name = tree_.branches.back().name, path = tree_.branches.back().path + "/";
      Collect(branch->Items("fBranches"), name, path);
    }
  }

  /// References between branches and leaves, once all are known.
  void Resolve() {
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      auto& branch = tree_.branches[i];
      const auto counter = branches_.find(objects_[i]->Pointer("fBranchCount"));
      if (counter != branches_.end()) branch.count_branch = counter->second;
      const auto leaves = objects_[i]->Items("fLeaves");
      for (std::size_t k = 0; k < leaves.size(); ++k) {
        const auto* count = leaves[k] == nullptr ? nullptr : leaves[k]->Pointer("fLeafCount");
        if (count == nullptr) continue;
        branch.leaves[k].is_counted = true;
        const auto place = leaves_.find(count);
        if (place != leaves_.end()) branch.leaves[k].count = place->second;
      }
    }
  }

 private:
  static LeafMetadata MakeLeaf(const Object* object) {
    LeafMetadata leaf;
    if (object == nullptr) return leaf;
    leaf.name = object->Text("fName");
    leaf.title = object->Text("fTitle");
    leaf.class_name = object->class_name;
    if (object->Find("fLen") == nullptr) leaf.class_name += " without StreamerInfo";
    leaf.length = object->Integer("fLen", 1);
    leaf.is_unsigned = object->Integer("fIsUnsigned") != 0;
    return leaf;
  }

  BranchMetadata MakeBranch(const Object& object, const std::string& parent) const {
    if (object.Find("fName") == nullptr) FailUnknown(origin_, object);
    BranchMetadata branch;
    branch.name = object.Text("fName");
    branch.title = object.Text("fTitle");
    branch.parent = parent;
    branch.streamed_as = object.class_name;
    branch.class_name = object.Text("fClassName");
    branch.file_name = object.Text("fFileName");
    branch.class_version = static_cast<int>(object.Integer("fClassVersion"));
    branch.element_id = static_cast<int>(object.Integer("fID", -1));
    branch.element_type = static_cast<int>(object.Integer("fType"));
    branch.streamer_type = static_cast<int>(object.Integer("fStreamerType", -1));
    branch.uncompressed_bytes = object.Integer("fTotBytes");
    branch.compressed_bytes = object.Integer("fZipBytes");
    branch.has_children = !object.Items("fBranches").empty();
    for (const auto* leaf : object.Items("fLeaves")) branch.leaves.push_back(MakeLeaf(leaf));
    try {
      IndexBaskets(object, branch.baskets);
    } catch (const FileFormatError& error) {
      branch.baskets.damage = error.what();  // the other branches can still be read
    }
    return branch;
  }

  void IndexBaskets(const Object& object, BasketIndex& index) const {
    const auto entries = object.Integers("fBasketEntry");
    const auto bytes = object.Integers("fBasketBytes");
    const auto seeks = object.Integers("fBasketSeek");
    const auto inside = object.Items("fBaskets");
    const auto written = object.Integer("fWriteBasket");
    const auto limit = std::max(entries.size(), inside.size());
    if (written < 0 || static_cast<std::uint64_t>(written) > limit) {
      Damaged(object, "says that it has " + std::to_string(written) + " baskets");
    }
    const auto count = static_cast<std::size_t>(written);
    // One basket more may lie in the record itself, not yet flushed when that was written.
    for (std::size_t i = 0; i < std::max(count + 1, inside.size()); ++i) {
      const auto* basket = i < inside.size() ? inside[i] : nullptr;
      auto embedded = basket != nullptr && (i >= count || At(seeks, i) == 0)
                          ? ReadEmbeddedBasket(basket->bytes, origin_)
                          : nullptr;
      if (i >= count && !embedded) continue;
      const bool starts_here = i >= entries.size() || entries[i] == index.Entries();
      const auto held = !starts_here ? -1
                        : embedded   ? embedded->entries
                                     : EntriesOf(object, entries, i, count);
      if (held < 0 || held > kMostEntries - index.Entries()) {
        Damaged(object, "has basket entries that do not ascend");
      }
      if (held == 0) continue;
      index.Add(held, At(seeks, i), static_cast<std::int32_t>(At(bytes, i)), std::move(embedded));
    }
    if (Overlap(index)) Damaged(object, "has baskets that overlap");
  }

  /// Whether some bytes of the file are in two baskets: few bytes could stand for any number of
  /// entries.
  static bool Overlap(const BasketIndex& index) {
    std::vector<ByteRange> places;
    for (std::size_t i = 0; i < index.size(); ++i)
      if (!index.embedded[i]) places.push_back({index.seeks[i], index.bytes[i]});
    std::ranges::sort(places, {}, &ByteRange::offset);
    const auto overlap = [](const ByteRange& a, const ByteRange& b) {
      return a.size > 0 &&
             static_cast<std::uint64_t>(b.offset) - static_cast<std::uint64_t>(a.offset) <
                 static_cast<std::uint64_t>(a.size);
    };
    return std::ranges::adjacent_find(places, overlap) != places.end();
  }

  /// Entries of the basket `i` of `count` on disk; below 0 where they do not ascend.
  static std::int64_t EntriesOf(const Object& object, std::span<const std::int64_t> entries,
                                std::size_t i, std::size_t count) {
    const auto begin = At(entries, i);
    const auto next = At(entries, i + 1);
    if (i + 1 < count || (i + 1 < entries.size() && next > begin)) {
      return next < begin ? -1 : next - begin;
    }
    const auto total = object.Integer("fEntryNumber", object.Integer("fEntries"));
    return total < begin ? 0 : total - begin;
  }

  [[noreturn]] void Damaged(const Object& object, const std::string& what) const {
    throw FileFormatError(origin_.path, "branch " + object.Text("fName") + " " + what,
                          origin_.offset, origin_.object);
  }

  const Origin& origin_;
  TreeMetadata& tree_;
  std::unordered_set<const Object*> seen_;
  std::vector<const Object*> objects_;
  std::unordered_map<const Object*, std::size_t> branches_;
  std::unordered_map<const Object*, LeafPlace> leaves_;
};

/// Borders of the baskets of the first branch that covers the tree.
std::vector<std::int64_t> BasketStarts(const TreeMetadata& tree) {
  std::vector<std::int64_t> starts{0};
  for (const auto& branch : tree.branches) {
    if (branch.baskets.size() == 0 || branch.baskets.Entries() < tree.entries) continue;
    for (const auto start : branch.baskets.starts) {
      if (start > 0 && start < tree.entries) starts.push_back(start);
    }
    break;
  }
  return starts;
}

std::vector<FriendInfo> ReadFriends(const Object& tree) {
  std::vector<FriendInfo> friends;
  for (const auto* item : tree.Items("fFriends")) {
    if (item == nullptr || item->class_name != "TFriendElement") continue;
    friends.push_back({item->Text("fName"), item->Text("fTreeName"), item->Text("fTitle")});
    if (friends.back().alias == friends.back().tree) friends.back().alias.clear();
  }
  return friends;
}

/// Members behind the leaves are read where that is possible: none is needed to read the branches.
const Object* DecodeTree(std::optional<ObjectDecoder>& decoder, const Record& record,
                         const StreamerInfos& infos) {
  try {
    return decoder.emplace(record, infos).Decode("TTree", "fFriends");
  } catch (const FileFormatError&) {
    return decoder.emplace(record, infos).Decode("TTree", "fLeaves");
  }
}

}  // namespace

TreeMetadata ReadTreeMetadata(const Record& record, const StreamerInfos& infos) {
  std::optional<ObjectDecoder> decoder;
  const auto* object = DecodeTree(decoder, record, infos);
  if (object->Find("fEntries") == nullptr) FailUnknown(record.origin, *object);
  TreeMetadata tree;
  tree.name = object->Text("fName");
  tree.title = object->Text("fTitle");
  tree.entries = object->Integer("fEntries", -1);
  tree.uncompressed_bytes = object->Integer("fTotBytes");
  tree.compressed_bytes = object->Integer("fZipBytes");
  tree.auto_flush = object->Integer("fAutoFlush");
  const auto ends = object->Integers("fClusterRangeEnd");
  const auto sizes = object->Integers("fClusterSize");
  tree.cluster_range_ends.assign(ends.begin(), ends.end());
  tree.cluster_sizes.assign(sizes.begin(), sizes.end());
  tree.friends = ReadFriends(*object);
  if (tree.entries < 0) Fail(record.origin, "tree without a number of entries");
  Collector collector(record.origin, tree);
  collector.Collect(object->Items("fBranches"));
  collector.Resolve();
  return tree;
}

std::vector<std::int64_t> ClusterStarts(const TreeMetadata& tree) {
  std::size_t baskets = 1;  // no tree has more clusters than its most divided branch has baskets
  for (const auto& branch : tree.branches) baskets = std::max(baskets, branch.baskets.size());
  std::vector<std::int64_t> starts;
  const auto fill = [&](std::int64_t begin, std::int64_t end, std::int64_t size) {
    if (size <= 0) return false;
    for (auto start = begin; start < end && starts.size() <= baskets;) {
      starts.push_back(start);
      start = size < end - start ? start + size : end;
    }
    return starts.size() <= baskets;
  };
  std::int64_t begin = 0;
  bool known = tree.cluster_sizes.size() == tree.cluster_range_ends.size();
  for (std::size_t i = 0; known && i < tree.cluster_sizes.size(); ++i) {
    const auto end = std::min(tree.cluster_range_ends[i], tree.entries - 1) + 1;
    known = end >= begin && (end == begin || fill(begin, end, tree.cluster_sizes[i]));
    begin = end;
  }
  if (known && begin < tree.entries) known = fill(begin, tree.entries, tree.auto_flush);
  return known ? starts : BasketStarts(tree);
}

}  // namespace TMVA::inline standalone::rootio
