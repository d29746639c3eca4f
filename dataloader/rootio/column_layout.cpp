// The columns of a tree: their kinds of storage and their names.
#include "dataloader/rootio/column_layout.h"

#include <algorithm>
#include <map>
#include <set>

#include "dataloader/rootio/column_maker.h"
#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/type_name.h"

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

/// A column is called by its branch where that is the only one of this name, else with its parents.
void MakeNamesUnique(const TreeMetadata& tree, std::vector<Column>& columns) {
  const auto rename = [&](const auto& longer) {
    std::map<std::string, int> uses;
    for (const auto& column : columns) ++uses[column.info.name];
    for (auto& column : columns)
      if (uses[column.info.name] > 1) column.info.name = longer(column);
  };
  const auto tail = [&](const Column& column) {  // ".leaf" or ".member"
    const auto& branch = tree.branches[column.layout.branch].name;
    return column.info.name.starts_with(branch) ? column.info.name.substr(branch.size()) : "";
  };
  rename([&](const Column& column) {
    const auto& branch = tree.branches[column.layout.branch];
    return branch.parent.empty() ? column.info.name : branch.parent + "." + column.info.name;
  });
  rename([&](const Column& column) {
    auto text = tree.branches[column.layout.branch].path;
    std::replace(text.begin(), text.end(), '/', '.');
    return text + tail(column);
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

void SetFixed(Column& column, const ValueShape& shape) {
  column.info.type = shape.coding.type;
  column.info.length = shape.length;
  column.info.dimensions = shape.dimensions;
  column.layout.coding = shape.coding;
  column.layout.item_length = shape.length;
  column.layout.entry_bytes = shape.length * static_cast<std::int64_t>(shape.coding.stored_bytes);
}

void SetRun(Column& column, const ValueShape& shape, std::int64_t header_bytes) {
  SetFixed(column, shape);
  column.info.length = ColumnInfo::kVariable;
  column.info.list_levels = 1;
  column.layout.storage = ColumnLayout::Storage::kRun;
  column.layout.header_bytes = header_bytes;
}

void SetWalked(Column& column, const ValueShape& shape, EntryWalk walk) {
  SetFixed(column, shape);
  column.info.list_levels = walk.levels;
  column.info.is_text = walk.is_text;
  if (walk.levels > 0) column.info.length = ColumnInfo::kVariable;
  column.layout.storage = ColumnLayout::Storage::kWalked;
  column.layout.walk = std::move(walk);
}

void SetUnsupported(Column& column, const std::string& type) {
  if (column.info.unsupported.empty()) column.info.unsupported = "type " + type;
}

std::optional<ListType> ParseListType(const std::string& type_name) {
  constexpr int kDeepest = 8;
  ListType list;
  auto type = ParseTypeName(type_name);
  for (; IsSequence(type) && list.levels < kDeepest; ++list.levels)
    type = ParseTypeName(type.arguments.front());
  if (type.is_pointer || IsSequence(type)) return std::nullopt;
  if (IsStlString(type) || type.name == "TString") {
    list.coding = PlainCoding(DataType::kUInt8);
    list.is_text = true;
    ++list.levels;
    return list;
  }
  if (type.name == "bitset") {
    list.coding = PlainCoding(DataType::kBool);
    ++list.levels;
    return list;
  }
  const auto coding = list.levels == 0 ? std::nullopt : NamedCoding(type.name);
  if (!coding) return std::nullopt;
  list.coding = *coding;
  return list;
}

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < tree.branches.size(); ++i) {
    const auto& branch = tree.branches[i];
    const auto first = columns.size();
    if (branch.streamed_as == "TBranchElement") {
      AddElementColumns(branch, i, infos, columns);
    } else {
      AddLeafColumns(branch, i, columns);
    }
    for (auto k = first; k < columns.size(); ++k) {
      auto& info = columns[k].info;
      info.path = branch.path + info.name.substr(std::min(branch.name.size(), info.name.size()));
    }
  }
  MakeNamesUnique(tree, columns);
  for (auto& column : columns) {
    if (column.info.path == column.info.name) column.info.path.clear();
    column.layout.count_column = FindCount(tree, columns, column);
  }
  return columns;
}

}  // namespace TMVA::inline standalone::rootio
