// A tree whose columns stand beside those of another.
#pragma once

#include <memory>
#include <string>

#include <TMVA/Friend.h>

#include <TTree.h>

inline namespace tmva_root {

struct TTree::Friend {
  TMVA::FriendInfo info;  ///< its file is "" for a tree that is in memory
  TTree* tree;
  std::shared_ptr<TTree> owner;  ///< of a tree that was opened for this, or that is shared
};

}  // namespace tmva_root
