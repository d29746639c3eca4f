// TTree: friends.
#include <TMVA/Error.h>

#include <algorithm>
#include <filesystem>

#include <TFile.h>
#include "tmva/root/branch_reader.h"
#include "tmva/root/fill_group.h"
#include "tmva/root/tree_friend.h"

inline namespace tmva_root {
namespace {

/// "alias=tree" as the alias and the tree; without an alias the tree's name without its directory.
std::pair<std::string, std::string> SplitAlias(const std::string& text) {
  const auto equals = text.find('=');
  const auto strip = [](std::string part) {
    part.erase(0, part.find_first_not_of(' '));
    return part.erase(part.find_last_not_of(' ') + 1);
  };
  if (equals != std::string::npos)
    return {strip(text.substr(0, equals)), strip(text.substr(equals + 1))};
  return {text.substr(text.rfind('/') + 1), text};
}

}  // namespace

void TTree::AddFriend(TMVA::FriendInfo info, TTree* tree, std::shared_ptr<TTree> owner) {
  const bool is_taken = std::any_of(friends_.begin(), friends_.end(), [&](const Friend& other) {
    return other.info.alias == info.alias;
  });
  if (is_taken)
    throw TMVA::DataError(Where() + ": has a friend '" + info.alias +
                          "' already; give this one an alias");
  if (tree == this) throw TMVA::DataError(Where() + ": cannot be a friend of itself");
  friends_.push_back({std::move(info), tree, std::move(owner)});
  Refresh();
  try {
    if (has_branches_ ? !branches_.empty() : true) AsColumnSource();  // are there as many entries?
  } catch (...) {
    friends_.pop_back();
    throw;
  }
  friend_list_.Add(tree);
}

void TTree::AddFriend(const char* name, const char* path) {
  const auto [alias, tree] = SplitAlias(name);
  if (path && *path) {
    std::shared_ptr<TTree> opened(new TTree(TMVA::File::Open(path)->GetTable(tree), nullptr));
    return AddFriend({alias, tree, path}, opened.get(), opened);
  }
  TTree* found = nullptr;
  if (directory_) found = directory_->Get<TTree>(tree.c_str());
  if (!found && GetCurrentFile()) found = GetCurrentFile()->Get<TTree>(tree.c_str());
  if (!found)
    throw TMVA::DataError(Where() + ": there is no tree '" + tree +
                          "' beside it to be its friend; give its file, too");
  std::shared_ptr<TTree> owner;
  if (found->weak_from_this().lock())
    owner = std::static_pointer_cast<TTree>(found->shared_from_this());
  AddFriend({alias, found->directory_->Below(found->GetName()), ""}, found, std::move(owner));
}

void TTree::AddFriend(const char* name, TFile* file) {
  const auto [alias, tree] = SplitAlias(name);
  auto* found = file ? file->Get<TTree>(tree.c_str()) : nullptr;
  if (!found) throw TMVA::DataError(Where() + ": there is no tree '" + tree + "' to be its friend");
  AddFriend(found, alias.c_str());
}

void TTree::AddFriend(TTree* tree, const char* alias, Bool_t) {
  if (tree == nullptr) throw TMVA::DataError(Where() + ": no tree was given to be its friend");
  TMVA::FriendInfo info{*alias ? alias : tree->GetName(), "", ""};
  if (tree->directory_ && tree->GetCurrentFile()) {
    info.tree = tree->directory_->Below(tree->GetName());
    if (tree->GetCurrentFile() != GetCurrentFile()) info.file = tree->GetCurrentFile()->GetName();
  }
  std::shared_ptr<TTree> owner;
  if (tree->weak_from_this().lock())
    owner = std::static_pointer_cast<TTree>(tree->shared_from_this());
  AddFriend(std::move(info), tree, std::move(owner));
}

void TTree::RemoveFriend(TTree* tree) {
  std::erase_if(friends_, [tree](const Friend& other) { return other.tree == tree; });
  friend_list_.Remove(tree);
  Refresh();
}

TTree* TTree::GetFriend(const char* alias) const {
  for (const auto& other : friends_)
    if (other.info.alias == alias || std::string_view(other.tree->GetName()) == alias)
      return other.tree;
  return nullptr;
}

TList* TTree::GetListOfFriends() { return friends_.empty() ? nullptr : &friend_list_; }

}  // namespace tmva_root
