// What a TTree's record says: its branches, their leaves, and where their baskets lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <TMVA/Friend.h>

#include "dataloader/rootio/basket.h"
#include "dataloader/rootio/key.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

/// A leaf by the positions of its branch and of itself therein.
struct LeafPlace {
  std::size_t branch = 0;
  std::size_t leaf = 0;
};

struct LeafMetadata {
  std::string name, title, class_name;
  std::int64_t length = 1;  ///< product of the fixed dimensions
  bool is_unsigned = false;
  bool is_counted = false;
  std::optional<LeafPlace> count;  ///< the leaf that holds the number of items
};

struct BranchMetadata {
  std::string name, title;
  std::string parent;       ///< name of the branch that this one is part of, or ""
  std::string path;         ///< the names of its parents and its own, joined by '/'
  std::string streamed_as;  ///< TBranch, TBranchElement, ...
  std::string class_name;   ///< of the object that a TBranchElement holds, or of its parent
  std::string file_name;    ///< where the baskets are, if not in the tree's file
  int class_version = 0;
  int element_id = -1;     ///< position of the member in its class
  int element_type = 0;    ///< TBranchElement::fType
  int streamer_type = -1;  ///< type code of the member
  bool has_children = false;
  std::int64_t uncompressed_bytes = 0, compressed_bytes = 0;
  std::optional<std::size_t> count_branch;
  std::vector<LeafMetadata> leaves;
  BasketIndex baskets;
};

struct TreeMetadata {
  std::string name, title;
  std::int64_t entries = 0;
  std::int64_t uncompressed_bytes = 0, compressed_bytes = 0;
  std::int64_t auto_flush = 0;
  std::vector<std::int64_t> cluster_range_ends;  ///< last entry of each range
  std::vector<std::int64_t> cluster_sizes;       ///< entries of the clusters in each range
  std::vector<BranchMetadata> branches;          ///< in depth
  std::vector<FriendInfo> friends;
};

TreeMetadata ReadTreeMetadata(const Record& record, const StreamerInfos& infos);

/// Entry ranges that are stored together.
std::vector<std::int64_t> ClusterStarts(const TreeMetadata& tree);

}  // namespace TMVA::inline standalone::rootio
