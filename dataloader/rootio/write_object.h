// Streaming of the small classes that larger ones are made of.
#pragma once

#include <string_view>

#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

/// TObject; `unique_id` is the bin number for axis labels.
void StreamTObject(WriteBuffer& out, std::uint32_t bits = 0, std::uint32_t unique_id = 0);
void StreamNamed(WriteBuffer& out, std::string_view name, std::string_view title,
                 std::uint32_t bits = 0);
void StreamObjString(WriteBuffer& out, std::string_view text, std::uint32_t unique_id = 0);
void StreamAttLine(WriteBuffer& out);
void StreamAttFill(WriteBuffer& out);
void StreamAttMarker(WriteBuffer& out);

/// A TObjArray of `size` pointers, which the caller writes before EndObject().
[[nodiscard]] std::size_t BeginObjArray(WriteBuffer& out, std::size_t size);
/// A TList (or THashList) of `size` pointers, each followed by EndListItem().
[[nodiscard]] std::size_t BeginList(WriteBuffer& out, std::size_t size);
void EndListItem(WriteBuffer& out);

}  // namespace TMVA::inline standalone::rootwrite
