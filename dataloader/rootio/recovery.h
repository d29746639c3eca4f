// Keys of files that were not closed, were cut off, or have damaged lists of keys.
#pragma once

#include <vector>

#include "dataloader/rootio/directory.h"

namespace TMVA::inline standalone::rootio {

struct Listing {
  std::vector<DirectoryEntry> entries;  ///< as of ListKeys()
  bool is_recovered = false;
};

/// The keys that the file lists or, when its lists cannot be read, those of the records that follow
/// each other from the first one on. Records that are cut off, or whose sizes contradict each
/// other, end that search. FileFormatError when nothing is found. `header` gets the place of a
/// StreamerInfo record that is there.
Listing ListOrRecover(const RawFile& file, FileHeader& header);

}  // namespace TMVA::inline standalone::rootio
