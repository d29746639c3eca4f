// Decodes streamed objects by the layouts that the file describes.
#include "dataloader/rootio/object_decoder.h"

#include <set>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;
constexpr std::uint32_t kByteCount = 0x40000000;
constexpr std::uint32_t kNewClass = 0xffffffff;
constexpr std::uint32_t kKnownClass = 0x80000000;
constexpr std::uint32_t kTagOffset = 2;

bool IsCollection(const std::string& name) {
  static const std::set<std::string> names{"TObjArray", "TList", "THashList", "TSeqCollection"};
  return names.contains(name);
}

/// Bytes of a number of element type `type`; 0 when it is none. Double32 and Float16 depend on
/// whether the comment gives a range.
std::size_t NumberBytes(int type, const std::string& title) {
  const auto close = title.find(']');
  const bool ranged = !title.empty() && title[0] == '[' && close != std::string::npos &&
                      title.substr(0, close).find(',') != std::string::npos;
  switch (type) {
    case kChar:
    case kLegacyChar:
    case kUChar:
    case kBool:
      return 1;
    case kShort:
    case kUShort:
      return 2;
    case kInt:
    case kCounter:
    case kUInt:
    case kBits:
    case kFloat:
    case kDouble32:
      return 4;
    case kLong:
    case kULong:
    case kLong64:
    case kULong64:
    case kDouble:
      return 8;
    case kFloat16:
      return ranged ? 4 : 3;
    default:
      return 0;
  }
}

}  // namespace

ObjectDecoder::ObjectDecoder(const Record& record, const StreamerInfos& infos)
    : reader_(record.payload, record.origin),
      record_(record),
      infos_(infos),
      tag_base_(static_cast<std::uint32_t>(record.key.key_bytes)) {}

const Object* ObjectDecoder::Decode(std::string last_class, std::string last_member) {
  last_class_ = std::move(last_class);
  last_member_ = std::move(last_member);
  auto* object = NewObject(record_.key.class_name);
  registered_[1] = {object, {}};
  ReadObject(*object, object->class_name, 0);
  return object;
}

Object* ObjectDecoder::NewObject(const std::string& class_name) {
  auto& object = objects_.emplace_back();
  object.class_name = class_name;
  return &object;
}

ObjectDecoder::Header ObjectDecoder::ReadHeader() {
  Header header;
  const auto start = reader_.Position();
  const auto word = reader_.Read<std::uint32_t>();
  if ((word & 0xc0000000) == kByteCount) {
    const auto bytes = word & ~kByteCount;
    if (bytes < 2 || bytes > reader_.Remaining()) reader_.Fail("byte count beyond the record");
    header.end = reader_.Position() + bytes;
  } else {
    reader_.Seek(start);
  }
  header.version = reader_.Read<std::uint16_t>();
  if (header.version == 0 && header.end >= reader_.Position() + 4) {
    header.checksum = reader_.Read<std::uint32_t>();  // class without a version of its own
  }
  return header;
}

void ObjectDecoder::ReadTObject(Object&) {
  constexpr std::uint32_t kIsReferenced = 0x10;
  if ((reader_.Read<std::uint16_t>() & 0x4000) != 0) reader_.Skip(4);
  reader_.Skip(4);
  if ((reader_.Read<std::uint32_t>() & kIsReferenced) != 0) reader_.Skip(2);
}

void ObjectDecoder::ReadTNamed(Object& object) {
  const auto header = ReadHeader();
  ReadTObject(object);
  object.members.push_back({"fName", reader_.String()});
  object.members.push_back({"fTitle", reader_.String()});
  if (header.end != 0) reader_.Seek(header.end);
}

void ObjectDecoder::ReadCollection(Object& object, bool is_list, int depth) {
  const auto header = ReadHeader();
  ReadTObject(object);
  if (header.version > 2) object.members.push_back({"fName", reader_.String()});
  const auto count = reader_.Count(reader_.Read<std::int32_t>(), 4, object.class_name.c_str());
  if (!is_list) reader_.Skip(4);  // lower bound
  object.items.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    object.items.push_back(ReadPointer(depth + 1));
    if (is_list) reader_.String();  // option
  }
  if (header.end != 0) reader_.Seek(header.end);
}

void ObjectDecoder::ReadArray(Object& object, const std::string& class_name) {
  static const std::map<std::string, int> types{
      {"TArrayC", kChar},  {"TArrayS", kShort},  {"TArrayI", kInt},     {"TArrayL", kLong},
      {"TArrayF", kFloat}, {"TArrayD", kDouble}, {"TArrayL64", kLong64}};
  const auto type = types.find(class_name);
  if (type == types.end()) reader_.Fail("unknown array class " + class_name);
  const StreamerElement plain;
  object.members.push_back(
      {"fArray", ReadNumbers(type->second, reader_.Read<std::int32_t>(), plain)});
}

const Object* ObjectDecoder::ReadPointer(int depth) {
  if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
  const auto start = static_cast<std::uint32_t>(reader_.Position()) + tag_base_;
  const auto word = reader_.Read<std::uint32_t>();
  const auto object_at = [&](std::uint32_t tag) -> const Object* {
    const auto found = registered_.find(tag);
    return found == registered_.end() ? nullptr : found->second.object;
  };
  if (word == 0) return nullptr;
  if (word == kNewClass) reader_.Fail("object without a byte count (ROOT before 3)");
  if ((word & kByteCount) == 0) return object_at(word);
  const auto bytes = word & ~kByteCount;
  if (bytes < 4 || bytes > reader_.Remaining()) reader_.Fail("byte count beyond the record");
  const auto end = reader_.Position() + bytes;
  const auto tag = reader_.Read<std::uint32_t>();
  std::string class_name;
  if (tag == kNewClass) {
    class_name = reader_.CString();
    registered_[start + 4 + kTagOffset] = {nullptr, class_name};
  } else if ((tag & kKnownClass) != 0) {
    const auto found = registered_.find(tag & ~kKnownClass);
    if (found == registered_.end() || found->second.class_name.empty()) {
      reader_.Fail("reference to a class that is not there");
    }
    class_name = found->second.class_name;
  } else {
    reader_.Seek(end);
    return object_at(tag);
  }
  auto* object = NewObject(class_name);
  registered_[start + kTagOffset] = {object, {}};
  if (reader_.Position() > end) reader_.Fail("class name longer than its object");
  if (class_name == "TBasket") {
    object->position = reader_.Position();
    object->bytes = reader_.Bytes(end - reader_.Position());
  } else {
    ReadObject(*object, class_name, depth);
  }
  reader_.Seek(end);
  return object;
}

void ObjectDecoder::ReadObject(Object& object, const std::string& class_name, int depth) {
  if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
  if (class_name == "TObject") return ReadTObject(object);
  if (class_name == "TNamed") return ReadTNamed(object);
  if (IsCollection(class_name)) return ReadCollection(object, class_name != "TObjArray", depth);
  if (class_name.starts_with("TArray")) return ReadArray(object, class_name);
  if (class_name == "TString") {
    object.members.push_back({"fData", reader_.String()});
    return;
  }
  const auto header = ReadHeader();
  object.version = header.version;
  const auto* layout = header.checksum != 0 ? infos_.FindChecksum(class_name, header.checksum)
                                            : infos_.Find(class_name, header.version);
  if (layout == nullptr && header.end == 0) {
    reader_.Fail("no StreamerInfo for class " + class_name + " version " +
                 std::to_string(header.version));
  }
  for (std::size_t i = 0; layout != nullptr && i < layout->elements.size(); ++i) {
    const auto& element = layout->elements[i];
    if (header.end != 0 && reader_.Position() >= header.end) break;
    if (!ReadMember(object, element, depth)) {
      if (header.end == 0) {
        reader_.Fail("member " + element.name + " of class " + class_name + " cannot be decoded");
      }
      break;
    }
    if (header.end != 0 && class_name == last_class_ && element.name == last_member_) break;
  }
  if (header.end != 0) {
    if (reader_.Position() > header.end) {
      reader_.Fail("members of class " + class_name + " are longer than its byte count");
    }
    reader_.Seek(header.end);
  }
}

/// False when a member of this type cannot be decoded; its object's byte count then skips the rest.
bool ObjectDecoder::ReadMember(Object& object, const StreamerElement& element, int depth) {
  const auto add = [&](Value value) {
    object.members.push_back({element.name, std::move(value)});
    return true;
  };
  const int type = element.type;
  if (type == kBase) {
    ReadObject(object, element.name, depth + 1);
    return true;
  }
  if (type == kCharStar) {
    const auto bytes = reader_.Bytes(reader_.Count(reader_.Read<std::int32_t>(), 1, "text"));
    return add(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  if (NumberBytes(type, element.title) != 0) return add(ReadNumber(type, element));
  if (type > kFixedArray && type < kCountedArray) {
    return add(ReadNumbers(type - kFixedArray, element.array_length, element));
  }
  if (type > kCountedArray && type < 60) return add(ReadCounted(object, element));
  switch (type) {
    case kString:
    case kStlString:
      return add(reader_.String());
    case kTObject:
      ReadTObject(object);
      return true;
    case kTNamed:
    case kObject:
    case kAny:
    case kObjectInline:
    case kAnyInline: {
      auto class_name = element.type_name;
      while (!class_name.empty() && class_name.back() == '*') class_name.pop_back();
      auto* member = NewObject(class_name);
      ReadObject(*member, class_name, depth + 1);
      return add(static_cast<const Object*>(member));
    }
    case kObjectPointer:
    case kAnyPointer:
      return add(ReadPointer(depth + 1));
    default:
      return false;
  }
}

Value ObjectDecoder::ReadNumber(int type, const StreamerElement& element) {
  switch (type) {
    case kChar:
    case kLegacyChar:
      return std::int64_t{reader_.Read<std::int8_t>()};
    case kUChar:
    case kBool:
      return std::int64_t{reader_.Read<std::uint8_t>()};
    case kShort:
      return std::int64_t{reader_.Read<std::int16_t>()};
    case kUShort:
      return std::int64_t{reader_.Read<std::uint16_t>()};
    case kInt:
    case kCounter:
      return std::int64_t{reader_.Read<std::int32_t>()};
    case kUInt:
    case kBits:
      return std::int64_t{reader_.Read<std::uint32_t>()};
    case kLong:
    case kLong64:
      return reader_.Read<std::int64_t>();
    case kULong:
    case kULong64:
      return static_cast<std::int64_t>(reader_.Read<std::uint64_t>());
    case kFloat:
    case kDouble32:
      if (type == kFloat || NumberBytes(kFloat16, element.title) == 3) {
        return double{reader_.Read<float>()};
      }
      break;
    case kDouble:
      return reader_.Read<double>();
    default:
      break;
  }
  reader_.Skip(NumberBytes(type, element.title));  // packed floats: none is needed here
  return {};
}

Value ObjectDecoder::ReadNumbers(int type, std::int64_t count, const StreamerElement& element) {
  const auto bytes = NumberBytes(type, element.title);
  if (bytes == 0) reader_.Fail("array " + element.name + " of an unknown type");
  const auto size = reader_.Count(count, bytes, element.name.c_str());
  if (type == kFloat || type == kDouble || type == kDouble32) {
    std::vector<double> values(size);
    for (auto& value : values) {
      const auto number = ReadNumber(type, element);
      if (const auto* real = std::get_if<double>(&number)) value = *real;
    }
    return values;
  }
  std::vector<std::int64_t> values(size);
  for (auto& value : values) {
    const auto number = ReadNumber(type, element);
    if (const auto* integer = std::get_if<std::int64_t>(&number)) value = *integer;
  }
  return values;
}

Value ObjectDecoder::ReadCounted(const Object& object, const StreamerElement& element) {
  const int flag = reader_.Read<std::uint8_t>();
  if (flag == 0) return {};
  int type = element.type - kCountedArray;
  // Files beyond 2 GB of old ROOT versions say here that their positions are wider than described.
  if (flag == 2 && element.name == "fBasketSeek") type = kLong64;
  return ReadNumbers(type, object.Integer(element.counter), element);
}

}  // namespace TMVA::inline standalone::rootio
