// The StreamerInfo record: a description of every class in the file.
#pragma once

#include <functional>
#include <set>
#include <string_view>
#include <vector>

#include "dataloader/rootio/write_buffer.h"
#include "dataloader/rootio/write_layout.h"

namespace TMVA::inline standalone::rootwrite {

/// `classes` and each class these are made of.
std::vector<const ClassLayout*> WithParts(const std::set<std::string_view>& classes);
/// Streams TStreamerInfos as items of a TList.
void StreamInfoItems(WriteBuffer& out, const std::vector<const ClassLayout*>& layouts);
/// Streams a TList of the TStreamerInfos of `classes` and their parts.
void StreamStreamerInfos(WriteBuffer& out, const std::set<std::string_view>& classes);

}  // namespace TMVA::inline standalone::rootwrite
