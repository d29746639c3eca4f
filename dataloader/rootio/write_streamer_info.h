// The StreamerInfo record: a description of every class in the file.
#pragma once

#include <set>
#include <string_view>

#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

/// Streams a TList of one TStreamerInfo for each class in `classes` and each class these are made
/// of.
void StreamStreamerInfos(WriteBuffer& out, const std::set<std::string_view>& classes);

}  // namespace TMVA::inline standalone::rootwrite
