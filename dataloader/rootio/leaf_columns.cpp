// Columns of branches that are lists of leaves: numbers, arrays, C strings.
#include <algorithm>
#include <map>

#include "dataloader/rootio/column_maker.h"

namespace TMVA::inline standalone::rootio {
namespace {

using Count = StreamedType::Count;

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

/// Types of the leaves of a branch, each one a member of its entry.
class LeafTypes {
 public:
  LeafTypes(const BranchMetadata& branch, std::size_t number, TypeBuilder& builder)
      : branch_(branch), number_(number), builder_(builder) {
    for (std::size_t i = 0; i < branch.leaves.size(); ++i) types_.push_back(OfLeaf(i));
  }

  std::vector<StreamedType> Take() { return std::move(types_); }
  /// Bytes of one item of all arrays whose count lies in another branch.
  std::int64_t SharedItemBytes() const { return shared_item_bytes_; }
  bool CountsDiffer() const { return counts_differ_; }

 private:
  StreamedType OfLeaf(std::size_t i) {
    const auto& leaf = branch_.leaves[i];
    StreamedType type;
    if (leaf.class_name == "TLeafC") {
      type = builder_.OfText();
      type.type_name = "char*";
    } else if (const auto coding = LeafCoding(leaf)) {
      type = builder_.OfNumbers(*coding, Dimensions(leaf.title, leaf.length), leaf.length);
      if (leaf.class_name == "TLeafF16") type.type_name.replace(0, 5, "Float16_t");
      if (leaf.class_name == "TLeafD32") type.type_name.replace(0, 6, "Double32_t");
    }
    if (type.kind == StreamedType::Kind::kUnknown) {
      type.type_name = leaf.class_name + " " + branch_.title;
    } else if (leaf.is_counted) {
      type = OfCounted(leaf, std::move(type), i);
    }
    type.name = leaf.name;
    return type;
  }

  StreamedType OfCounted(const LeafMetadata& leaf, StreamedType item, std::size_t i) {
    if (branch_.leaves.size() == 1) return builder_.OfList(std::move(item), Count::kToEnd);
    const auto item_bytes = item.fixed_bytes;
    auto type = builder_.OfList(std::move(item), Count::kSlot);
    if (leaf.count && leaf.count->branch == number_ && leaf.count->leaf < i) {
      auto& counter = types_[leaf.count->leaf];
      if (counter.slot < 0) counter.slot = builder_.NewSlot();
      counter.has_counters = true;
      type.slot = counter.slot;
      return type;
    }
    if (shared_item_bytes_ == 0 && builder_.Slots() > 0) counts_differ_ = true;
    const auto place = leaf.count.value_or(LeafPlace{SIZE_MAX, 0});
    if (shared_item_bytes_ > 0 && (place.branch != shared_.branch || place.leaf != shared_.leaf)) {
      counts_differ_ = true;
    }
    if (shared_item_bytes_ == 0 && builder_.Slots() == 0) builder_.NewSlot();
    shared_ = place;
    shared_item_bytes_ += item_bytes;
    type.slot = 0;
    return type;
  }

  const BranchMetadata& branch_;
  std::size_t number_;
  TypeBuilder& builder_;
  std::vector<StreamedType> types_;
  LeafPlace shared_;
  std::int64_t shared_item_bytes_ = 0;
  bool counts_differ_ = false;
};

}  // namespace

std::vector<Column> LeafColumns(const BranchMetadata& branch, std::size_t index) {
  const StreamerInfos none;
  TypeBuilder builder(none);
  LeafTypes leaves(branch, index, builder);
  auto types = leaves.Take();
  EntryType entry;
  entry.slots = builder.Slots();
  entry.shared_item_bytes = leaves.SharedItemBytes();
  bool fixed = true, texts = false;
  for (const auto& type : types) {
    fixed = fixed && type.fixed_bytes >= 0;
    texts = texts || type.kind == StreamedType::Kind::kText;
    entry.shared_fixed_bytes += std::max<std::int64_t>(type.fixed_bytes, 0);
  }
  const bool ambiguous =
      leaves.CountsDiffer() || (entry.shared_item_bytes > 0 && (texts || builder.Slots() > 1));
  std::vector<Column> columns;
  if (fixed || ambiguous) {
    std::int64_t offset = 0;
    for (const auto& type : types) {
      columns.push_back(
          fixed ? FixedColumn(index, type, offset, entry.shared_fixed_bytes)
                : UnsupportedColumn(index, "leaf list of variable length, " + branch.title));
      if (types.size() > 1) columns.back().member = type.name;
      offset += std::max<std::int64_t>(type.fixed_bytes, 0);
    }
  } else {
    const bool single = types.size() == 1;
    entry.value = single ? std::move(types.front()) : builder.OfMembers(std::move(types));
    columns = ColumnsOf(index, std::move(entry));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i].leaf = i;
  return columns;
}

}  // namespace TMVA::inline standalone::rootio
