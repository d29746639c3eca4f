// Where the result file keeps what belongs to a data set.
#pragma once

#include <filesystem>
#include <string>

namespace TMVA::inline standalone {

/// The directory of a data set in the result file. Its name is a path where its weight files lie
/// elsewhere:
/// "./fold0" is "fold0"; of a path that begins elsewhere only the last part is left, "/data/fold0"
/// is "fold0".
inline std::string ResultDirectory(const std::string& data_set) {
  auto path = std::filesystem::path(data_set).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "fold0/"
  const bool elsewhere = path.is_absolute() || (!path.empty() && *path.begin() == "..");
  return (elsewhere ? path.filename() : path).generic_string();
}

}  // namespace TMVA::inline standalone
