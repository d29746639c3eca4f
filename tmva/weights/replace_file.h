// ReplaceFile: a file is written whole or not at all.
#pragma once

#include <string>
#include <string_view>

namespace TMVA::inline standalone {

/// Writes ".<name>.tmp-<pid>" beside `path`, syncs it and renames it. On failure the old file is as
/// it was, the temporary one is gone, and a ModelError names path and cause.
void ReplaceFile(const std::string& path, std::string_view content);

}  // namespace TMVA::inline standalone
