// FriendInfo: a tree whose columns stand beside those of another.
#pragma once

#include <string>

namespace TMVA::inline standalone {

struct FriendInfo {
  std::string alias;  ///< "" where it is the tree's name
  std::string tree;   ///< name in its file, with directory
  std::string
      file;  ///< "" for the file of the tree itself; relative to the working folder or to it
};

}  // namespace TMVA::inline standalone
