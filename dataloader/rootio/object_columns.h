// Columns of an object that lies in one branch as a whole.
#pragma once

#include <string>
#include <vector>

#include "dataloader/rootio/column_layout.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

/// Adds a column for each member that can be read, called "branch.member"; `whole` has the branch's
/// name and number. False, with nothing added, when the file does not describe the class.
bool AddObjectColumns(const Column& whole, const std::string& class_name, int version,
                      const StreamerInfos& infos, std::vector<Column>& columns);

}  // namespace TMVA::inline standalone::rootio
