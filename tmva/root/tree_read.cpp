// TTree: memory for the values of an entry.
#include <TMVA/Error.h>

#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/leaf_list.h"
#include "tmva/root/raw_memory.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

/// "vector<float>", "Float_t" of what lies in memory.
std::string NameOf(const MemoryType& type) {
  TMVA::ColumnInfo info;
  info.type = type.type;
  info.list_levels = type.list_levels + (type.is_text ? 1 : 0);
  info.is_text = type.is_text;
  if (info.list_levels > 0) info.type_name = "std::vector";
  return TypeNameOf(info);
}

}  // namespace

void TTree::Rebind() {
  MakeBranches();
  bound_.clear();
  for (const auto* list : {&branches_, &friend_branches_})
    for (const auto& branch : *list)
      if (branch->IsBound() && branch->TestStatus() && !(table_ && branch->group_))
        bound_.push_back(branch.get());
  bindings_changed_ = false;
}

Int_t TTree::GetEntry(Long64_t entry, Int_t) {
  if (entry < 0 || entry >= GetEntries()) return 0;
  if (bindings_changed_) Rebind();
  read_entry_ = entry;
  Int_t bytes = 0;
  for (auto* branch : bound_) bytes += branch->Load(entry);
  return bytes;
}

Long64_t TTree::LoadTree(Long64_t entry) {
  read_entry_ = entry >= 0 && entry < GetEntries() ? entry : -1;
  return read_entry_ < 0 ? -2 : read_entry_;
}

std::shared_ptr<BranchMemory> TTree::LeafMemory(TBranch& branch, void* address,
                                                std::size_t capacity,
                                                std::shared_ptr<const void> owner) {
  std::vector<RawLeaf> leaves;
  CounterBranch counter;
  for (const auto& column : branch.columns_) {
    auto kind = RawLeaf::Kind::kFixed;
    if (column.is_text)
      kind = RawLeaf::Kind::kText;
    else if (column.list_levels > 0)
      kind = RawLeaf::Kind::kCounted;
    std::int64_t length = 1;
    for (const auto size : column.dimensions) length *= size;
    leaves.push_back({kind, column.type, column.length > 0 ? column.length : length});
  }
  counter.name = branch.columns_[0].count_branch;
  if (auto* counting = counter.name.empty() ? nullptr : GetBranch(counter.name.c_str())) {
    counter.type = counting->columns_[0].type;
    counter.memory = counting->memory_;
  }
  return std::make_shared<RawMemory>(branch.GetName(), address, std::move(leaves), capacity,
                                     std::move(owner), std::move(counter));
}

void TTree::BindNumbers(TBranch& branch, void* address, TMVA::DataType type, std::size_t capacity,
                        std::shared_ptr<const void> owner) {
  if (address == nullptr) return branch.SetMemory(nullptr);
  const auto& column = branch.columns_[0];
  const bool is_text = column.is_text && column.list_levels == 1 && TMVA::SizeOf(type) == 1;
  const bool fits = column.type == type && !column.is_text && column.list_levels < 2;
  if (!is_text && (!fits || (IsObject(column) && capacity == SIZE_MAX)))
    throw TMVA::DataError(Where() + ", branch '" + branch.GetName() + "': its values are " +
                          branch.leaves_[0]->GetTypeName() +
                          ", the memory that is given for them holds " + NameOf({type, 0, false}));
  branch.SetMemory(LeafMemory(branch, address, capacity, std::move(owner)));
}

void TTree::BindObject(TBranch& branch, const MemoryType& type,
                       std::shared_ptr<BranchMemory> memory) {
  const auto& column = branch.columns_[0];
  const int levels = type.list_levels + (type.is_text ? 1 : 0);
  if (branch.columns_.size() != 1 || column.type != type.type || column.is_text != type.is_text ||
      column.list_levels != levels)
    throw TMVA::DataError(Where() + ", branch '" + branch.GetName() + "': its values are " +
                          branch.leaves_[0]->GetTypeName() +
                          ", the memory that is given for them is a " + NameOf(type));
  branch.SetMemory(std::move(memory));
}

Int_t TTree::SetBranchAddress(const char* name, std::nullptr_t) {
  FindOrThrow(name).SetMemory(nullptr);
  return 0;
}

void TTree::ResetBranchAddress(TBranch* branch) {
  if (branch) branch->SetMemory(nullptr);
}

void TTree::ResetBranchAddresses() {
  for (const auto* list : {&branches_, &friend_branches_})
    for (const auto& branch : *list) branch->SetMemory(nullptr);
}

}  // namespace tmva_root
