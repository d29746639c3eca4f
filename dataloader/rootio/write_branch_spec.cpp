// Checks of branch specifications, titles, and the classes of vectors.
#include "dataloader/rootio/write_branch_spec.h"

#include <TMVA/Error.h>

#include <set>

namespace TMVA::inline standalone::rootwrite {
namespace {

void Require(bool holds, const std::string& tree, const BranchSpec& branch,
             const std::string& what) {
  if (!holds) throw DataError("tree '" + tree + "', branch '" + branch.name + "': " + what);
}

/// These have a meaning in titles ("name[3]/F:other/I") and paths.
bool IsUsableName(std::string_view name) {
  constexpr std::string_view kForbidden("/:[]\0", 5);
  return !name.empty() && name.find_first_of(kForbidden) == std::string_view::npos;
}

void CheckLeaf(const LeafSpec& leaf, const BranchSpec& branch, const std::string& tree) {
  Require(
      IsUsableName(leaf.name), tree, branch,
      "'" + leaf.name + "' cannot name a leaf: expected a character at least, and none of /:[]");
  Require(leaf.length >= 1 && leaf.length <= kLargestEntry, tree, branch,
          "leaf '" + leaf.name + "' has " + std::to_string(leaf.length) +
              " values an entry, expected 1 to " + std::to_string(kLargestEntry));
  Require(!leaf.is_string || (branch.leaves.size() == 1 && leaf.length == 1), tree, branch,
          "a string must be the only leaf of its branch, and have length 1");
  if (leaf.dimensions.empty()) return;
  std::int64_t product = 1;
  for (const auto size : leaf.dimensions)
    product = size >= 1 && size <= kLargestEntry && product <= leaf.length ? product * size : 0;
  Require(product == leaf.length, tree, branch,
          "the dimensions of leaf '" + leaf.name + "' do not multiply to its length " +
              std::to_string(leaf.length));
}

void CheckLists(const BranchSpec& branch, const std::string& tree) {
  const auto& leaf = branch.leaves.front();
  Require(branch.list_levels >= 0 && branch.list_levels <= (leaf.is_string ? 1 : 2), tree, branch,
          "lists of " + std::to_string(branch.list_levels) + " levels " +
              (leaf.is_string ? "of strings " : "") + "cannot be written");
  if (branch.list_levels == 0) {
    Require(branch.count_branch.empty(), tree, branch,
            "has a count branch, '" + branch.count_branch + "', but no lists");
    return;
  }
  Require(branch.leaves.size() == 1, tree, branch, "a branch of lists takes one leaf only");
  if (branch.count_branch.empty()) {
    Require(leaf.length == 1, tree, branch,
            "the items of its lists are arrays, which need a count branch");
    return;
  }
  Require(branch.list_levels == 1 && !leaf.is_string, tree, branch,
          "a count branch is for lists of numbers of one level");
  Require(IsUsableName(branch.count_branch) && branch.count_branch != branch.name, tree, branch,
          "cannot be counted by a branch '" + branch.count_branch + "'");
}

}  // namespace

LeafType TypeOf(const LeafSpec& leaf) {
  if (leaf.is_string) return {"TLeafC", 'C', 1, false};
  switch (leaf.type) {
    case DataType::kBool:
      return {"TLeafO", 'O', 1, false};
    case DataType::kInt8:
      return {"TLeafB", 'B', 1, false};
    case DataType::kUInt8:
      return {"TLeafB", 'b', 1, true};
    case DataType::kInt16:
      return {"TLeafS", 'S', 2, false};
    case DataType::kUInt16:
      return {"TLeafS", 's', 2, true};
    case DataType::kInt32:
      return {"TLeafI", 'I', 4, false};
    case DataType::kUInt32:
      return {"TLeafI", 'i', 4, true};
    case DataType::kInt64:
      return {"TLeafL", 'L', 8, false};
    case DataType::kUInt64:
      return {"TLeafL", 'l', 8, true};
    case DataType::kFloat32:
      return {"TLeafF", 'F', 4, false};
    case DataType::kFloat64:
      return {"TLeafD", 'D', 8, false};
  }
  throw DataError("leaf '" + leaf.name + "' has an unknown type");
}

BranchKind KindOf(const BranchSpec& branch) {
  if (branch.list_levels > 0)
    return branch.count_branch.empty() ? BranchKind::kObject : BranchKind::kCounted;
  return branch.leaves.front().is_string ? BranchKind::kText : BranchKind::kFixed;
}

void CheckSpec(const BranchSpec& branch, const std::string& tree) {
  Require(IsUsableName(branch.name), tree, branch,
          "cannot have this name: expected a character at least, and none of /:[]");
  Require(!branch.leaves.empty(), tree, branch, "has no leaves");
  std::set<std::string_view> names;
  std::int64_t entry_bytes = 0;
  for (const auto& leaf : branch.leaves) {
    CheckLeaf(leaf, branch, tree);
    Require(names.insert(leaf.name).second, tree, branch, "leaf '" + leaf.name + "' appears twice");
    entry_bytes += leaf.length * static_cast<std::int64_t>(TypeOf(leaf).size);
  }
  Require(entry_bytes <= kLargestEntry, tree, branch,
          "an entry has " + std::to_string(entry_bytes) + " bytes, expected at most " +
              std::to_string(kLargestEntry));
  CheckLists(branch, tree);
}

std::string LeafTitle(const BranchSpec& branch, const LeafSpec& leaf) {
  std::string title = leaf.name;
  if (!branch.count_branch.empty()) title += '[' + branch.count_branch + ']';
  if (!leaf.dimensions.empty()) {
    for (const auto size : leaf.dimensions) title += '[' + std::to_string(size) + ']';
  } else if (leaf.length > 1) {
    title += '[' + std::to_string(leaf.length) + ']';
  }
  return title;
}

std::string BranchTitle(const BranchSpec& branch) {
  if (KindOf(branch) == BranchKind::kObject) return branch.name;
  std::string title;
  for (const auto& leaf : branch.leaves) {
    if (!title.empty()) title += ':';
    title += LeafTitle(branch, leaf) + '/' + TypeOf(leaf).code;
  }
  return title;
}

ObjectClass ClassOf(const BranchSpec& branch) {
  struct Item {
    std::string_view name;
    std::uint32_t vector, nested;  // checksums of vectors of it, and of vectors of these
  };
  // In the order of DataType; 64-bit integers by the names that mean 64 bits on every system.
  constexpr Item kItems[] = {
      {"bool", 0x01c8b117, 0x2b21e972},           {"char", 0x01c8b03f, 0x2b21e1da},
      {"unsigned char", 0x2b7230da, 0x616d65b7},  {"short", 0x055a2247, 0x8166422c},
      {"unsigned short", 0x8256a418, 0x2448cdc3}, {"int", 0x00983b88, 0xb90b52bd},
      {"unsigned int", 0xb9261111, 0x75cf295c},   {"Long64_t", 0x907dd4be, 0xa5a6dbe1},
      {"ULong64_t", 0xb178f86b, 0xf0efde20},      {"float", 0x055a169b, 0x8165d920},
      {"double", 0x100e4364, 0x8431864f}};
  constexpr Item kString = {"string", 0x100e72bc, 0x84333067};
  const auto& leaf = branch.leaves.front();
  const auto& item = leaf.is_string ? kString : kItems[static_cast<std::size_t>(leaf.type)];
  const auto vector = "vector<" + std::string(item.name) + ">";
  if (branch.list_levels == 1) return {vector, item.vector};
  return {"vector<" + vector + " >", item.nested};
}

}  // namespace TMVA::inline standalone::rootwrite
