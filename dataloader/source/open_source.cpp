// OpenSource: trees named by text, "dir/*.root:tree".
#include <algorithm>
#include <mutex>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/File.h>

#include "dataloader/source/path.h"

namespace TMVA::inline standalone {
namespace {

/// Up to so many files of a chain stay open from its making on; more are opened when they are read.
constexpr std::size_t kMaxOpenFiles = 64;

bool IsTable(const KeyInfo& key) { return IsTree(key.class_name) || IsRNTuple(key.class_name); }

/// The name of the file's only table.
std::string OnlyTree(const File& file) {
  std::vector<std::string> names;
  for (const auto& key : file.Keys())
    if (IsTable(key) && std::find(names.begin(), names.end(), key.name) == names.end())
      names.push_back(key.name);
  if (names.empty()) throw DataError(file.Path() + ": the file holds no tree");
  if (names.size() == 1) return names.front();
  constexpr std::size_t kNamed = 20;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < kNamed; ++i)
    text += (i == 0 ? " '" : ", '") + names[i] + "'";
  if (names.size() > kNamed) text += " and " + std::to_string(names.size() - kNamed) + " more";
  throw DataError(file.Path() + ": the file holds " + std::to_string(names.size()) + " trees," +
                  text + "; name one, as in '" + file.Path() + ":" + names.front() + "'");
}

std::shared_ptr<const Table> OpenTable(const std::string& path, const std::string& tree) {
  const auto file = File::Open(path);
  return file->GetTable(tree.empty() ? OnlyTree(*file) : tree);
}

std::shared_ptr<const ColumnSource> OpenJoined(const std::string& path, const std::string& tree) {
  return WithFriends(OpenTable(path, tree));
}

/// Keeps the cursor's file open as long as the cursor lives.
class ReopenedCursor : public ColumnCursor {
 public:
  ReopenedCursor(std::shared_ptr<const ColumnSource> tree, std::vector<std::size_t> columns)
      : tree_(std::move(tree)), cursor_(tree_->OpenCursor(std::move(columns))) {}
  void Prepare(EntryRange range) override { cursor_->Prepare(range); }
  void Read(EntryRange range, std::span<ColumnBlock> out) override { cursor_->Read(range, out); }

 private:
  std::shared_ptr<const ColumnSource> tree_;
  std::unique_ptr<ColumnCursor> cursor_;
};

bool SameColumns(const std::vector<ColumnInfo>& a, const std::vector<ColumnInfo>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ColumnInfo& x, const ColumnInfo& y) {
                      return x.name == y.name && x.type == y.type && x.length == y.length &&
                             x.dimensions == y.dimensions && x.list_levels == y.list_levels &&
                             x.is_text == y.is_text && x.unsupported == y.unsupported;
                    });
}

/// A tree whose schema is known and whose file is closed until somebody reads it.
class ClosedTree : public ColumnSource {
 public:
  using Schema = std::shared_ptr<const std::vector<ColumnInfo>>;
  ClosedTree(TreePath place, const ColumnSource& tree, Schema schema)
      : place_(std::move(place)),
        description_(tree.Description()),
        files_(tree.Files()),
        entries_(tree.NumEntries()),
        schema_(std::move(schema)),
        clusters_(tree.Clusters()) {}

  std::string Description() const override { return description_; }
  std::vector<std::string> Files() const override { return files_; }
  std::int64_t NumEntries() const override { return entries_; }
  const std::vector<ColumnInfo>& Columns() const override { return *schema_; }
  std::vector<EntryRange> Clusters() const override { return clusters_; }
  std::vector<std::int64_t> PieceStarts(std::size_t column) const override {
    return Reopen()->PieceStarts(column);
  }
  std::unique_ptr<ColumnCursor> OpenCursor(std::vector<std::size_t> columns) const override {
    return std::make_unique<ReopenedCursor>(Reopen(), std::move(columns));
  }

 private:
  /// Cursors of several threads share one open file.
  std::shared_ptr<const ColumnSource> Reopen() const {
    const std::lock_guard lock(mutex_);
    if (auto tree = open_.lock()) return tree;
    auto tree = OpenJoined(place_.path, place_.tree);
    if (tree->NumEntries() != entries_ || !SameColumns(tree->Columns(), *schema_))
      throw DataError(description_ + ": the file has changed since it was opened first");
    open_ = tree;
    return tree;
  }

  TreePath place_;
  std::string description_;
  std::vector<std::string> files_;
  std::int64_t entries_;
  Schema schema_;  ///< shared among the trees of a chain
  std::vector<EntryRange> clusters_;
  mutable std::mutex mutex_;
  mutable std::weak_ptr<const ColumnSource> open_;
};

std::shared_ptr<const ColumnSource> Close(TreePath place, const ColumnSource& tree,
                                          ClosedTree::Schema& schema) {
  if (!schema || !SameColumns(*schema, tree.Columns()))
    schema = std::make_shared<const std::vector<ColumnInfo>>(tree.Columns());
  return std::make_shared<ClosedTree>(std::move(place), tree, schema);
}

}  // namespace

std::shared_ptr<const ColumnSource> OpenSource(const std::string& path_and_tree) {
  return OpenSources({path_and_tree});
}

std::shared_ptr<const ColumnSource> OpenSources(const std::vector<std::string>& paths_and_trees) {
  if (paths_and_trees.empty()) throw DataError("no file is named");
  std::vector<TreePath> files;
  for (const auto& text : paths_and_trees) {
    const auto [pattern, tree] = SplitTreePath(text);
    for (auto& path : ExpandPath(pattern)) files.push_back({std::move(path), tree});
  }
  std::vector<std::shared_ptr<const ColumnSource>> parts;
  ClosedTree::Schema schema;
  for (const auto& file : files) {
    auto tree = OpenJoined(file.path, file.tree);
    if (files.size() <= kMaxOpenFiles)
      parts.push_back(std::move(tree));
    else
      parts.push_back(Close(file, *tree, schema));
  }
  return MakeChain(std::move(parts));
}

}  // namespace TMVA::inline standalone
