// TTree: its branches, and those of its friends.
#include <fnmatch.h>

#include <TMVA/Error.h>

#include <algorithm>
#include <map>

#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

/// What the names of a branch's columns have in common: "event" of "event.x" and "event.y".
std::string BranchName(const std::vector<std::string>& columns) {
  if (columns.size() == 1) return columns[0];
  auto length = columns[0].rfind('.');
  for (const auto& column : columns)
    while (length != std::string::npos &&
           column.compare(0, length + 1, columns[0], 0, length + 1) != 0)
      length = length == 0 ? std::string::npos : columns[0].rfind('.', length - 1);
  return columns[0].substr(0, length);
}

}  // namespace

/// Those that the table has; columns that are stored together are leaves of one branch.
void TTree::MakeBranches() {
  if (has_branches_) return;
  has_branches_ = true;
  const auto source = AsColumnSource();
  if (!source) return;
  const auto& columns = source->Columns();
  const auto own = NumOwnColumns();
  std::vector<std::vector<std::size_t>> groups;
  std::map<std::int64_t, std::size_t> by_storage;
  for (std::size_t i = 0; i < own; ++i) {
    if (!columns[i].unsupported.empty()) continue;
    const auto storage = columns[i].storage_group;
    const auto [found, is_new] = by_storage.emplace(storage, groups.size());
    if (storage < 0 || is_new) {
      found->second = groups.size();
      groups.push_back({i});
    } else {
      groups[found->second].push_back(i);
    }
  }
  std::vector<std::unique_ptr<TBranch>> made;
  for (auto& group : groups) {
    std::vector<std::string> names;
    for (const auto i : group) names.push_back(columns[i].name);
    made.emplace_back(new TBranch(this, BranchName(names), group));
  }
  for (auto& branch : branches_) made.push_back(std::move(branch));
  branches_ = std::move(made);
  branch_list_.Clear();
  leaf_list_.Clear();
  for (const auto& branch : branches_) {
    branch_list_.Add(branch.get());
    for (auto* leaf : branch->leaf_list_) leaf_list_.Add(leaf);
  }
}

TObjArray* TTree::GetListOfBranches() {
  MakeBranches();
  return &branch_list_;
}

TObjArray* TTree::GetListOfLeaves() {
  MakeBranches();
  return &leaf_list_;
}

TBranch* TTree::GetBranch(const char* name) {
  MakeBranches();
  if (auto* found = branch_list_.FindObject(name)) return static_cast<TBranch*>(found);
  for (const auto& branch : branches_)
    for (const auto& column : branch->columns_)
      if (column.name == name) return branch.get();
  return FriendBranch(name);
}

/// "alias.x", or "x" of the only friend that has it; nullptr where there is none.
TBranch* TTree::FriendBranch(const std::string& name) {
  if (!table_ && friends_.empty())
    return nullptr;  // a chain's own columns have been looked through
  const auto source = AsColumnSource();
  if (!source) return nullptr;
  const auto& columns = source->Columns();
  const auto suffix = "." + name;
  std::vector<std::size_t> found;
  for (std::size_t i = NumOwnColumns(); i < columns.size(); ++i) {
    if (!columns[i].unsupported.empty()) continue;
    if (columns[i].name == name) {
      found = {i};
      break;
    }
    const auto dot = columns[i].name.find('.');
    if (dot != std::string::npos && columns[i].name.compare(dot, std::string::npos, suffix) == 0)
      found.push_back(i);
  }
  if (found.empty()) return nullptr;
  if (found.size() > 1)
    throw TMVA::DataError(Where() + ": '" + name + "' is in several friends; say '" +
                          columns[found[0]].name + "' or '" + columns[found[1]].name + "'");
  const auto& full = columns[found[0]].name;
  for (const auto& branch : friend_branches_)
    if (full == branch->GetName()) return branch.get();
  friend_branches_.emplace_back(new TBranch(this, full, found));
  return friend_branches_.back().get();
}

std::size_t TTree::NumOwnColumns() const {
  if (table_) return table_->Columns().size();
  const auto own = OwnSource();
  return own ? own->Columns().size() : 0;
}

TBranch& TTree::FindOrThrow(const std::string& name) {
  if (auto* branch = GetBranch(name.c_str())) return *branch;
  std::vector<std::string> names;
  for (const auto* branch : branch_list_) names.emplace_back(branch->GetName());
  if (const auto source = table_ || !friends_.empty() ? AsColumnSource() : nullptr) {
    for (const auto& column : source->Columns()) {
      if (column.name == name && !column.unsupported.empty())
        throw TMVA::DataError(Where() + ": branch '" + name +
                              "' cannot be read: " + column.unsupported);
      names.push_back(column.name);
    }
  }
  throw TMVA::DataError(Where() + ": there is no branch '" + name + "'" +
                        TMVA::DidYouMean(name, names));
}

TLeaf* TTree::GetLeaf(const char* name) {
  MakeBranches();
  for (const auto& branch : branches_)
    for (const auto& leaf : branch->leaves_)
      if (std::string_view(leaf->GetFullName()) == name) return leaf.get();
  if (auto* leaf = leaf_list_.FindObject(name)) return static_cast<TLeaf*>(leaf);
  auto* branch = GetBranch(name);
  return branch && branch->GetNleaves() > 0 ? branch->leaves_[0].get() : nullptr;
}

TLeaf* TTree::GetLeaf(const char* branch_name, const char* leaf) {
  auto* branch = GetBranch(branch_name);
  return branch ? branch->GetLeaf(leaf) : nullptr;
}

void TTree::SetBranchStatus(const char* name, Bool_t on, UInt_t* found) {
  MakeBranches();
  UInt_t matches = 0;
  for (const auto* list : {&branches_, &friend_branches_}) {
    for (const auto& branch : *list) {
      if (::fnmatch(name, branch->GetName(), 0) != 0) continue;
      branch->SetStatus(on);
      ++matches;
    }
  }
  const auto is_unreadable = [&](const TMVA::ColumnInfo& column) {
    return !column.unsupported.empty() &&
           (column.name == name || column.name.starts_with(std::string(name) + "."));
  };
  if (matches == 0 && !on && table_ && std::ranges::any_of(table_->Columns(), is_unreadable))
    ++matches;
  if (matches == 0 && std::string_view(name).find_first_of("*?") == std::string_view::npos) {
    FindOrThrow(name).SetStatus(on);
    ++matches;
  }
  if (found) *found = matches;
  bindings_changed_ = true;
}

Bool_t TTree::GetBranchStatus(const char* name) { return FindOrThrow(name).TestStatus(); }

}  // namespace tmva_root
