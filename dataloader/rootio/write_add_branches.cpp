// The record of a tree with new branches.
#include "dataloader/rootio/write_add_branches.h"

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include <algorithm>

#include "dataloader/rootio/write_new_branches.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

const rootio::PlacedObject* FindItem(const rootio::PlacedObject& collection,
                                     std::string_view name) {
  for (const auto* item : collection.items)
    if (item != nullptr && item->name == name) return item;
  return nullptr;
}

/// The leaf of a branch that can count lists, or nullptr.
const rootio::PlacedObject* CounterLeaf(const rootio::PlacedObject& branches,
                                        std::string_view name) {
  const auto* branch = FindItem(branches, name);
  const auto* leaves = branch == nullptr ? nullptr : branch->Object("fLeaves");
  const auto* leaf = leaves == nullptr || leaves->items.size() != 1 ? nullptr : leaves->items[0];
  const bool usable = leaf != nullptr && leaf->class_name == "TLeafI" && leaf->tag != 0 &&
                      leaf->Find("fIsRange") != nullptr && leaf->Find("fMaximum") != nullptr;
  return usable ? leaf : nullptr;
}

}  // namespace

TreeUpdate::TreeUpdate(const ExistingFile& file, RecordWriter& records, Directory& directory,
                       const Directory::Entry& entry, std::string path)
    : file_(file),
      records_(records),
      directory_(directory),
      key_(entry.key),
      path_(std::move(path)) {
  if (!IsTree(key_.class_name)) Fail("is a " + key_.class_name + ", expected a TTree");
  record_ = rootio::ReadRecord(file.raw(), key_.seek, key_.total_bytes, "tree '" + path_ + "'");
  tree_ = rootio::ReadTreeMetadata(record_, file.infos());
  map_ = rootio::MapRecord(record_, file.infos());
  for (const auto* array : {map_.top->Object("fBranches"), map_.top->Object("fLeaves")})
    if (array == nullptr || array->byte_counts.empty())
      Fail("cannot get new branches: " +
           (map_.opaque.empty() ? "its record has no list of them"
                                : "'" + map_.opaque.front().what + "' cannot be decoded"));
}

TreeUpdate::~TreeUpdate() = default;

void TreeUpdate::Fail(const std::string& what) const {
  throw DataError(file_.raw().Path() + ": '" + path_ + "' " + what);
}

TableWriter& TreeUpdate::Add(std::vector<BranchSpec> branches,
                             std::set<std::string_view>& classes) {
  UpdatedTree tree{
      file_.raw().Path(), path_ + ";" + std::to_string(key_.cycle), {}, {}, tree_.entries};
  for (const auto& branch : tree_.branches) tree.branches.insert(branch.name);
  for (const auto& branch : branches) {
    if (tree.branches.contains(branch.name) || added_.contains(branch.name))
      Fail("has a branch '" + branch.name + "' already");
    const auto& counter = branch.count_branch;
    if (added_.contains(counter))
      Fail("gets '" + counter + "', which counts '" + branch.name +
           "', from another AddBranches(); add both at once");
    if (tree.branches.contains(counter) &&
        CounterLeaf(*map_.top->Object("fBranches"), counter) == nullptr)
      Fail("has a branch '" + counter + "', but it cannot count the lists of '" + branch.name +
           "': expected one leaf of type int32_t");
  }
  tree.clusters = rootio::ClusterStarts(tree_);
  if (!tree.clusters.empty()) tree.clusters.erase(tree.clusters.begin());  // it is 0
  tree.clusters.push_back(tree_.entries);
  auto writer = std::make_unique<NewBranches>(records_, directory_, tree, std::move(branches));
  const auto& made = writer->branches();
  for (std::size_t i = 0; i < made.size(); ++i) {
    added_.insert(made[i].spec().name);
    AddClassesOf(made[i], classes);
  }
  writers_.push_back(std::move(writer));
  return *writers_.back();
}

void TreeUpdate::CheckComplete() const {
  for (const auto& writer : writers_) writer->CheckComplete();
}

void TreeUpdate::Close() {
  for (auto& writer : writers_) writer->Close();
  Key key = records_.NewKey(
      {key_.class_name, key_.name, key_.title, directory_.seek(), directory_.NextCycle(key_.name)});
  records_.Write(key, PatchedRecord(key.Length()));
  directory_.ReplaceNewest(key);
}

std::vector<std::byte> TreeUpdate::PatchedRecord(std::size_t key_bytes) {
  const auto& branches = *map_.top->Object("fBranches");
  RecordPatch patch(record_, map_, key_bytes);
  WriteBuffer out(patch.BaseOf(branches));
  LeafTags tags;
  StreamNewBranches(patch, out, tags);
  WriteBuffer leaves;
  for (const auto tag : tags.all) leaves.Put(tag);
  std::size_t count = 0;
  for (const auto& writer : writers_) count += writer->branches().size();
  patch.AddItems(branches, count, out.bytes());
  patch.AddItems(*map_.top->Object("fLeaves"), tags.all.size(), leaves.bytes());
  return patch.Finish();
}

void TreeUpdate::StreamNewBranches(RecordPatch& patch, WriteBuffer& out, LeafTags& tags) {
  std::int64_t total = 0, zipped = 0;
  for (const auto& writer : writers_) {
    for (const auto& [name, largest] : writer->counters()) {
      const auto& leaf = *CounterLeaf(*map_.top->Object("fBranches"), name);
      tags.counters[name] = patch.MovedTag(leaf.tag);
      patch.Put<std::uint8_t>(leaf.Find("fIsRange")->position, 1);
      patch.Put(leaf.Find("fMaximum")->position, largest);
    }
    const auto& made = writer->branches();
    for (std::size_t i = 0; i < made.size(); ++i) {
      StreamBranch(out, made[i], records_.compressor().Setting(), tags);
      total += made[i].total_bytes();
      zipped += made[i].zipped_bytes();
    }
  }
  AddToTotal(patch, "fTotBytes", total);
  AddToTotal(patch, "fZipBytes", zipped);
  AddToTotal(patch, "fFlushedBytes", zipped);
}

void TreeUpdate::AddToTotal(RecordPatch& patch, std::string_view member, std::int64_t bytes) const {
  const auto* total = map_.top->Find(member);
  if (total == nullptr) return;  // that version of the class has none
  const auto* at = record_.payload.data() + total->position;
  if (total->type == rootio::kLong64 || total->type == rootio::kLong)
    patch.Put(total->position, rootio::LoadBigEndian<std::int64_t>(at) + bytes);
  else if (total->type == rootio::kDouble)
    patch.Put(total->position, rootio::LoadBigEndian<double>(at) + static_cast<double>(bytes));
}

}  // namespace TMVA::inline standalone::rootwrite
