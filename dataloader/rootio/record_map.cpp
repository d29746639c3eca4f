// Walks over a streamed object by the layouts that its file describes.
#include "dataloader/rootio/record_map.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <unordered_map>

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;
constexpr std::uint32_t kByteCount = 0x40000000;
constexpr std::uint32_t kNewClass = 0xffffffff;

/// Classes that stream themselves in a way of their own, without references.
bool IsPlain(std::string_view class_name) {
  return class_name == "TBasket" || class_name == "TTreeIndex" || class_name == "TChainIndex";
}

bool IsList(std::string_view class_name) {
  return class_name == "TList" || class_name == "THashList";
}

/// Bytes of a number of element type `type`; 0 when it is none.
std::size_t BytesOf(int type, const std::string& title) {
  constexpr std::size_t kBytes[] = {0, 1, 2, 4, 8, 4, 4, 0, 8, 4, 1, 1, 2, 4, 8, 4, 8, 8, 1, 3};
  if (type < 0 || type >= static_cast<int>(std::size(kBytes))) return 0;
  const bool ranged = title.starts_with('[') && title.find(',') < title.find(']');
  return type == kFloat16 && ranged ? 4 : kBytes[type];
}

struct ArrayItem {
  int type = 0;
  std::size_t bytes = 0;  ///< 0: the class is no array
};
ArrayItem ArrayItemOf(std::string_view class_name) {
  constexpr std::pair<std::string_view, ArrayItem> kArrays[] = {
      {"TArrayC", {kChar, 1}},    {"TArrayS", {kShort, 2}}, {"TArrayI", {kInt, 4}},
      {"TArrayL", {kLong, 8}},    {"TArrayF", {kFloat, 4}}, {"TArrayD", {kDouble, 8}},
      {"TArrayL64", {kLong64, 8}}};
  for (const auto& [name, item] : kArrays)
    if (name == class_name) return item;
  return {};
}

class Mapper {
 public:
  Mapper(const Record& record, const StreamerInfos& infos, RecordMap& map)
      : reader_(record.payload, record.origin),
        infos_(infos),
        base_(static_cast<std::uint32_t>(record.key.key_bytes)),
        map_(map) {}

  void Map(const std::string& class_name) {
    auto* top = NewObject(class_name);
    map_.top = top;
    ReadObject(*top, class_name, 0);
  }

 private:
  struct Header {
    int version = 0;
    std::uint32_t checksum = 0;
    std::size_t end = 0;  ///< 0: there is no byte count
  };

  PlacedObject* NewObject(const std::string& class_name) {
    auto& object = map_.objects.emplace_back();
    object.class_name = class_name;
    return &object;
  }

  static void Forget(PlacedObject& object, std::size_t members) {
    object.members.resize(members);
    object.items.clear();
  }

  void MarkOpaque(std::size_t begin, std::size_t end, const std::string& what) {
    while (!map_.references.empty() && map_.references.back() >= begin) map_.references.pop_back();
    while (!map_.opaque.empty() && map_.opaque.back().begin >= begin) map_.opaque.pop_back();
    map_.opaque.push_back({begin, end, what});
    reader_.Seek(end);
  }

  std::size_t ReadByteCount(std::uint32_t word) const {
    const auto bytes = word & ~kByteCount;
    if (bytes < 2 || bytes > reader_.Remaining()) reader_.Fail("byte count beyond the record");
    return reader_.Position() + bytes;
  }

  Header ReadHeader() {
    Header header;
    const auto start = reader_.Position();
    const auto word = reader_.Read<std::uint32_t>();
    if ((word & 0xc0000000) == kByteCount)
      header.end = ReadByteCount(word);
    else
      reader_.Seek(start);
    header.version = reader_.Read<std::uint16_t>();
    if (header.version == 0 && header.end >= reader_.Position() + 4)
      header.checksum = reader_.Read<std::uint32_t>();
    return header;
  }

  void ReadTObject() {
    constexpr std::uint32_t kIsReferenced = 0x10;
    if ((reader_.Read<std::uint16_t>() & 0x4000) != 0) reader_.Skip(4);
    reader_.Skip(4);
    if ((reader_.Read<std::uint32_t>() & kIsReferenced) != 0) reader_.Skip(2);
  }

  void ReadTNamed(PlacedObject& object) {
    const auto header = ReadHeader();
    ReadTObject();
    object.name = reader_.String();
    reader_.String();
    if (header.end != 0) reader_.Seek(header.end);
  }

  void ReadArray(PlacedObject& object, const ArrayItem& item) {
    const auto count = reader_.Count(reader_.Read<std::int32_t>(), item.bytes, "array");
    object.members.push_back({"fArray", item.type, reader_.Position(),
                              static_cast<std::int64_t>(count), nullptr, open_counts_});
    reader_.Skip(item.bytes * count);
  }

  void ReadCollection(PlacedObject& object, bool is_list, int depth) {
    const auto start = reader_.Position();
    const auto header = ReadHeader();
    if (header.end != 0) open_counts_.push_back(start);
    ReadTObject();
    if (header.version > (is_list ? 3 : 2)) reader_.String();
    object.count_position = reader_.Position();
    object.byte_counts = open_counts_;
    const auto count = reader_.Count(reader_.Read<std::int32_t>(), 4, object.class_name.c_str());
    if (!is_list) reader_.Skip(4);  // lower bound
    object.items.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      object.items.push_back(ReadPointer(depth + 1));
      if (is_list) reader_.String();  // option
    }
    object.items_end = reader_.Position();
    if (header.end == 0) return;
    open_counts_.pop_back();
    if (header.end != reader_.Position()) reader_.Fail("collection of another length");
  }

  /// A word that refers to what was read before.
  void AddReference(std::size_t at, std::uint32_t target) {
    const auto position = static_cast<std::size_t>(target) - base_ - kReferenceOffset;
    const auto after = std::ranges::upper_bound(map_.opaque, position, {}, &OpaquePart::begin);
    const bool hidden = after != map_.opaque.begin() && position < std::prev(after)->end;
    const bool owner = target == 1;
    if (!owner && !hidden && !objects_.contains(target) && !classes_.contains(target))
      reader_.Fail("reference to what is not there");
    if (!owner) map_.references.push_back(at);
  }

  const PlacedObject* ReadReference(std::size_t at, std::uint32_t target) {
    AddReference(at, target);
    const auto found = objects_.find(target);
    return found == objects_.end() ? nullptr : found->second;
  }

  const PlacedObject* ReadPointer(int depth) {
    if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
    const auto start = reader_.Position();
    const auto word = reader_.Read<std::uint32_t>();
    if (word == 0) return nullptr;
    if (word == kNewClass) reader_.Fail("object without a byte count (ROOT before 3)");
    if ((word & kByteCount) == 0) return ReadReference(start, word);
    const auto end = ReadByteCount(word);
    const auto tag_at = reader_.Position();
    const auto tag = reader_.Read<std::uint32_t>();
    if (tag != kNewClass && (tag & kClassReference) == 0) {
      const auto* object = ReadReference(tag_at, tag);
      reader_.Seek(end);
      return object;
    }
    const auto class_name = ReadClass(tag_at, tag);
    auto* object = NewObject(class_name);
    object->tag = Tag(start);
    objects_[object->tag] = object;
    const auto open = open_counts_.size();
    open_counts_.push_back(start);
    if (IsPlain(class_name)) {
      reader_.Seek(end);
    } else if (class_name.empty()) {
      MarkOpaque(reader_.Position(), end, "object of a class that is not named");
    } else {
      const auto begin = reader_.Position();
      try {
        ReadObject(*object, class_name, depth);
      } catch (const FileFormatError&) {
        Forget(*object, 0);
        MarkOpaque(begin, end, class_name);
      }
    }
    open_counts_.resize(open);
    if (reader_.Position() != end) MarkOpaque(tag_at + 4, end, class_name);
    return object;
  }

  /// Empty when the class is named in a part that could not be decoded.
  std::string ReadClass(std::size_t at, std::uint32_t tag) {
    if (tag == kNewClass) return classes_[Tag(at)] = reader_.CString();
    AddReference(at, tag & ~kClassReference);
    const auto found = classes_.find(tag & ~kClassReference);
    return found == classes_.end() ? std::string() : found->second;
  }

  std::uint32_t Tag(std::size_t position) const {
    return static_cast<std::uint32_t>(position) + base_ + kReferenceOffset;
  }

  void ReadObject(PlacedObject& object, const std::string& class_name, int depth) {
    if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
    if (class_name == "TObject") return ReadTObject();
    if (class_name == "TNamed") return ReadTNamed(object);
    if (class_name == "TObjArray" || IsList(class_name))
      return ReadCollection(object, IsList(class_name), depth);
    if (const auto item = ArrayItemOf(class_name); item.bytes != 0) return ReadArray(object, item);
    if (class_name == "TString") {
      reader_.String();
      return;
    }
    const auto begin = reader_.Position();
    const auto header = ReadHeader();
    const auto* layout = header.checksum != 0 ? infos_.FindChecksum(class_name, header.checksum)
                                              : infos_.Find(class_name, header.version);
    if (layout == nullptr && header.end == 0)
      reader_.Fail("no StreamerInfo for class " + class_name);
    if (layout == nullptr) return MarkOpaque(begin, header.end, class_name);
    const auto depth_of_counts = open_counts_.size();
    const auto members = object.members.size();
    if (header.end != 0) open_counts_.push_back(begin);
    ReadMembers(object, *layout, header.end, depth);
    open_counts_.resize(depth_of_counts);
    // An object that streams itself in another way than its layout says is not understood.
    if (header.end == 0 || reader_.Position() == header.end) return;
    Forget(object, members);
    MarkOpaque(begin, header.end, class_name);
  }

  void ReadMembers(PlacedObject& object, const ClassLayout& layout, std::size_t end, int depth) {
    for (const auto& element : layout.elements) {
      const auto begin = reader_.Position();
      if (end != 0 && begin >= end) return;
      const auto depth_of_counts = open_counts_.size();
      const auto members = object.members.size();
      try {
        ReadMember(object, element, depth);
      } catch (const FileFormatError&) {
        if (end == 0) throw;
        Forget(object, members);
        open_counts_.resize(depth_of_counts);
        return MarkOpaque(begin, end, layout.name + "::" + element.name);
      }
    }
  }

  void ReadMember(PlacedObject& object, const StreamerElement& element, int depth) {
    const int type = element.type;
    if (type == kBase) return ReadObject(object, element.name, depth + 1);
    object.members.push_back({element.name, type, reader_.Position(), 0, nullptr, {}});
    if (type == kInt || type == kCounter || type == kUInt) {
      object.members.back().value = reader_.Read<std::int32_t>();
    } else if (const auto bytes = BytesOf(type, element.title); bytes != 0) {
      reader_.Skip(bytes);
    } else if (type == kCharStar) {
      reader_.Skip(reader_.Count(reader_.Read<std::int32_t>(), 1, "text"));
    } else if (type > kFixedArray && type < kCountedArray) {
      SkipNumbers(type - kFixedArray, element.array_length, element);
    } else if (type > kCountedArray && type < 60) {
      object.members.back().byte_counts = open_counts_;
      SkipCounted(object, element);
    } else {
      const auto index = object.members.size() - 1;
      const auto* member = ReadObjectMember(element, depth);
      object.members[index].object = member;
    }
  }

  void SkipNumbers(int type, std::int64_t count, const StreamerElement& element) {
    const auto bytes = BytesOf(type, element.title);
    if (bytes == 0) reader_.Fail("array " + element.name + " of an unknown type");
    reader_.Skip(bytes * reader_.Count(count, bytes, element.name.c_str()));
  }

  void SkipCounted(const PlacedObject& object, const StreamerElement& element) {
    const int flag = reader_.Read<std::uint8_t>();
    if (flag == 0) return;
    int type = element.type - kCountedArray;
    // Files beyond 2 GB of old ROOT versions have wider positions than they describe.
    if (flag == 2 && element.name == "fBasketSeek") type = kLong64;
    const auto* counter = object.Find(element.counter);
    if (counter == nullptr) reader_.Fail("array " + element.name + " without a counter");
    SkipNumbers(type, counter->value, element);
  }

  const PlacedObject* ReadObjectMember(const StreamerElement& element, int depth) {
    switch (element.type) {
      case kString:
      case kStlString:
        reader_.String();
        return nullptr;
      case kTObject:
        ReadTObject();
        return nullptr;
      case kTNamed:
      case kObject:
      case kAny:
      case kObjectInline:
      case kAnyInline: {
        auto class_name = element.type_name;
        while (class_name.ends_with('*')) class_name.pop_back();
        auto* member = NewObject(class_name);
        ReadObject(*member, class_name, depth + 1);
        return member;
      }
      case kObjectPointer:
      case kAnyPointer:
        return ReadPointer(depth + 1);
      default:
        SkipUnknown(element);
        return nullptr;
    }
  }

  /// Containers and whatever else has a byte count.
  void SkipUnknown(const StreamerElement& element) {
    const auto begin = reader_.Position();
    const auto header = ReadHeader();
    if (header.end == 0) reader_.Fail("member " + element.name + " cannot be decoded");
    MarkOpaque(begin, header.end, element.type_name + " " + element.name);
  }

  ByteReader reader_;
  const StreamerInfos& infos_;
  std::uint32_t base_;  ///< bytes of the key: references count from its start
  RecordMap& map_;
  std::unordered_map<std::uint32_t, const PlacedObject*> objects_;
  std::unordered_map<std::uint32_t, std::string> classes_;
  std::vector<std::size_t> open_counts_;
};

}  // namespace

const PlacedMember* PlacedObject::Find(std::string_view member) const {
  const auto found = std::ranges::find(members, member, &PlacedMember::name);
  return found == members.end() ? nullptr : &*found;
}

const PlacedObject* PlacedObject::Object(std::string_view member) const {
  const auto* found = Find(member);
  return found == nullptr ? nullptr : found->object;
}

RecordMap MapRecord(const Record& record, const StreamerInfos& infos) {
  RecordMap map;
  Mapper(record, infos, map).Map(record.key.class_name);
  return map;
}

}  // namespace TMVA::inline standalone::rootio
