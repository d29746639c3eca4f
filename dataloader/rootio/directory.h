// The directories of a ROOT file and the keys that they list.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/file_header.h"
#include "dataloader/rootio/key.h"

namespace TMVA::inline standalone::rootio {

struct DirectoryEntry {
  std::string path;  ///< "dir/name"
  Key key;
};

/// All keys, directories searched in depth; keys of the same name follow each other, the highest
/// cycle first.
std::vector<DirectoryEntry> ListKeys(const RawFile& file, const FileHeader& header);

}  // namespace TMVA::inline standalone::rootio
