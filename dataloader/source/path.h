// Paths of trees, "file.root:tree", and the files that a wildcard means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace TMVA::inline standalone {

struct TreePath {
  std::string path;
  std::string tree;  ///< "" when none is named
};

/// Splits "dir/file.root:dir/tree;2". Throws DataError for text that names no file or no tree.
TreePath SplitTreePath(std::string_view text);

/// The files that `path` names, sorted; wildcards (*, ?, [...]) may stand in the last component.
/// A path without wildcards is returned as it is. DataError when no file matches.
std::vector<std::string> ExpandPath(const std::string& path);

}  // namespace TMVA::inline standalone
