// How the values of a C++ type lie in the entries of a branch.
#include "dataloader/rootio/streamed_type.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/type_name.h"

namespace TMVA::inline standalone::rootio {
namespace {

using Kind = StreamedType::Kind;
using Header = StreamedType::Header;
using Count = StreamedType::Count;

constexpr std::size_t kMostTypes = 4000;  // in one branch
constexpr int kDeepest = 30;
constexpr std::int64_t kLongest = std::int64_t{1} << 30;
constexpr std::int64_t kVersionBytes = 6, kCountBytes = 4, kTObjectBytes = 10;

std::int64_t LeastHeader(Header header) {
  return header == Header::kVersion || header == Header::kClass ? kVersionBytes
                                                                : header == Header::kFlag;
}

std::string WithoutStars(std::string name) {
  while (name.ends_with('*') || name.ends_with(' ')) name.pop_back();
  return name;
}

std::string Brackets(const std::vector<std::int64_t>& dimensions) {
  std::string text;
  for (const auto size : dimensions) text += "[" + std::to_string(size) + "]";
  return text;
}

/// Items of ROOT's TArrayF and its kind.
std::optional<NumberCoding> ArrayCoding(const std::string& class_name) {
  using enum DataType;
  static const std::map<std::string, DataType> types{
      {"TArrayC", kInt8},    {"TArrayS", kInt16},   {"TArrayI", kInt32},  {"TArrayL", kInt64},
      {"TArrayF", kFloat32}, {"TArrayD", kFloat64}, {"TArrayL64", kInt64}};
  const auto found = types.find(class_name);
  return found == types.end() ? std::nullopt : std::optional(PlainCoding(found->second));
}

}  // namespace

/// Derives the sizes; a type that damaged files could use to waste memory becomes unknown.
StreamedType TypeBuilder::Finish(StreamedType type) {
  if (++made_ > kMostTypes) return {};
  const auto header = LeastHeader(type.header);
  switch (type.kind) {
    case Kind::kNumbers:
      type.fixed_bytes = type.length * static_cast<std::int64_t>(type.coding.stored_bytes);
      type.least_bytes = type.fixed_bytes;
      break;
    case Kind::kText:
      type.least_bytes = header + 1;
      break;
    case Kind::kLongText:
    case Kind::kPointer:
      type.least_bytes = kCountBytes;
      break;
    case Kind::kTObject:
      type.least_bytes = kTObjectBytes;
      break;
    case Kind::kList: {
      const auto& item = type.parts.front();
      const bool fixed = type.count == Count::kFixed;
      if (item.kind == Kind::kUnknown || item.least_bytes == 0 || type.length < 1 ||
          type.length > kLongest / std::max<std::int64_t>(item.least_bytes, 1)) {
        return {};
      }
      type.least_bytes = header + (fixed                          ? type.length * item.least_bytes
                                   : type.count == Count::kStored ? kCountBytes
                                                                  : 0);
      if (fixed && header == 0 && item.fixed_bytes >= 0 &&
          item.fixed_bytes <= kLongest / type.length) {
        type.fixed_bytes = type.length * item.fixed_bytes;
      }
      break;
    }
    case Kind::kRecord: {
      std::int64_t sum = 0;
      bool fixed = type.header == Header::kNone;
      for (const auto& part : type.parts) {
        type.is_complete = type.is_complete && part.CanSkip();
        type.has_counters = type.has_counters || part.has_counters;
        fixed = fixed && part.fixed_bytes >= 0 && !part.has_counters;
        sum = std::min(sum + part.least_bytes, kLongest);
      }
      if (sum == kLongest) return {};
      type.least_bytes = header + sum;
      if (fixed && type.is_complete) type.fixed_bytes = sum;
      break;
    }
    case Kind::kUnknown:
      type.least_bytes = header;
      break;
  }
  return type;
}

StreamedType TypeBuilder::OfNumbers(const NumberCoding& coding,
                                    std::vector<std::int64_t> dimensions, std::int64_t length) {
  StreamedType type;
  if (length < 1 || length > kLongest / static_cast<std::int64_t>(coding.stored_bytes)) return type;
  type.kind = Kind::kNumbers;
  type.coding = coding;
  type.length = length;
  type.type_name = TMVA::TypeName(coding.type) + Brackets(dimensions);
  type.dimensions = std::move(dimensions);
  return Finish(std::move(type));
}

StreamedType TypeBuilder::With(Header header, StreamedType type) {
  if (type.header == header) return type;
  type.header = header;
  type.fixed_bytes = -1;
  auto name = type.type_name, member = type.name;
  type = Finish(std::move(type));
  type.type_name = std::move(name);
  type.name = std::move(member);
  return type;
}

StreamedType TypeBuilder::OfText(Kind kind) {
  StreamedType type;
  type.kind = kind;
  type.type_name = kind == Kind::kText ? "std::string" : "char*";
  return Finish(std::move(type));
}

StreamedType TypeBuilder::OfList(StreamedType item, Count count, Header header) {
  StreamedType type;
  type.kind = Kind::kList;
  type.count = count;
  type.header = header;
  type.type_name = item.type_name;
  const auto brackets = item.kind == Kind::kNumbers ? item.type_name.find('[') : std::string::npos;
  type.type_name.insert(std::min(brackets, item.type_name.size()), "[]");  // "float[][2]"
  type.parts.push_back(std::move(item));
  return Finish(std::move(type));
}

StreamedType TypeBuilder::OfMembers(std::vector<StreamedType> members) {
  StreamedType type;
  type.kind = Kind::kRecord;
  type.parts = std::move(members);
  return Finish(std::move(type));
}

StreamedType TypeBuilder::OfType(const std::string& type_name) {
  StreamedType type;
  if (++depth_ <= kDeepest) type = OfNamed(type_name);
  --depth_;
  type.type_name = UsualName(type_name);
  return type;
}

StreamedType TypeBuilder::OfNamed(const std::string& type_name) {
  StreamedType type;
  if (type_name.size() > kLongestTypeName) return type;
  const auto name = ParseTypeName(type_name);
  if (name.is_pointer) return type;
  if (const auto coding = NamedCoding(name.name)) return OfNumbers(*coding, {}, 1);
  if (name.name == "pair" && infos_.FindNewest(type_name) == nullptr) {
    auto pair = OfPair(name.arguments);
    for (auto& member : pair.parts) {
      if (member.is_collection) member = With(Header::kVersion, std::move(member));
    }
    return With(Header::kVersion, std::move(pair));
  }
  if (IsStlString(name)) {
    type = OfText();
  } else if (IsSequence(name)) {
    type = OfList(OfType(name.arguments[0]), Count::kStored);
  } else if (IsMap(name)) {  // bare pairs, or all keys and then all values
    type = OfList(OfPair(name.arguments), Count::kStored);
  } else if (name.name == "bitset") {
    type = OfList(OfNumbers(PlainCoding(DataType::kBool), {}, 1), Count::kStored);
  } else {
    return OfObject(type_name);
  }
  type.is_collection = true;
  return type;
}

/// As the item of a map; alone, its collections have headers.
StreamedType TypeBuilder::OfPair(const std::vector<std::string>& types) {
  if (types.size() < 2) return {};
  std::vector<StreamedType> members{OfType(types[0]), OfType(types[1])};
  members[0].name = "first";
  members[1].name = "second";
  return OfMembers(std::move(members));
}

/// An object by value, of a class with StreamerInfo or of one with a form of its own.
StreamedType TypeBuilder::OfObject(const std::string& class_name) {
  if (class_name == "TString") return OfText();
  if (class_name == "TObject") {
    StreamedType type;
    type.kind = Kind::kTObject;
    return Finish(std::move(type));
  }
  if (class_name == "TDatime") return OfNumbers(PlainCoding(DataType::kUInt32), {}, 1);
  if (const auto coding = ArrayCoding(class_name)) {
    return OfList(OfNumbers(*coding, {}, 1), Count::kStored);
  }
  return OfClass(class_name, infos_.FindNewest(class_name));
}

StreamedType TypeBuilder::OfClass(const std::string& name, const ClassLayout* layout) {
  StreamedType type;
  type.type_name = name;
  type.header = Header::kVersion;
  if (name == "TNamed") {
    type.kind = Kind::kRecord;
    for (const char* member : {"TObject", "fName", "fTitle"}) {
      type.parts.push_back(OfObject(type.parts.empty() ? "TObject" : "TString"));
      type.parts.back().name = member;
    }
    type.parts.front().is_base = true;
    return Finish(std::move(type));
  }
  static const std::set<std::string> own_form{"TClonesArray", "TObjArray", "TList",
                                              "THashList",    "TMap",      "TRefArray"};
  static const std::set<std::string> without_header{"TRef", "TUUID", "TQObject"};
  if (without_header.contains(name)) type.header = Header::kNone;
  if (layout == nullptr || own_form.contains(name) || without_header.contains(name) ||
      depth_ >= kDeepest) {
    return type;
  }
  ++depth_;
  type.kind = Kind::kRecord;
  type.version = layout->version;
  type.checksum = layout->checksum;
  for (const auto& element : layout->elements) {
    if (made_ > kMostTypes) break;
    type.parts.push_back(OfElement(element));
  }
  --depth_;
  type = Finish(std::move(type));
  type.type_name = name;
  return type;
}

StreamedType TypeBuilder::OfElement(const StreamerElement& element) {
  const int code = element.type;
  const bool is_array = code > kFixedArray && code < kCountedArray;
  const bool is_object_array = element.array_length > 0 && code >= kObject;
  StreamedType type;
  if (const auto coding = MemberCoding(is_array ? code - kFixedArray : code, element.title)) {
    type = OfNumbers(*coding, is_array ? element.dimensions : std::vector<std::int64_t>(),
                     is_array ? element.array_length : 1);
    if (code == kCounter) {
      type.slot = NewSlot();
      type.has_counters = true;
      counters_.emplace_back(element.name, type.slot);
    }
  } else if (code > kCountedArray && code < kCountedArray + kFixedArray) {
    type = OfCounted(element);
  } else if (code == kCharStar) {
    type = OfText(Kind::kLongText);
  } else if (code == kBase) {
    type = OfObject(element.name);
    type.is_base = true;
  } else if (is_object_array) {
    auto single = element;
    if (code % 100 > kFixedArray + kObject - 1 || code == kStl + kFixedArray) {
      single.type -= kFixedArray;
    }
    single.array_length = 0;
    type = OfArray(OfElement(single), element);
  } else {
    const auto outer = std::move(counters_);
    counters_.clear();
    switch (code) {
      case kStlString:
      case kString:
        type = OfText();
        break;
      case kTObject:
      case kTNamed:
        type = OfObject(code == kTObject ? "TObject" : "TNamed");
        break;
      case kStl:
      case kStreamer:
        type = OfCollection(element);
        break;
      case kObject:
      case kAny:
      case kObjectInline:
      case kAnyInline:
        type = OfObject(WithoutStars(element.type_name));
        break;
      case kObjectPointer:
      case kAnyPointer:
        type.kind = Kind::kPointer;
        type = Finish(std::move(type));
        break;
      default:
        break;
    }
    counters_ = outer;
  }
  type.name = element.name;
  if (type.type_name.empty() || code == kString) type.type_name = element.type_name;
  return type;
}

/// A collection of the standard library as a member.
StreamedType TypeBuilder::OfCollection(const StreamerElement& element) {
  const auto name = ParseTypeName(element.type_name);
  auto type = OfType(element.type_name);
  const auto coding = MemberCoding(element.item_type, "");
  if (type.kind == Kind::kUnknown && IsSequence(name) && coding &&
      infos_.FindNewest(name.arguments[0]) == nullptr) {
    type = OfList(OfNumbers(*coding, {}, 1), Count::kStored);  // of enumerators
  }
  if (!type.is_collection && !IsSequence(name)) type = {};  // a custom streamer
  type.is_collection = true;
  type.type_name = UsualName(element.type_name);
  return With(Header::kVersion, std::move(type));
}

StreamedType TypeBuilder::OfArray(StreamedType item, const StreamerElement& element) {
  StreamedType type;
  if (item.kind == Kind::kUnknown) return item.is_collection ? item : type;
  type.kind = Kind::kList;
  type.count = Count::kFixed;
  type.length = element.array_length;
  type.type_name = item.type_name + Brackets({element.array_length});
  if (item.is_collection || item.kind == Kind::kText) {  // one header for all
    item = With(Header::kNone, std::move(item));
    type.header = Header::kVersion;
    type.is_collection = true;
  }
  type.parts.push_back(std::move(item));
  return Finish(std::move(type));
}

/// `T* x; //[n]`
StreamedType TypeBuilder::OfCounted(const StreamerElement& element) {
  const auto coding = MemberCoding(element.type - kCountedArray, element.title);
  const auto counter = std::find_if(counters_.rbegin(), counters_.rend(), [&](const auto& known) {
    return known.first == element.counter;
  });
  if (!coding || counter == counters_.rend() || element.array_length > 0) return {};
  auto type = OfList(OfNumbers(*coding, {}, 1), Count::kSlot, Header::kFlag);
  type.slot = counter->second;
  return type;
}

}  // namespace TMVA::inline standalone::rootio
