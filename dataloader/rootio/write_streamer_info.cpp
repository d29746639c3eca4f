// TStreamerInfo and its elements, made from the table of layouts.
#include "dataloader/rootio/write_streamer_info.h"

#include <algorithm>
#include <array>
#include <string>

#include "dataloader/rootio/write_layout.h"
#include "dataloader/rootio/write_object.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

struct BasicType {
  std::string_view name;
  int code, size;
};
constexpr BasicType kBasicTypes[] = {
    {"char", 1, 1},          {"short", 2, 2},         {"int", 3, 4},
    {"float", 5, 4},         {"double", 8, 8},        {"unsigned char", 11, 1},
    {"bool", 18, 1},         {"Long64_t", 16, 8},     {"unsigned short", 12, 2},
    {"unsigned int", 13, 4}, {"unsigned long", 14, 8}};
constexpr BasicType kEnumeration = {"", 3, 4};
constexpr BasicType kStatusBits = {"", 15, 4};  // TObject::fBits

constexpr int kCounterCode = 6, kArrayCode = 40, kStringCode = 65, kVectorCode = 300;
constexpr int kPointerSize = 8, kStringSize = 24, kVectorSize = 24;
constexpr int kVectorKind = 1, kObjectItems = 61;  // what TStreamerSTL says of vector<string>

/// Classes without a streamer info of their own that appear as bases.
struct ForeignBase {
  std::string_view name;
  int version;
  std::uint32_t checksum;
};
constexpr ForeignBase kForeignBases[] = {{"TArrayF", 1, 0x5a0bf6f1}, {"TArrayD", 1, 0x7139ef34}};

BasicType FindBasicType(const Member& member) {
  if (member.name == "fBits") return kStatusBits;
  auto name = member.type;
  if (name.ends_with('*')) name.remove_suffix(1);
  const auto found = std::ranges::find(kBasicTypes, name, &BasicType::name);
  return found == std::end(kBasicTypes) ? kEnumeration : *found;
}

struct ElementClass {
  const char* name;
  int version;
};
ElementClass ElementClassOf(MemberKind kind) {
  switch (kind) {
    case MemberKind::kBase:
      return {"TStreamerBase", 3};
    case MemberKind::kBasic:
    case MemberKind::kCounter:
      return {"TStreamerBasicType", 2};
    case MemberKind::kArray:
      return {"TStreamerBasicPointer", 2};
    case MemberKind::kObject:
      return {"TStreamerObject", 2};
    case MemberKind::kObjectAny:
      return {"TStreamerObjectAny", 2};
    case MemberKind::kPointer:
    case MemberKind::kInlinePointer:
      return {"TStreamerObjectPointer", 2};
    case MemberKind::kString:
      return {"TStreamerString", 2};
    case MemberKind::kVector:
      return {"TStreamerSTL", 3};
  }
  return {"", 0};
}

/// The fields of TStreamerElement.
struct Element {
  std::string title;
  int code = 0, size = 0;
  std::string_view type_name;
  std::uint32_t base_checksum = 0;
  int base_version = 0;
};

Element DescribeBase(const Member& member) {
  Element element;
  element.type_name = "BASE";
  element.code = member.name == "TObject" ? 66 : member.name == "TNamed" ? 67 : 0;
  if (const auto* layout = FindLayout(member.name)) {
    element.base_version = layout->version;
    element.base_checksum = layout->checksum;
  } else if (const auto found = std::ranges::find(kForeignBases, member.name, &ForeignBase::name);
             found != std::end(kForeignBases)) {
    element.base_version = found->version;
    element.base_checksum = found->checksum;
  }
  return element;
}

Element Describe(const Member& member) {
  const auto basic = FindBasicType(member);
  switch (member.kind) {
    case MemberKind::kBase:
      return DescribeBase(member);
    case MemberKind::kBasic:
      return {{}, basic.code, basic.size, member.type};
    case MemberKind::kCounter:
      return {{}, kCounterCode, basic.size, member.type};
    case MemberKind::kArray:
      return {std::string("[").append(member.counter).append("]"), kArrayCode + basic.code,
              kPointerSize, member.type};
    case MemberKind::kObject:
      return {{}, 61, member.size, member.type};
    case MemberKind::kObjectAny:
      return {{}, 62, member.size, member.type};
    case MemberKind::kPointer:
      return {{}, 64, kPointerSize, member.type};
    case MemberKind::kInlinePointer:
      return {"->", 63, kPointerSize, member.type};
    case MemberKind::kString:
      return {{}, kStringCode, kStringSize, "TString"};
    case MemberKind::kVector:
      return {{}, kVectorCode, kVectorSize, member.type};
  }
  return {};
}

/// The class that has the counter of an array: `layout` or its base.
const ClassLayout& OwnerOf(std::string_view counter, const ClassLayout& layout) {
  if (std::ranges::find(layout.members, counter, &Member::name) != layout.members.end())
    return layout;
  return *FindLayout(layout.members.front().name);
}

void StreamElement(WriteBuffer& out, const ClassLayout& layout, const Member& member) {
  constexpr int kElementVersion = 4;
  const auto element = Describe(member);
  const auto element_class = ElementClassOf(member.kind);
  const auto pointer = out.BeginPointer(element_class.name);
  const auto object = out.BeginObject(element_class.version);
  const auto base = out.BeginObject(kElementVersion);
  StreamNamed(out, member.name, element.title);
  out.Put<std::int32_t>(element.code);
  out.Put<std::int32_t>(element.size);
  out.Put<std::int32_t>(0);  // no fixed arrays: length and dimensions
  out.Put<std::int32_t>(0);
  const std::array<std::uint32_t, 5> max_index = {0, element.base_checksum, 0, 0, 0};
  out.PutArray<std::uint32_t>(max_index);
  out.PutString(element.type_name);
  out.EndObject(base);
  if (member.kind == MemberKind::kBase) out.Put<std::int32_t>(element.base_version);
  if (member.kind == MemberKind::kArray) {
    const auto& owner = OwnerOf(member.counter, layout);
    out.Put<std::int32_t>(owner.version);
    out.PutString(member.counter);
    out.PutString(owner.name);
  }
  if (member.kind == MemberKind::kVector) {
    out.Put<std::int32_t>(kVectorKind);
    out.Put<std::int32_t>(kObjectItems);
  }
  out.EndObject(object);
  out.EndObject(pointer);
}

void StreamInfo(WriteBuffer& out, const ClassLayout& layout) {
  constexpr int kInfoVersion = 9;
  constexpr std::uint32_t kInfoBits = 0x00010000;  // as ROOT marks a compiled info
  const auto pointer = out.BeginPointer("TStreamerInfo");
  const auto object = out.BeginObject(kInfoVersion);
  StreamNamed(out, layout.name, "", kInfoBits);
  out.Put<std::uint32_t>(layout.checksum);
  out.Put<std::int32_t>(layout.version);
  const auto elements = out.BeginPointer("TObjArray");
  const auto array = BeginObjArray(out, layout.members.size());
  for (const auto& member : layout.members) StreamElement(out, layout, member);
  out.EndObject(array);
  out.EndObject(elements);
  out.EndObject(object);
  out.EndObject(pointer);
}

void AddWithParts(std::set<std::string_view>& closure, std::string_view class_name) {
  if (class_name.ends_with('*')) class_name.remove_suffix(1);
  const auto* layout = FindLayout(class_name);
  if (layout == nullptr || !closure.insert(layout->name).second) return;
  for (const auto& member : layout->members) {
    AddWithParts(closure, member.kind == MemberKind::kBase ? member.name : member.type);
    if (member.kind == MemberKind::kString) AddWithParts(closure, "TString");
  }
}

}  // namespace

std::vector<const ClassLayout*> WithParts(const std::set<std::string_view>& classes) {
  std::set<std::string_view> closure;
  for (const auto name : classes) AddWithParts(closure, name);
  std::vector<const ClassLayout*> layouts;
  for (const auto& layout : Layouts())
    if (closure.contains(layout.name)) layouts.push_back(&layout);
  return layouts;
}

void StreamInfoItems(WriteBuffer& out, const std::vector<const ClassLayout*>& layouts) {
  for (const auto* layout : layouts) {
    StreamInfo(out, *layout);
    EndListItem(out);
  }
}

void StreamStreamerInfos(WriteBuffer& out, const std::set<std::string_view>& classes) {
  const auto layouts = WithParts(classes);
  const auto list = BeginList(out, layouts.size());
  StreamInfoItems(out, layouts);
  out.EndObject(list);
}

}  // namespace TMVA::inline standalone::rootwrite
