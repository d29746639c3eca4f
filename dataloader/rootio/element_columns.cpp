// Columns of branches that were made from classes: objects, their members, collections.
#include "dataloader/rootio/column_maker.h"
#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/type_name.h"

namespace TMVA::inline standalone::rootio {
namespace {

using Kind = StreamedType::Kind;
using Header = StreamedType::Header;
using Count = StreamedType::Count;

/// TBranchElement::fType.
enum BranchType : int {
  kCustom = -1,
  kClones = 3,
  kCollection = 4,
  kClonesMember = 31,
  kCollectionMember = 41
};

class EntryTypeMaker {
 public:
  EntryTypeMaker(const BranchMetadata& branch, const StreamerInfos& infos)
      : branch_(branch), infos_(infos), builder_(infos), element_(FindElement()) {}

  EntryType Make() {
    EntryType entry;
    entry.value = IsCollection() ? Size() : branch_.element_id < 0 ? Whole() : Member();
    entry.slots = builder_.Slots();
    if (entry.value.type_name.empty()) entry.value.type_name = Named();
    return entry;
  }

  bool IsCollection() const {
    return branch_.element_type == kClones || branch_.element_type == kCollection;
  }

 private:
  std::string Named() const {
    if (element_ != nullptr && !element_->type_name.empty()) return element_->type_name;
    return branch_.element_id < 0 ? branch_.class_name
                                  : "code " + std::to_string(branch_.streamer_type);
  }

  /// A split collection's own branch holds how many objects there are.
  StreamedType Size() { return builder_.OfNumbers(PlainCoding(DataType::kInt32), {}, 1); }

  /// An object, text or collection that is not part of another.
  StreamedType Whole() {
    if (branch_.streamed_as == "TBranchObject") return WholeWith(Header::kClass);
    auto type = builder_.OfType(branch_.class_name);
    if (type.kind == Kind::kRecord) {
      return WholeWith(branch_.element_type == kCustom ? Header::kVersion : Header::kOptional);
    }
    return type.kind == Kind::kList && type.is_collection
               ? builder_.With(Header::kVersion, std::move(type))
               : type;
  }

  StreamedType WholeWith(Header header) {
    const auto* layout = infos_.Find(branch_.class_name, branch_.class_version);
    if (layout == nullptr) layout = infos_.FindNewest(branch_.class_name);
    return builder_.With(header, builder_.OfClass(branch_.class_name, layout));
  }

  /// A member of a class; of all objects of a split collection at once.
  StreamedType Member() {
    auto element = MemberElement();
    const bool of_many =
        branch_.element_type == kClonesMember || branch_.element_type == kCollectionMember;
    const int code = element.type;
    const bool is_array = code > kFixedArray && code < kCountedArray;
    if (code > kCountedArray && code < kCountedArray + kFixedArray) {
      const auto coding = MemberCoding(code - kCountedArray, element.title);
      if (!coding || of_many || element.array_length > 0) return {};
      return builder_.OfList(builder_.OfNumbers(*coding, {}, 1), Count::kToEnd, Header::kFlag);
    }
    StreamedType type;
    if (const auto coding = MemberCoding(is_array ? code - kFixedArray : code, element.title)) {
      const auto& leaf = branch_.leaves[0];
      type = builder_.OfNumbers(*coding, Dimensions(leaf.title, leaf.length), leaf.length);
      if (code % 20 == kFloat16) type.type_name.replace(0, 5, "Float16_t");
      if (code % 20 == kDouble32) type.type_name.replace(0, 6, "Double32_t");
    } else {
      type = builder_.OfElement(element);
    }
    if (!of_many || type.kind == Kind::kUnknown) return type;
    if (!type.is_collection) return builder_.OfList(std::move(type), Count::kToEnd);
    return builder_.OfList(builder_.With(Header::kNone, std::move(type)), Count::kToEnd,
                           Header::kVersion);
  }

  /// The element of the StreamerInfo, in the type that the branch says.
  StreamerElement MemberElement() const {
    StreamerElement element;
    const int code = branch_.streamer_type;
    if (element_ != nullptr) {
      element = *element_;
    } else if (code % 20 == kDouble32 || code % 20 == kFloat16) {
      return element;  // only the StreamerInfo knows how these are stored
    }
    const bool named_bool = element.type % 20 == kBool && code % 20 == kUChar && code < 60;
    if (!named_bool) element.type = code;
    return element;
  }

  /// The member of its class that the branch holds; nullptr for a whole object.
  const StreamerElement* FindElement() const {
    if (branch_.element_id < 0) return nullptr;
    const auto* layout = infos_.Find(branch_.class_name, branch_.class_version);
    if (layout == nullptr) layout = infos_.FindNewest(branch_.class_name);
    const auto id = static_cast<std::size_t>(branch_.element_id);
    if (layout == nullptr || id >= layout->elements.size()) return nullptr;
    return &layout->elements[id];
  }

  const BranchMetadata& branch_;
  const StreamerInfos& infos_;
  TypeBuilder builder_;
  const StreamerElement* element_;
};

}  // namespace

std::vector<Column> ElementColumns(const BranchMetadata& branch, std::size_t index,
                                   const StreamerInfos& infos) {
  EntryTypeMaker type(branch, infos);
  if (branch.leaves.empty() || (branch.has_children && !type.IsCollection())) return {};
  auto entry = type.Make();
  const auto& value = entry.value;
  if (value.kind == Kind::kNumbers) return {FixedColumn(index, value, 0, value.fixed_bytes)};
  return ColumnsOf(index, std::move(entry));
}

}  // namespace TMVA::inline standalone::rootio
