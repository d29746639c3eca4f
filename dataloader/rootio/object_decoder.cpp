// Decodes streamed objects by the layouts that the file describes.
#include "dataloader/rootio/object_decoder.h"

#include <algorithm>

#include "dataloader/rootio/member_coding.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;
constexpr std::uint32_t kByteCount = 0x40000000;
constexpr std::uint32_t kNewClass = 0xffffffff;
constexpr std::uint32_t kKnownClass = 0x80000000;
constexpr std::uint32_t kTagOffset = 2;

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
  // Empty objects would cost memory that no bytes of the file stand for.
  if (objects_.size() > reader_.Size()) reader_.Fail("more objects than bytes");
  auto& object = objects_.emplace_back();
  object.class_name = class_name;
  return &object;
}

ObjectDecoder::Header ObjectDecoder::ReadHeader() {
  constexpr int kMemberwise = 0x4000;
  Header header;
  const auto start = reader_.Position();
  const auto word = reader_.Remaining() < 4 ? 0 : reader_.Read<std::uint32_t>();
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
  header.memberwise = header.end != 0 && (header.version & kMemberwise) != 0;
  if (header.memberwise) header.version &= ~kMemberwise;
  return header;
}

void ObjectDecoder::Finish(const Header& header, const std::string& what) {
  if (header.end == 0) return;
  if (reader_.Position() > header.end) reader_.Fail(what + " is longer than its byte count");
  reader_.Seek(header.end);
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

const ClassLayout* ObjectDecoder::LayoutOf(const std::string& class_name,
                                           const Header& header) const {
  return header.checksum != 0 ? infos_.FindChecksum(class_name, header.checksum)
                              : infos_.Find(class_name, header.version);
}

void ObjectDecoder::ReadObject(Object& object, const std::string& class_name, int depth) {
  if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
  if (!ReadOwnStreaming(object, class_name, depth)) ReadByLayout(object, class_name, depth);
}

void ObjectDecoder::ReadByLayout(Object& object, const std::string& class_name, int depth) {
  const auto header = ReadHeader();
  object.version = header.version;
  const auto* layout = LayoutOf(class_name, header);
  if (layout == nullptr && (header.end == 0 || depth == 0)) {
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
      object.members.push_back({element.name, {}});
      break;
    }
    if (header.end != 0 && class_name == last_class_ && element.name == last_member_) break;
  }
  Finish(header, "class " + class_name);
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
  if (const auto coding = MemberCoding(type, element.title))
    return add(ReadNumber(reader_, *coding));
  if (type == kCharStar) {
    const auto bytes = reader_.Bytes(reader_.Count(reader_.Read<std::int32_t>(), 1, "text"));
    return add(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  if (type > kCountedArray && type < 60) return add(ReadCounted(object, element));
  if (type > kFixedArray && (type < kCountedArray || element.array_length > 0)) {
    return ReadMemberArray(object, element, depth);
  }
  switch (type) {
    case kString:
    case kStlString:
      return add(reader_.String());
    case kTObject:
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
    case kStl:
    case kStlPointer:
    case kStreamer: {
      auto value = ReadContainerMember(element.type_name, depth + 1);
      return value && add(std::move(*value));
    }
    default:
      return false;
  }
}

Value ObjectDecoder::ReadCounted(const Object& object, const StreamerElement& element) {
  const int flag = reader_.Read<std::uint8_t>();
  if (flag == 0) return {};
  int type = element.type - kCountedArray;
  // Files beyond 2 GB of old ROOT versions say here that their positions are wider than described.
  if (flag == 2 && element.name == "fBasketSeek") type = kLong64;
  const auto coding = MemberCoding(type, element.title);
  if (!coding) reader_.Fail("array " + element.name + " of an unknown type");
  return ReadNumbers(reader_, *coding, object.Integer(element.counter), element.name.c_str());
}

}  // namespace TMVA::inline standalone::rootio
