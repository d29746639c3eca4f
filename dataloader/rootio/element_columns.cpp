// Columns of branches made from classes: vectors, texts, and the members of split objects.
#include "dataloader/rootio/column_maker.h"
#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/object_columns.h"
#include "dataloader/rootio/type_name.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kClones = 3, kCollection = 4, kClonesMember = 31, kCollectionMember = 41;
constexpr std::int64_t kVectorHeader = 6, kCountBytes = 4;

class ElementColumns {
 public:
  ElementColumns(const BranchMetadata& branch, std::size_t index, const StreamerInfos& infos,
                 std::vector<Column>& columns)
      : branch_(branch),
        infos_(infos),
        columns_(columns),
        is_member_(branch.element_type == kClonesMember ||
                   branch.element_type == kCollectionMember) {
    column_.info.name = branch.name;
    column_.layout.branch = index;
    element_ = FindElement();
    type_name_ = element_ == nullptr         ? branch.class_name
                 : element_->type == kBase ? element_->name
                                           : element_->type_name;
    column_.info.type_name = type_name_;
  }

  void Add() {
    const bool is_collection =
        branch_.element_type == kClones || branch_.element_type == kCollection;
    if (branch_.leaves.empty() || (branch_.has_children && !is_collection)) return;
    if (is_collection) {
      column_.info.type_name = "int32_t";  // the number of items
      SetFixed(column_, {PlainCoding(DataType::kInt32)});
    } else if (!AddNumbers() && !AddText() && !AddList()) {
      if (!is_member_ && IsObject() &&
          AddObjectColumns(column_, Stored(), infos_, columns_))
        return;
      SetUnsupported(column_, type_name_.empty() ? "code " + std::to_string(type_) : type_name_);
    }
    columns_.push_back(std::move(column_));
  }

 private:
  /// The member of its class that a branch holds; nullptr for a whole object.
  const StreamerElement* FindElement() {
    type_ = branch_.streamer_type;
    if (branch_.element_id < 0) return nullptr;
    const auto* layout = infos_.Find(branch_.class_name, branch_.class_version);
    if (layout == nullptr) layout = infos_.FindNewest(branch_.class_name);
    const auto id = static_cast<std::size_t>(branch_.element_id);
    if (layout == nullptr || id >= layout->elements.size()) return nullptr;
    const auto& element = layout->elements[id];
    // Old branches call a bool an unsigned char.
    if (element.type % 20 == kBool && type_ % 20 == kUChar) type_ = element.type;
    return &element;
  }

  /// Only of a whole object the branch says the version.
  StoredClass Stored() const {
    if (element_ == nullptr) return {type_name_, branch_.class_version, false};
    return {type_name_, -1, true};
  }

  bool IsObject() const {
    if (element_ == nullptr) return branch_.element_id < 0 && type_ == -1;
    return type_ == kBase || type_ == kObject || type_ == kAny || type_ == kTNamed || type_ == kTObject ||
           type_ == kObjectInline || type_ == kAnyInline;
  }

  /// Numbers, fixed arrays of them, and arrays "T* //[n]".
  bool AddNumbers() {
    if (type_ <= 0 || type_ >= 60) return false;
    const int code = type_ % 20;
    const bool is_packed = code == kDouble32 || code == kFloat16;
    const std::string title = element_ == nullptr ? "" : element_->title;
    const auto coding = MemberCoding(code, title);
    const auto& leaf = branch_.leaves[0];
    if (!coding || leaf.length < 1 || leaf.length > kLongestEntry) return false;
    if (is_packed && element_ == nullptr && branch_.element_id >= 0) {
      SetUnsupported(column_, "Double32_t or Float16_t of class " + branch_.class_name +
                                  ", whose StreamerInfo is missing");
      return true;
    }
    if (type_ > kCountedArray) {
      if (is_member_) return false;
      SetRun(column_, {*coding}, 1);  // behind a byte that says whether there is one
      return true;
    }
    const ValueShape shape{*coding, leaf.length, Dimensions(leaf.title, leaf.length)};
    is_member_ ? SetRun(column_, shape, 0) : SetFixed(column_, shape);
    return true;
  }

  bool AddText() {
    const bool is_whole = element_ == nullptr && branch_.class_name == "string";
    if (type_ != kString && type_ != kStlString && !is_whole) return false;
    EntryWalk walk;
    walk.is_counted = false;
    walk.levels = is_member_ ? 2 : 1;
    walk.is_text = true;
    walk.header_bytes = is_member_ && type_ == kStlString ? kVectorHeader : 0;
    SetWalked(column_, {PlainCoding(DataType::kUInt8)}, std::move(walk));
    return true;
  }

  bool AddList() {
    if (type_ != -1 && type_ != kStl && type_ != kStreamer) return false;
    const auto list = ParseListType(type_name_);
    if (!list || branch_.leaves[0].length > 1) return false;
    if (!is_member_ && list->levels == 1 && !list->is_text) {
      SetRun(column_, {list->coding}, kVectorHeader + kCountBytes);
      return true;
    }
    EntryWalk walk;
    walk.header_bytes = kVectorHeader;
    walk.is_counted = !is_member_;
    walk.levels = list->levels + (is_member_ ? 1 : 0);
    walk.is_text = list->is_text;
    SetWalked(column_, {list->coding}, std::move(walk));
    return true;
  }

  const BranchMetadata& branch_;
  const StreamerInfos& infos_;
  std::vector<Column>& columns_;
  bool is_member_;  ///< of the items of a split collection: a list in each entry
  Column column_;
  const StreamerElement* element_ = nullptr;
  std::string type_name_;
  int type_ = -1;
};

}  // namespace

void AddElementColumns(const BranchMetadata& branch, std::size_t index, const StreamerInfos& infos,
                       std::vector<Column>& columns) {
  ElementColumns(branch, index, infos, columns).Add();
}

}  // namespace TMVA::inline standalone::rootio
