// Classes that stream themselves: TObject, TNamed, arrays, collections, symmetric matrices.
#include <map>

#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/object_decoder.h"

namespace TMVA::inline standalone::rootio {
namespace {

/// Type of the items of an array class, or 0.
int ArrayItemType(const std::string& class_name) {
  static const std::map<std::string, int> types{
      {"TArrayC", kChar},  {"TArrayS", kShort},  {"TArrayI", kInt},     {"TArrayL", kLong},
      {"TArrayF", kFloat}, {"TArrayD", kDouble}, {"TArrayL64", kLong64}};
  const auto found = types.find(class_name);
  return found == types.end() ? 0 : found->second;
}

NumberCoding PlainMember(int type) { return *MemberCoding(type, ""); }

}  // namespace

/// False when the class is one that is described by its layout.
bool ObjectDecoder::ReadOwnStreaming(Object& object, const std::string& class_name, int depth) {
  if (class_name == "TObject") {
    ReadTObject(object);
  } else if (class_name == "TNamed") {
    ReadTNamed(object);
  } else if (class_name == "TList" || class_name == "THashList" || class_name == "TSeqCollection") {
    ReadCollection(object, true, depth);
  } else if (class_name == "TObjArray") {
    ReadCollection(object, false, depth);
  } else if (class_name == "TMap") {
    ReadMap(object, depth);
  } else if (class_name == "TClonesArray") {
    ReadClonesArray(object, depth);
  } else if (const int type = ArrayItemType(class_name); type != 0) {
    ReadArray(object, type);
  } else if (class_name == "TString") {
    object.members.push_back({"fData", reader_.String()});
  } else if (class_name == "TRef") {
    ReadTObject(object);
    reader_.Skip(2);  // which process
  } else if (class_name.starts_with("TMatrixTSym<")) {
    ReadSymmetricMatrix(object, class_name, depth);
  } else if (const auto name = ParseTypeName(class_name);
             depth == 0 && (IsStlString(name) || IsSequence(name) || IsMap(name))) {
    object.members.push_back({"value", ReadContainer(class_name, false, depth)});
  } else {
    return false;
  }
  return true;
}

/// Returns the status bits.
std::uint32_t ObjectDecoder::ReadTObject(Object& object) {
  constexpr std::uint32_t kIsReferenced = 0x10;
  if ((reader_.Read<std::uint16_t>() & 0x4000) != 0) reader_.Skip(4);
  const auto id = reader_.Read<std::uint32_t>();  // the bin, of a label
  if (id != 0) object.members.push_back({"fUniqueID", std::int64_t{id}});
  const auto bits = reader_.Read<std::uint32_t>();
  if ((bits & kIsReferenced) != 0) reader_.Skip(2);
  return bits;
}

void ObjectDecoder::ReadTNamed(Object& object) {
  const auto header = ReadHeader();
  ReadTObject(object);
  object.members.push_back({"fName", reader_.String()});
  object.members.push_back({"fTitle", reader_.String()});
  Finish(header, "TNamed");
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
  Finish(header, object.class_name);
}

/// Items are key, value, key, value, ...
void ObjectDecoder::ReadMap(Object& object, int depth) {
  const auto header = ReadHeader();
  ReadTObject(object);
  object.members.push_back({"fName", reader_.String()});
  const auto count = reader_.Count(reader_.Read<std::int32_t>(), 8, "TMap");
  for (std::size_t i = 0; i < 2 * count; ++i) object.items.push_back(ReadPointer(depth + 1));
  Finish(header, "TMap");
}

void ObjectDecoder::ReadClonesArray(Object& object, int depth) {
  constexpr std::uint32_t kBypassStreamer = 0x1000;
  const auto header = ReadHeader();
  const auto bits = ReadTObject(object);
  object.members.push_back({"fName", reader_.String()});
  const auto item = reader_.String();  // "class;version"
  const auto mark = item.find(';');
  const auto class_name = item.substr(0, mark);
  const auto count = reader_.Count(reader_.Read<std::int32_t>(), 1, "TClonesArray");
  reader_.Skip(4);  // lower bound
  if ((bits & kBypassStreamer) != 0 && header.end != 0) {
    const auto version = mark == std::string::npos ? 0 : std::atoi(item.c_str() + mark + 1);
    const auto* layout = infos_.Find(class_name, version);
    if (layout != nullptr) ReadMemberwise(AddItems(object, count, class_name), *layout, depth + 1);
    reader_.Seek(header.end);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool present = reader_.Read<std::uint8_t>() != 0;
    auto* clone = present ? NewObject(class_name) : nullptr;
    object.items.push_back(clone);
    if (present) ReadObject(*clone, class_name, depth + 1);
  }
  Finish(header, "TClonesArray");
}

void ObjectDecoder::ReadArray(Object& object, int type) {
  const auto count = reader_.Read<std::int32_t>();
  object.members.push_back({"fArray", ReadNumbers(reader_, PlainMember(type), count, "array")});
}

/// Only the upper triangle is stored, behind the members of the base class; "fElements" becomes the
/// whole matrix.
void ObjectDecoder::ReadSymmetricMatrix(Object& object, const std::string& class_name, int depth) {
  const auto base = "TMatrixTBase" + class_name.substr(class_name.find('<'));
  ReadByLayout(object, base, depth);
  const auto rows = object.Integer("fNrows", -1);
  if (rows < 0) reader_.Fail(class_name + " without a number of rows");
  const bool single = class_name.find("float") != std::string::npos;
  const auto triangle = ReadNumbers(reader_, PlainMember(single ? kFloat : kDouble),
                                    rows * (rows + 1) / 2, class_name.c_str());
  const auto& stored = std::get<std::vector<double>>(triangle);
  const auto size = static_cast<std::size_t>(rows);
  std::vector<double> elements(size * size);
  for (std::size_t row = 0, i = 0; row < size; ++row) {
    for (std::size_t column = row; column < size; ++column, ++i) {
      elements[row * size + column] = elements[column * size + row] = stored[i];
    }
  }
  object.members.push_back({"fElements", std::move(elements)});
}

/// An array of fixed length. One of texts or TObjects has a header of its own.
bool ObjectDecoder::ReadMemberArray(Object& object, const StreamerElement& element, int depth) {
  const auto add = [&](Value value) {
    object.members.push_back({element.name, std::move(value)});
    return true;
  };
  const int type = element.type < 60 + kFixedArray ? element.type : element.type - kFixedArray;
  if (type < kCountedArray) {
    const auto coding = MemberCoding(type - kFixedArray, element.title);
    if (!coding) return false;
    return add(ReadNumbers(reader_, *coding, element.array_length, element.name.c_str()));
  }
  const auto count = reader_.Count(element.array_length, 1, element.name.c_str());
  const bool has_header = type == kString || type == kTObject || type == kTNamed;
  const bool is_pointer = type == kObjectPointer || type == kAnyPointer;
  if (!has_header && !is_pointer && type != kObject && type != kAny) return false;
  const auto header = has_header ? ReadHeader() : Header{};
  if (type == kString) {
    add(ReadTexts(count));
  } else {
    auto* array = NewObject(element.type_name + "[" + std::to_string(count) + "]");
    for (std::size_t i = 0; i < count; ++i) {
      if (is_pointer) {
        array->items.push_back(ReadPointer(depth + 1));
        continue;
      }
      auto* item = NewObject(element.type_name);
      array->items.push_back(item);
      ReadObject(*item, element.type_name, depth + 1);
    }
    add(static_cast<const Object*>(array));
  }
  Finish(header, "array " + element.name);
  return true;
}

}  // namespace TMVA::inline standalone::rootio
