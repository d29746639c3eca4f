// Paths: splitting and wildcards.
#include "dataloader/source/path.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fnmatch.h>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

namespace fs = std::filesystem;

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// Where the ':' before the tree's name stands; npos if there is none. Folders may hold colons.
std::size_t Separator(std::string_view text) {
  if (const auto end = text.rfind(".root:"); end != std::string_view::npos) return end + 5;
  if (text.ends_with(".root") || Exists(std::string(text))) return std::string_view::npos;
  return text.rfind(':');
}

[[noreturn]] void FailNoMatch(const std::string& path, const fs::path& folder,
                              std::vector<std::string> others) {
  std::sort(others.begin(), others.end());
  std::string what = "no file matches '" + path + "'";
  if (others.empty()) throw DataError(what + "; '" + folder.string() + "' is empty");
  what += "; '" + folder.string() + "' holds";
  constexpr std::size_t kNamed = 5;
  for (std::size_t i = 0; i < others.size() && i < kNamed; ++i)
    what += (i == 0 ? " '" : ", '") + others[i] + "'";
  if (others.size() > kNamed) what += " and " + std::to_string(others.size() - kNamed) + " more";
  throw DataError(what);
}

}  // namespace

TreePath SplitTreePath(std::string_view text) {
  const std::string whole(text);
  if (text.find("://") != std::string_view::npos)
    throw DataError("'" + whole + "' is a remote file; only local files can be read");
  const auto colon = Separator(text);
  TreePath result{std::string(text.substr(0, colon)), ""};
  if (colon != std::string_view::npos) {
    result.tree = text.substr(colon + 1);
    if (result.tree.empty()) throw DataError("'" + whole + "' names no tree after the ':'");
  }
  if (result.path.empty()) throw DataError("'" + whole + "' names no file");
  return result;
}

std::vector<std::string> ExpandPath(const std::string& path) {
  if (!HasWildcard(path) || Exists(path)) return {path};
  const fs::path pattern(path);
  const fs::path folder = pattern.parent_path();
  if (HasWildcard(folder.string()))
    throw DataError("'" + path + "': wildcards may stand in the last part of a path only");
  const fs::path listed = folder.empty() ? fs::path(".") : folder;
  std::error_code error;
  std::vector<std::string> found, others;
  for (fs::directory_iterator entry(listed, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (entry->is_directory(ignored)) continue;
    if (fnmatch(pattern.filename().c_str(), name.c_str(), FNM_PERIOD) == 0)
      found.push_back((folder / name).string());
    else
      others.push_back(name);
  }
  if (error)
    throw DataError("no file matches '" + path + "': '" + listed.string() +
                    "': " + error.message());
  if (found.empty()) FailNoMatch(path, listed, std::move(others));
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace TMVA::inline standalone
