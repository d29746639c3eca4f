// Columns of an object that lies in one branch as a whole.
#pragma once

#include <string>
#include <vector>

#include "dataloader/rootio/column_layout.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

/// What lies in the branch: an object that is a member begins with a byte count and its version, one
/// that is the whole of an entry with its first member.
struct StoredClass {
  std::string name;
  int version;
  bool has_header;
};

/// Adds a column for each member that can be read, called "branch.member"; `whole` has the branch's
/// name and number. False, with nothing added, when the file does not describe the class.
bool AddObjectColumns(const Column& whole, const StoredClass& stored, const StreamerInfos& infos,
                      std::vector<Column>& columns);

}  // namespace TMVA::inline standalone::rootio
