// TTree: new branches, entries, and the way to a file.
#include <TMVA/Error.h>

#include <algorithm>

#include <TFile.h>
#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/leaf_list.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

// Small trees stay in memory, where they can be read, until their file is closed.
constexpr std::size_t kFirstFlush = 32 << 20, kLaterFlush = 4 << 20;

}  // namespace

TBranch* TTree::Branch(const char* name, void* address, const char* leaf_list, Int_t) {
  return NewLeaves(name, address, leaf_list);
}

TBranch* TTree::NewLeaves(const std::string& name, void* address, const std::string& leaf_list,
                          std::size_t capacity, std::shared_ptr<const void> owner,
                          std::optional<TMVA::DataType> type) {
  auto spec = ParseLeafList(name, leaf_list);
  const auto& leaf = spec.leaves[0];
  const bool is_byte =
      TMVA::SizeOf(leaf.type) == 1 && type && TMVA::SizeOf(*type) == 1;  // texts and flags
  if (type && spec.leaves.size() == 1 && leaf.type != *type && !is_byte)
    throw TMVA::DataError(Where() + ", branch '" + name + "': its leaf '" + leaf_list + "' holds " +
                          TMVA::TypeName(leaf.type) + ", the memory that is given for it " +
                          TMVA::TypeName(*type));
  std::size_t bytes = 0;
  for (const auto& fixed : spec.leaves)
    if (!fixed.is_string && spec.list_levels == 0)
      bytes += static_cast<std::size_t>(fixed.length) * TMVA::SizeOf(fixed.type);
  if (bytes > capacity)
    throw TMVA::DataError(Where() + ", branch '" + name + "': an entry takes " +
                          std::to_string(bytes) + " bytes, the buffer that was given for it has " +
                          std::to_string(capacity));
  auto* branch = AddBranch(std::move(spec));
  branch->SetMemory(LeafMemory(*branch, address, capacity, std::move(owner)));
  return branch;
}

TBranch* TTree::NewNumber(const std::string& name, void* address, TMVA::DataType type,
                          std::vector<std::int64_t> dimensions, std::shared_ptr<const void> owner) {
  TMVA::LeafSpec leaf{name, type};
  for (const auto size : dimensions) leaf.length *= size;
  leaf.dimensions = std::move(dimensions);
  auto* branch = AddBranch({name, {std::move(leaf)}});
  branch->SetMemory(LeafMemory(*branch, address, SIZE_MAX, std::move(owner)));
  return branch;
}

TBranch* TTree::NewObject(const std::string& name, const MemoryType& type,
                          std::shared_ptr<BranchMemory> memory) {
  auto* branch = AddBranch({name, {{name, type.type, 1, type.is_text}}, type.list_levels});
  branch->SetMemory(std::move(memory));
  return branch;
}

/// Of the branches that are handed to the file together: all of a new tree; of a stored one those
/// that count, and are counted by, each other.
FillGroup& TTree::GroupFor(const TMVA::BranchSpec& spec) {
  for (const auto& group : groups_) {
    const auto counts = [&](const TBranch* branch) {
      return spec.count_branch == branch->GetName();
    };
    if (!table_ || std::any_of(group->branches().begin(), group->branches().end(), counts))
      return *group;
  }
  return *groups_.emplace_back(std::make_unique<FillGroup>());
}

TBranch* TTree::AddBranch(TMVA::BranchSpec spec) {
  MakeBranches();
  if (branch_list_.FindObject(spec.name.c_str()))
    throw TMVA::DataError(Where() + ": has a branch '" + spec.name + "' already");
  if (table_ && !(directory_ && directory_->IsWritable()))
    throw TMVA::DataError(Where() + ": is read, and cannot get a branch '" + spec.name +
                          "'; open its file for \"UPDATE\"");
  if (!spec.count_branch.empty()) {
    const auto& counter = FindOrThrow(spec.count_branch);
    if (counter.columns_.size() != 1 || counter.columns_[0].type != TMVA::DataType::kInt32)
      throw TMVA::DataError(Where() + ", branch '" + spec.name + "': '" + spec.count_branch +
                            "', which counts its values, is no single Int_t");
  }
  auto& group = GroupFor(spec);
  if (group.HasWriter())
    throw TMVA::DataError(Where() + ": cannot get a branch '" + spec.name +
                          "' any more: its first entries have been written");
  branches_.emplace_back(new TBranch(this, std::move(spec)));
  auto& branch = *branches_.back();
  branch.group_ = &group;
  group.Add(&branch);
  branch_list_.Add(&branch);
  for (auto* leaf : branch.leaf_list_) leaf_list_.Add(leaf);
  if (!table_) Refresh();
  return &branch;
}

void TTree::RequireFillable() const {
  if (is_finished_)
    throw TMVA::DataError(Where() + ": its file has been closed, and it cannot be filled any more");
}

Int_t TTree::Fill() {
  RequireFillable();
  if (table_)
    throw TMVA::DataError(Where() +
                          ": is stored already and cannot get more entries; fill a CloneTree() of "
                          "it, or new branches only");
  if (branches_.empty()) throw TMVA::DataError(Where() + ": has no branches to be filled");
  auto& group = *groups_.front();
  const auto before = group.bytes();
  for (auto& branch : branches_) branch->Store();
  const auto bytes = group.bytes() - before;
  AfterFill(group);
  return static_cast<Int_t>(bytes);
}

void TTree::AfterFill(FillGroup& group) {
  if (!table_ && source_) Refresh();
  if (group.bytes() < (group.HasWriter() ? kLaterFlush : kFirstFlush)) return;
  auto* file = GetCurrentFile();
  if (file && file->HasOutput() && group.IsEven()) Flush(group);
}

void TTree::Flush(FillGroup& group) {
  MakeWriter(group);
  group.Flush();
  if (!table_) Refresh();
}

void TTree::MakeWriter(FillGroup& group) {
  if (group.HasWriter()) return;
  auto& output = directory_->Output();
  if (table_) {
    group.SetWriter(&output.AddBranches(directory_->Below(GetName()), group.Specs()));
    return;
  }
  const auto name = stored_name_.empty() ? std::string(GetName()) : stored_name_;
  group.SetWriter(
      &output.MakeTree(directory_->PathInFile(), name, GetTitle(), group.Specs(), Options()));
}

TMVA::TreeOptions TTree::Options() const {
  TMVA::TreeOptions options;
  for (const auto& other : friends_)
    if (!other.info.tree.empty()) options.friends.push_back(other.info);
  return options;
}

void TTree::RequireComplete() const {
  const auto entries = GetEntries();
  for (const auto& branch : branches_)
    if (branch->group_ && branch->filled_ != entries)
      throw TMVA::DataError(Where() + ", branch '" + branch->GetName() + "': was filled for " +
                            std::to_string(branch->filled_) + " of " + std::to_string(entries) +
                            " entries");
}

Int_t TTree::Write(const char* name, Int_t option, Int_t) {
  const bool has_file = directory_ && directory_->GetFile();
  return Store(has_file ? *directory_ : *gDirectory, name ? name : "",
               (option & (kOverwrite | kWriteDelete)) != 0);
}

Int_t TTree::Store(TDirectory& directory, const std::string& name, bool overwrite) {
  RequireFillable();
  RequireComplete();
  const auto key = name.empty() ? std::string(GetName()) : name;
  const auto bytes = static_cast<Int_t>(std::min<Long64_t>(GetTotBytes(), 1 << 30)) + 1;
  if (table_ || is_stored_) {
    is_stored_ = true;
    return bytes;
  }
  auto& output = directory.Output();
  if (overwrite && !IsBegun() && directory.KeyOf(key, "")) output.Delete(directory.Below(key));
  if (!(directory_ && directory_->GetFile())) {  // of memory: the file gets a copy
    auto& writer = output.MakeTree(
        directory.PathInFile(), key, GetTitle(),
        groups_.empty() ? std::vector<TMVA::BranchSpec>() : groups_.front()->Specs(), Options());
    if (GetEntries() > 0) writer.Append(groups_.front()->Views(), GetEntries());
  } else {
    stored_name_ = key;
    is_stored_ = true;
    if (!groups_.empty()) MakeWriter(*groups_.front());
  }
  directory.AddWritten(key, ClassName(), GetTitle());
  return bytes;
}

void TTree::Finish(bool store) {
  if (is_finished_ || !(directory_ && directory_->GetFile())) return;
  const bool is_new = !table_ && !is_copy_ && !branches_.empty() && GetCurrentFile()->HasOutput();
  if (store && (is_stored_ || IsBegun() || is_new || (table_ && !groups_.empty()))) {
    RequireComplete();
    for (auto& group : groups_) Flush(*group);
  }
  for (auto& group : groups_) group->Close();
  is_finished_ = !table_ || !groups_.empty();
  is_stored_ = false;
  if (!table_) Refresh();
}

void TTree::Reset(Option_t*) {
  for (const auto& group : groups_)
    if (group->HasWriter() || table_)
      throw TMVA::DataError(Where() + ": has been written, and cannot be emptied");
  for (auto& branch : branches_) branch->Empty();
  groups_.clear();
  for (auto& branch : branches_) {
    if (groups_.empty()) groups_.push_back(std::make_unique<FillGroup>());
    branch->group_ = groups_.front().get();
    groups_.front()->Add(branch.get());
  }
  read_entry_ = -1;
  Refresh();
}

}  // namespace tmva_root
