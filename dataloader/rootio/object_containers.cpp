// Containers of the STL, and objects whose members lie one after the other.
#include "dataloader/rootio/member_coding.h"
#include "dataloader/rootio/object_decoder.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr int kDeepest = 100;

bool IsContainer(const TypeName& type) {
  return IsStlString(type) || IsSequence(type) || IsMap(type);
}

bool IsText(const TypeName& type) { return IsStlString(type) || type.name == "TString"; }

bool IsContainerMember(const StreamerElement& element) {
  return element.type == kStl || element.type == kStlPointer || element.type == kStreamer;
}

/// True for what lists of numbers and texts hold.
bool IsSimple(const std::string& type_name) {
  const auto type = ParseTypeName(type_name);
  return !type.is_pointer && (IsText(type) || NamedCoding(type.name));
}

/// Appends a list to one of the same kind.
void Append(Value& all, const Value& part) {
  std::visit(
      [&](auto& list) {
        using List = std::decay_t<decltype(list)>;
        if constexpr (requires { list.insert(list.end(), list.begin(), list.end()); }) {
          const auto& more = std::get<List>(part);
          list.insert(list.end(), more.begin(), more.end());
        }
      },
      all);
}

}  // namespace

/// None when the type is no container, or has no byte count: then nobody knows where it ends.
std::optional<Value> ObjectDecoder::ReadContainerMember(const std::string& type_name, int depth) {
  auto type = type_name;
  while (type.ends_with('*')) type.pop_back();
  if (!IsContainer(ParseTypeName(type))) return std::nullopt;
  const auto header = ReadHeader();
  if (header.end == 0) return std::nullopt;
  auto value = ReadContainer(type, header.memberwise, depth);
  if (reader_.Position() < header.end) value = {};  // stored in a way that we do not know
  Finish(header, type);
  return value;
}

/// The content of a container, from its number of items on.
Value ObjectDecoder::ReadContainer(const std::string& type_name, bool memberwise, int depth) {
  if (depth > kDeepest) reader_.Fail("objects nest deeper than 100");
  const auto type = ParseTypeName(type_name);
  if (IsStlString(type)) return reader_.String();
  Header items;
  if (memberwise) {
    items.version = reader_.Read<std::uint16_t>();
    if (items.version == 0) items.checksum = reader_.Read<std::uint32_t>();
  }
  const auto count = reader_.Count(reader_.Read<std::int32_t>(), 1, type_name.c_str());
  if (IsMap(type)) return ReadMapContent(type_name, type, count, memberwise, depth);
  return ReadItems(type_name, type.arguments.front(), count, memberwise ? &items : nullptr, depth);
}

/// `memberwise`: version or checksum of the items' class when their members lie one after the
/// other.
Value ObjectDecoder::ReadItems(const std::string& container, const std::string& item,
                               std::size_t count, const Header* memberwise, int depth) {
  const auto type = ParseTypeName(item);
  if (!type.is_pointer) {
    if (const auto coding = NamedCoding(type.name)) {
      return ReadNumbers(reader_, *coding, static_cast<std::int64_t>(count), item.c_str());
    }
    if (IsText(type)) return ReadTexts(count);
  }
  auto* collection = NewObject(container);
  if (memberwise != nullptr) {
    const auto* layout = type.is_pointer ? nullptr : LayoutOf(item, *memberwise);
    if (layout == nullptr) {
      return count == 0 ? Value(static_cast<const Object*>(collection)) : Value();
    }
    const bool whole = ReadMemberwise(AddItems(*collection, count, item), *layout, depth + 1);
    return whole ? Value(static_cast<const Object*>(collection)) : Value();
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (type.is_pointer) {
      collection->items.push_back(ReadPointer(depth + 1));
    } else if (IsContainer(type)) {
      collection->items.push_back(Wrap(item, ReadContainer(item, false, depth + 1)));
    } else {
      auto* object = NewObject(item);
      collection->items.push_back(object);
      ReadObject(*object, item, depth + 1);
    }
  }
  return static_cast<const Object*>(collection);
}

/// Values of one type in a row, as the keys of a map: containers have one header together.
Value ObjectDecoder::ReadColumn(const std::string& item, std::size_t count, int depth) {
  const auto type = ParseTypeName(item);
  const auto header = !type.is_pointer && IsContainer(type) ? ReadHeader() : Header{};
  if (header.memberwise) {
    reader_.Seek(header.end);
    return {};
  }
  auto value = ReadItems("vector<" + item + ">", item, count, nullptr, depth + 1);
  Finish(header, item);
  return value;
}

Value ObjectDecoder::ReadMapContent(const std::string& type_name, const TypeName& type,
                                    std::size_t count, bool memberwise, int depth) {
  const auto &key = type.arguments[0], &mapped = type.arguments[1];
  if (!memberwise && !IsSimple(key)) return {};
  auto first = memberwise ? ReadColumn(key, count, depth) : ReadItems({}, key, 0, nullptr, depth);
  auto second =
      memberwise ? ReadColumn(mapped, count, depth) : ReadItems({}, mapped, 0, nullptr, depth);
  const auto* objects = std::get_if<const Object*>(&second);
  auto* items = memberwise || objects == nullptr ? nullptr : NewObject("vector<" + mapped + ">");
  if (items != nullptr) second = static_cast<const Object*>(items);
  for (std::size_t i = 0; !memberwise && i < count; ++i) {  // pair after pair
    Append(first, ReadItems({}, key, 1, nullptr, depth));
    const auto value = ReadItems({}, mapped, 1, nullptr, depth);
    if (items == nullptr) {
      Append(second, value);
    } else {
      items->items.push_back(std::get<const Object*>(value)->items.front());
    }
  }
  auto* map = NewObject(type_name);
  map->members.push_back({"first", std::move(first)});
  map->members.push_back({"second", std::move(second)});
  return static_cast<const Object*>(map);
}

std::vector<std::string> ObjectDecoder::ReadTexts(std::size_t count) {
  std::vector<std::string> texts;
  texts.reserve(reader_.Count(static_cast<std::int64_t>(count), 1, "list of texts"));
  for (std::size_t i = 0; i < count; ++i) texts.push_back(reader_.String());
  return texts;
}

bool ObjectDecoder::ReadMemberwise(std::span<Object* const> objects, const ClassLayout& layout,
                                   int depth) {
  for (const auto& element : layout.elements) {
    const bool container = IsContainerMember(element);
    const auto header = container ? ReadHeader() : Header{};
    if (container &&
        (header.end == 0 || header.memberwise || !IsContainer(ParseTypeName(element.type_name)))) {
      return false;
    }
    for (auto* object : objects) {
      if (container) {
        object->members.push_back(
            {element.name, ReadContainer(element.type_name, false, depth + 1)});
      } else if (!ReadMember(*object, element, depth)) {
        return false;
      }
    }
    Finish(header, "member " + element.name);
  }
  return true;
}

/// An object for a value that is none.
const Object* ObjectDecoder::Wrap(const std::string& type_name, Value value) {
  if (const auto* object = std::get_if<const Object*>(&value)) return *object;
  auto* object = NewObject(type_name);
  object->members.push_back({"value", std::move(value)});
  return object;
}

std::vector<Object*> ObjectDecoder::AddItems(Object& collection, std::size_t count,
                                             const std::string& class_name) {
  std::vector<Object*> items;
  for (std::size_t i = 0; i < count; ++i) items.push_back(NewObject(class_name));
  collection.items.assign(items.begin(), items.end());
  return items;
}

}  // namespace TMVA::inline standalone::rootio
