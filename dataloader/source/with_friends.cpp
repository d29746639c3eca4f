// WithFriends: a tree joined with the friends that its file names.
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/File.h>

namespace TMVA::inline standalone {
namespace {

/// "dir/t" is called "t".
std::string LastPart(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// Where the file of a friend may lie: beside the tree's, or relative to the working folder.
std::vector<std::string> Places(const std::string& file, const std::string& tree_file) {
  const auto slash = tree_file.rfind('/');
  const bool complete = file.starts_with('/') || file.find("://") != std::string::npos;
  if (complete || slash == std::string::npos) return {file};
  return {tree_file.substr(0, slash + 1) + file, file};
}

std::shared_ptr<const File> OpenFriendFile(const Tree& tree, const FriendInfo& info,
                                           const FileOpener& open) {
  if (info.file.empty()) return tree.GetFile();
  std::string reason;
  for (const auto& path : Places(info.file, tree.FilePath())) {
    try {
      return open ? open(path) : File::Open(path);
    } catch (const Error& error) {
      if (reason.empty()) reason = error.what();
    }
  }
  throw DataError(reason);
}

NamedSource OpenFriend(const Tree& tree, const FriendInfo& info, const FileOpener& open) {
  NamedSource result{info.alias.empty() ? LastPart(info.tree) : info.alias, nullptr, {}};
  try {
    auto table = OpenFriendFile(tree, info, open)->GetTable(info.tree);
    if (table->NumEntries() == tree.NumEntries())
      result.source = std::move(table);
    else
      result.absent = "the friend tree " + table->Description() + " has " +
                      std::to_string(table->NumEntries()) + " entries, the tree has " +
                      std::to_string(tree.NumEntries());
  } catch (const Error& error) {
    result.absent = "the friend tree '" + info.tree + "' cannot be opened: " + error.what();
  }
  return result;
}

}  // namespace

std::shared_ptr<const ColumnSource> WithFriends(std::shared_ptr<const Table> table,
                                                const FileOpener& open) {
  const auto tree = std::dynamic_pointer_cast<const Tree>(table);
  if (!tree || tree->Friends().empty()) return table;
  std::vector<NamedSource> friends;
  for (const auto& info : tree->Friends()) friends.push_back(OpenFriend(*tree, info, open));
  return MakeFriends(std::move(table), std::move(friends));
}

}  // namespace TMVA::inline standalone
