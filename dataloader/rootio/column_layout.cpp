// The columns of a tree: their kinds of storage and their names.
#include "dataloader/rootio/column_layout.h"

#include <algorithm>
#include <map>
#include <set>

#include "dataloader/rootio/column_maker.h"

namespace TMVA::inline standalone::rootio {
namespace {

/// The column of the counting leaf, for baskets without a table of offsets.
std::optional<std::size_t> FindCount(const TreeMetadata& tree, const std::vector<Column>& columns,
                                     const Column& column) {
  const auto& branch = tree.branches[column.layout.branch];
  if (column.layout.storage != ColumnLayout::Storage::kRun || branch.leaves.empty()) return {};
  const auto& place = branch.leaves[column.leaf].count;
  if (!place) return {};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& other = columns[i];
    if (other.layout.branch != place->branch || other.leaf != place->leaf) continue;
    const bool usable = other.info.unsupported.empty() && other.info.length == 1 &&
                        IsInteger(other.info.type) &&
                        other.layout.storage == ColumnLayout::Storage::kFixed;
    return usable ? std::optional(i) : std::nullopt;
  }
  return {};
}

/// A branch may have been filled less often than its tree.
void MarkShort(const TreeMetadata& tree, Column& column) {
  const auto& baskets = tree.branches[column.layout.branch].baskets;
  const auto entries = baskets.Entries();
  if (!column.info.unsupported.empty() || !baskets.damage.empty()) return;
  if (entries >= tree.entries) return;
  column.info.unsupported = "it has " + std::to_string(entries) + " entries, its tree has " +
                            std::to_string(tree.entries);
}

std::string Join(const std::string& branch, const std::string& member) {
  if (member.empty()) return branch;
  return branch + (branch.ends_with('.') ? "" : ".") + member;
}

/// A column is called by its branch where that is the only one of this name, else with its parents.
void MakeNamesUnique(const TreeMetadata& tree, std::vector<Column>& columns) {
  const auto rename = [&](const auto& longer) {
    std::map<std::string, int> uses;
    for (const auto& column : columns) ++uses[column.info.name];
    for (auto& column : columns)
      if (uses[column.info.name] > 1) column.info.name = longer(column);
  };
  rename([&](const Column& column) {
    const auto& branch = tree.branches[column.layout.branch];
    return branch.parent.empty() ? column.info.name : Join(branch.parent, column.info.name);
  });
  rename([&](const Column& column) {
    auto text = tree.branches[column.layout.branch].path;
    std::replace(text.begin(), text.end(), '/', '.');
    return Join(text, column.member);
  });
  std::set<std::string> names;
  for (auto& column : columns) {
    const auto name = column.info.name;
    for (int n = 2; !names.insert(column.info.name).second; ++n)
      column.info.name = name + "#" + std::to_string(n);
  }
}

}  // namespace

std::vector<std::int64_t> Dimensions(const std::string& title, std::int64_t length) {
  constexpr std::int64_t kLongestEntry = std::int64_t{1} << 30;  // a basket is smaller than 2 GiB
  std::vector<std::int64_t> dimensions;
  std::int64_t product = 1;
  for (auto open = title.find('['); open != std::string::npos; open = title.find('[', open + 1)) {
    std::int64_t size = 0;
    auto at = open + 1;
    for (; at < title.size() && title[at] >= '0' && title[at] <= '9' && size < kLongestEntry; ++at)
      size = 10 * size + (title[at] - '0');
    if (at == open + 1 || at >= title.size() || title[at] != ']') continue;  // a counter or a range
    dimensions.push_back(size);
    product = size > 0 && product < kLongestEntry ? product * size : 0;
  }
  if (product == length) return dimensions;
  return length == 1 ? std::vector<std::int64_t>() : std::vector{length};
}

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < tree.branches.size(); ++i) {
    const auto& branch = tree.branches[i];
    const bool of_class =
        branch.streamed_as == "TBranchElement" || branch.streamed_as == "TBranchObject";
    for (auto& column : of_class ? ElementColumns(branch, i, infos) : LeafColumns(branch, i)) {
      // Members that are arrays have branches called "x[3]".
      const auto end = branch.parent.empty() ? std::string::npos : branch.name.find('[');
      const auto name = branch.name.substr(0, end);
      column.info.name = Join(name, column.member);
      column.info.path = Join(branch.path, column.member);
      columns.push_back(std::move(column));
    }
  }
  MakeNamesUnique(tree, columns);
  for (auto& column : columns) {
    MarkShort(tree, column);
    if (column.info.path == column.info.name) column.info.path.clear();
    column.layout.count_column = FindCount(tree, columns, column);
  }
  return columns;
}

}  // namespace TMVA::inline standalone::rootio
