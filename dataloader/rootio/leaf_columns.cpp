// Columns of branches made of leaves: "x/F", "x[n][2]/F", "a/F:b/I", "name/C".
#include <map>

#include "dataloader/rootio/column_maker.h"

namespace TMVA::inline standalone::rootio {
namespace {

std::optional<NumberCoding> LeafCoding(const LeafMetadata& leaf) {
  static const std::map<std::string, std::pair<DataType, DataType>> types{
      {"TLeafB", {DataType::kInt8, DataType::kUInt8}},
      {"TLeafS", {DataType::kInt16, DataType::kUInt16}},
      {"TLeafI", {DataType::kInt32, DataType::kUInt32}},
      {"TLeafL", {DataType::kInt64, DataType::kUInt64}},
      {"TLeafG", {DataType::kInt64, DataType::kUInt64}},
      {"TLeafF", {DataType::kFloat32, DataType::kFloat32}},
      {"TLeafD", {DataType::kFloat64, DataType::kFloat64}},
      {"TLeafO", {DataType::kBool, DataType::kBool}}};
  if (leaf.class_name == "TLeafF16") return PackedCoding(true, leaf.title);
  if (leaf.class_name == "TLeafD32") return PackedCoding(false, leaf.title);
  const auto found = types.find(leaf.class_name);
  if (found == types.end()) return std::nullopt;
  return PlainCoding(leaf.is_unsigned ? found->second.second : found->second.first);
}

EntryWalk TextWalk(std::vector<Skip> skips) {
  EntryWalk walk;
  walk.skips = std::move(skips);
  walk.is_counted = false;
  walk.levels = 1;
  walk.is_text = true;
  return walk;
}

/// The leaves of one entry follow each other without gaps.
class LeafColumns {
 public:
  LeafColumns(const BranchMetadata& branch, std::size_t index, std::vector<Column>& columns)
      : branch_(branch), index_(index), columns_(columns) {}

  void Add() {
    const auto first = columns_.size();
    for (std::size_t i = 0; i < branch_.leaves.size(); ++i) AddLeaf(i);
    for (auto i = first; i < columns_.size(); ++i) {
      auto& column = columns_[i];
      if (column.layout.storage != ColumnLayout::Storage::kFixed) continue;
      column.layout.entry_bytes = offset_;
      if (regular_ || !column.info.unsupported.empty()) continue;
      EntryWalk walk;  // entries differ in size: the values are found from each entry's start
      walk.skips = {{Skip::Kind::kBytes, column.layout.offset}};
      SetWalked(column, {column.layout.coding, column.info.length, column.info.dimensions}, walk);
    }
  }

 private:
  void AddLeaf(std::size_t number) {
    const auto& leaf = branch_.leaves[number];
    const bool several = branch_.leaves.size() > 1;
    auto& column = columns_.emplace_back();
    column.info.name = several ? branch_.name + "." + leaf.name : branch_.name;
    column.layout.branch = index_;
    column.leaf = number;
    const bool is_last = number + 1 == branch_.leaves.size();
    if (!known_) return SetUnsupported(column, "leaf list of variable length, " + branch_.title);
    if (leaf.class_name == "TLeafC") {
      column.info.type_name = "char*";
      SetWalked(column, {PlainCoding(DataType::kUInt8)}, TextWalk(skips_));
      skips_.push_back({Skip::Kind::kText, 0});
      regular_ = false;
      return;
    }
    const auto coding = LeafCoding(leaf);
    if (leaf.length < 1 || leaf.length > kLongestEntry || !coding) {
      known_ = regular_ = false;
      return SetUnsupported(column, leaf.class_name + " " + branch_.title);
    }
    const ValueShape shape{*coding, leaf.length, Dimensions(leaf.title, leaf.length)};
    if (leaf.is_counted && !several) return SetRun(column, shape, 0);
    if (leaf.is_counted) {
      known_ = regular_ = false;
      if (!is_last) return SetUnsupported(column, "leaf list of variable length, " + branch_.title);
      EntryWalk walk;
      walk.skips = skips_;
      walk.is_counted = false;
      walk.levels = 1;
      return SetWalked(column, shape, std::move(walk));
    }
    SetFixed(column, shape);
    if (!regular_) {
      EntryWalk walk;
      walk.skips = skips_;
      SetWalked(column, shape, std::move(walk));
    }
    column.layout.offset = offset_;
    const auto bytes = leaf.length * static_cast<std::int64_t>(coding->stored_bytes);
    offset_ += bytes;
    skips_.push_back({Skip::Kind::kBytes, bytes});
  }

  const BranchMetadata& branch_;
  std::size_t index_;
  std::vector<Column>& columns_;
  std::vector<Skip> skips_;  ///< all leaves before
  std::int64_t offset_ = 0;
  bool regular_ = true;  ///< all leaves are of fixed size so far
  bool known_ = true;    ///< all leaves so far can be stepped over
};

}  // namespace

void AddLeafColumns(const BranchMetadata& branch, std::size_t index, std::vector<Column>& columns) {
  LeafColumns(branch, index, columns).Add();
}

}  // namespace TMVA::inline standalone::rootio
