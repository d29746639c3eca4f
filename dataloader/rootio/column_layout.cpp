// Which columns a tree has, and how the bytes of a basket become their values.
#include "dataloader/rootio/column_layout.h"

#include <algorithm>
#include <map>
#include <set>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::int64_t kLongestEntry = std::int64_t{1} << 30;  // a basket is smaller than 2 GiB

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

/// Coding of a class member by the code of its type; `title` is its comment.
std::optional<NumberCoding> MemberCoding(int type, const std::string& title) {
  static const std::map<int, DataType> types{
      {kChar, DataType::kInt8},    {kLegacyChar, DataType::kInt8}, {kShort, DataType::kInt16},
      {kInt, DataType::kInt32},    {kCounter, DataType::kInt32},   {kLong, DataType::kInt64},
      {kLong64, DataType::kInt64}, {kFloat, DataType::kFloat32},   {kDouble, DataType::kFloat64},
      {kUChar, DataType::kUInt8},  {kUShort, DataType::kUInt16},   {kUInt, DataType::kUInt32},
      {kBits, DataType::kUInt32},  {kULong, DataType::kUInt64},    {kULong64, DataType::kUInt64},
      {kBool, DataType::kBool}};
  const auto range = title.starts_with('[') ? title.substr(0, title.find(']') + 1) : std::string();
  if (type == kFloat16) return PackedCoding(true, range);
  if (type == kDouble32) return PackedCoding(false, range);
  const auto found = types.find(type);
  return found == types.end() ? std::nullopt : std::optional(PlainCoding(found->second));
}

/// Coding of the items of "vector<T>" or "ROOT::VecOps::RVec<T>".
std::optional<NumberCoding> VectorCoding(std::string name) {
  static const std::map<std::string, DataType> types{{"bool", DataType::kBool},
                                                     {"Bool_t", DataType::kBool},
                                                     {"char", DataType::kInt8},
                                                     {"signed char", DataType::kInt8},
                                                     {"Char_t", DataType::kInt8},
                                                     {"int8_t", DataType::kInt8},
                                                     {"unsigned char", DataType::kUInt8},
                                                     {"UChar_t", DataType::kUInt8},
                                                     {"uint8_t", DataType::kUInt8},
                                                     {"short", DataType::kInt16},
                                                     {"Short_t", DataType::kInt16},
                                                     {"int16_t", DataType::kInt16},
                                                     {"unsigned short", DataType::kUInt16},
                                                     {"UShort_t", DataType::kUInt16},
                                                     {"uint16_t", DataType::kUInt16},
                                                     {"int", DataType::kInt32},
                                                     {"Int_t", DataType::kInt32},
                                                     {"int32_t", DataType::kInt32},
                                                     {"unsigned int", DataType::kUInt32},
                                                     {"UInt_t", DataType::kUInt32},
                                                     {"uint32_t", DataType::kUInt32},
                                                     {"long", DataType::kInt64},
                                                     {"Long_t", DataType::kInt64},
                                                     {"long long", DataType::kInt64},
                                                     {"Long64_t", DataType::kInt64},
                                                     {"int64_t", DataType::kInt64},
                                                     {"unsigned long", DataType::kUInt64},
                                                     {"ULong_t", DataType::kUInt64},
                                                     {"unsigned long long", DataType::kUInt64},
                                                     {"ULong64_t", DataType::kUInt64},
                                                     {"uint64_t", DataType::kUInt64},
                                                     {"unsigned", DataType::kUInt32},
                                                     {"float", DataType::kFloat32},
                                                     {"Float_t", DataType::kFloat32},
                                                     {"double", DataType::kFloat64},
                                                     {"Double_t", DataType::kFloat64}};
  for (const char* prefix : {"std::", "ROOT::VecOps::", "ROOT::"}) {
    if (name.starts_with(prefix)) name.erase(0, std::string_view(prefix).size());
  }
  const auto open = name.find('<');
  if (open == std::string::npos || !name.ends_with('>')) return std::nullopt;
  const auto collection = name.substr(0, open);
  if (collection != "vector" && collection != "RVec") return std::nullopt;
  const auto item = name.substr(open + 1, name.size() - open - 2);
  if (item == "Double32_t") return PackedCoding(false, "");
  const auto found = types.find(item);
  return found == types.end() ? std::nullopt : std::optional(PlainCoding(found->second));
}

/// The fixed dimensions in a title like "x[n][2][3]/F", or `length` where they do not multiply to
/// it.
std::vector<std::int64_t> Dimensions(const LeafMetadata& leaf) {
  std::vector<std::int64_t> dimensions;
  std::int64_t product = 1;
  const auto& title = leaf.title;
  for (auto open = title.find('['); open != std::string::npos; open = title.find('[', open + 1)) {
    std::int64_t size = 0;
    auto at = open + 1;
    for (; at < title.size() && title[at] >= '0' && title[at] <= '9' && size < kLongestEntry;
         ++at) {
      size = 10 * size + (title[at] - '0');
    }
    if (at == open + 1 || at >= title.size() || title[at] != ']') continue;  // a counter or a range
    dimensions.push_back(size);
    product = size > 0 && product < kLongestEntry ? product * size : 0;
  }
  if (product == leaf.length) return dimensions;
  return leaf.length == 1 ? std::vector<std::int64_t>() : std::vector{leaf.length};
}

class ColumnMaker {
 public:
  ColumnMaker(const TreeMetadata& tree, const StreamerInfos& infos) : tree_(tree), infos_(infos) {}

  std::vector<Column> Make() {
    for (std::size_t i = 0; i < tree_.branches.size(); ++i) {
      if (tree_.branches[i].streamed_as == "TBranchElement") {
        AddElement(i);
      } else {
        AddLeaves(i);
      }
    }
    MakeNamesUnique();
    for (auto& column : columns_) LinkCount(column);
    return std::move(columns_);
  }

 private:
  Column& Add(std::size_t branch, std::string name) {
    auto& column = columns_.emplace_back();
    column.info.name = std::move(name);
    column.layout.branch = branch;
    const auto& file = tree_.branches[branch].file_name;
    if (!file.empty()) column.info.unsupported = "its baskets lie in another file, " + file;
    return column;
  }

  static void SetFixed(Column& column, const LeafMetadata& leaf, const NumberCoding& coding) {
    column.info.type = coding.type;
    column.info.length = leaf.length;
    column.info.dimensions = Dimensions(leaf);
    column.layout.coding = coding;
    column.layout.length = leaf.length;
    column.layout.entry_bytes = leaf.length * static_cast<std::int64_t>(coding.stored_bytes);
  }

  static void SetVariable(Column& column, const LeafMetadata& leaf, const NumberCoding& coding,
                          std::int64_t header_bytes) {
    SetFixed(column, leaf, coding);
    column.info.length = ColumnInfo::kVariable;
    column.info.list_levels = 1;
    column.layout.length = ColumnInfo::kVariable;
    column.layout.item_length = leaf.length;
    column.layout.header_bytes = header_bytes;
  }

  static void SetUnsupported(Column& column, const std::string& type) {
    if (column.info.unsupported.empty()) column.info.unsupported = "type " + type;
  }

  /// Branches of plain numbers: one column a leaf.
  void AddLeaves(std::size_t index) {
    const auto& branch = tree_.branches[index];
    const auto first = columns_.size();
    const bool several = branch.leaves.size() > 1;
    std::int64_t offset = 0;
    bool regular = true;  // all leaves of known, fixed size: positions in the entry are known
    for (const auto& leaf : branch.leaves) {
      auto& column = Add(index, several ? branch.name + "." + leaf.name : branch.name);
      const auto coding = LeafCoding(leaf);
      if (leaf.length < 1 || leaf.length > kLongestEntry || !coding) {
        SetUnsupported(column, leaf.class_name == "TLeafC" ? "char* (a character string)"
                                                           : leaf.class_name + " " + branch.title);
        regular = false;
      } else if (leaf.is_counted) {
        SetVariable(column, leaf, *coding, 0);
        regular = false;
      } else {
        SetFixed(column, leaf, *coding);
        column.layout.offset = offset;
        offset += column.layout.entry_bytes;
      }
    }
    for (auto i = first; i < columns_.size() && several; ++i) {
      columns_[i].layout.entry_bytes = offset;
      if (!regular) SetUnsupported(columns_[i], "leaf list of variable length, " + branch.title);
    }
  }

  /// Branches made from classes: vectors of numbers and the members of split objects.
  void AddElement(std::size_t index) {
    constexpr int kClones = 3, kCollection = 4, kClonesMember = 31, kCollectionMember = 41;
    constexpr std::int64_t kVectorHeader = 10;
    const auto& branch = tree_.branches[index];
    const bool is_collection = branch.element_type == kClones || branch.element_type == kCollection;
    if (branch.leaves.empty() || (branch.has_children && !is_collection)) return;
    auto& column = Add(index, branch.name);
    const auto* element = FindElement(branch);
    const std::string title = element == nullptr ? "" : element->title;
    const bool is_bool =
        element != nullptr && element->type % 20 == kBool && branch.streamer_type % 20 == kUChar;
    const int type = is_bool ? element->type : branch.streamer_type;
    const auto& type_name = element == nullptr ? branch.class_name : element->type_name;
    LeafMetadata leaf = branch.leaves[0];
    const bool is_packed =
        type > 0 && type < 60 && (type % 20 == kDouble32 || type % 20 == kFloat16);
    if (is_packed && element == nullptr && branch.element_id >= 0) {
      return SetUnsupported(column, "Double32_t or Float16_t of class " + branch.class_name +
                                        ", whose StreamerInfo is missing");
    }
    const bool is_member =
        branch.element_type == kClonesMember || branch.element_type == kCollectionMember;
    if (is_collection) return SetUnsupported(column, branch.class_name + " (a split collection)");
    if (leaf.length < 1 || leaf.length > kLongestEntry) return SetUnsupported(column, type_name);
    if (const auto coding = MemberCoding(type, title)) {
      return is_member ? SetVariable(column, leaf, *coding, 0) : SetFixed(column, leaf, *coding);
    }
    if (type > kFixedArray && type < kCountedArray) {
      if (const auto coding = MemberCoding(type - kFixedArray, title)) {
        return is_member ? SetVariable(column, leaf, *coding, 0) : SetFixed(column, leaf, *coding);
      }
    }
    if (is_member) return SetUnsupported(column, type_name + " in a split collection");
    leaf.length = 1;
    if (type > kCountedArray && type < 60) {
      if (const auto coding = MemberCoding(type - kCountedArray, title)) {
        return SetVariable(column, leaf, *coding, 1);
      }
    }
    if (const auto coding = VectorCoding(type_name);
        coding && (type == -1 || type == kStl || type == kStreamer)) {
      return SetVariable(column, leaf, *coding, kVectorHeader);
    }
    SetUnsupported(column, type_name.empty() ? "code " + std::to_string(type) : type_name);
  }

  /// The member of its class that a branch holds; nullptr for a whole object.
  const StreamerElement* FindElement(const BranchMetadata& branch) const {
    if (branch.element_id < 0) return nullptr;
    const auto* layout = infos_.Find(branch.class_name, branch.class_version);
    if (layout == nullptr) layout = infos_.FindNewest(branch.class_name);
    const auto id = static_cast<std::size_t>(branch.element_id);
    if (layout == nullptr || id >= layout->elements.size()) return nullptr;
    return &layout->elements[id];
  }

  /// The column of the counting leaf, for baskets without a table of offsets.
  void LinkCount(Column& column) const {
    const auto& branch = tree_.branches[column.layout.branch];
    if (column.layout.length != ColumnInfo::kVariable || branch.leaves.empty()) return;
    const auto& place = branch.leaves[0].count;
    if (!place) return;
    std::size_t leaf = 0;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].layout.branch != place->branch) continue;
      if (leaf++ != place->leaf) continue;
      const auto& info = columns_[i].info;
      if (info.unsupported.empty() && info.length == 1 && IsInteger(info.type)) {
        column.layout.count_column = i;
      }
      return;
    }
  }

  /// Members of the same name in different objects: "parent.name".
  void MakeNamesUnique() {
    std::map<std::string, int> uses;
    for (const auto& column : columns_) ++uses[column.info.name];
    for (auto& column : columns_) {
      const auto& parent = tree_.branches[column.layout.branch].parent;
      if (uses[column.info.name] > 1 && !parent.empty()) {
        column.info.name = parent + "." + column.info.name;
      }
    }
    std::set<std::string> names;
    std::erase_if(columns_, [&](const Column& c) { return !names.insert(c.info.name).second; });
  }

  const TreeMetadata& tree_;
  const StreamerInfos& infos_;
  std::vector<Column> columns_;
};

}  // namespace

std::vector<Column> MakeColumns(const TreeMetadata& tree, const StreamerInfos& infos) {
  return ColumnMaker(tree, infos).Make();
}

}  // namespace TMVA::inline standalone::rootio
