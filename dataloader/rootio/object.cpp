// Objects as they were streamed.
#include "dataloader/rootio/object.h"

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone::rootio {

const Value* Object::Find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::int64_t Object::Integer(std::string_view name, std::int64_t otherwise) const {
  constexpr double kExact = 9.0e15;  // old trees count in doubles
  const auto* value = Find(name);
  if (value == nullptr) return otherwise;
  if (const auto* integer = std::get_if<std::int64_t>(value)) return *integer;
  if (const auto* real = std::get_if<double>(value); real != nullptr && std::abs(*real) < kExact) {
    return static_cast<std::int64_t>(*real);
  }
  return otherwise;
}

std::string Object::Text(std::string_view name) const {
  const auto* value = Find(name);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::span<const std::int64_t> Object::Integers(std::string_view name) const {
  const auto* value = Find(name);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(value);
  return list == nullptr ? std::span<const std::int64_t>() : *list;
}

const Object* Object::Pointer(std::string_view name) const {
  const auto* value = Find(name);
  const auto* object = value == nullptr ? nullptr : std::get_if<const Object*>(value);
  return object == nullptr ? nullptr : *object;
}

std::span<const Object* const> Object::Items(std::string_view name) const {
  const auto* collection = Pointer(name);
  return collection == nullptr ? std::span<const Object* const>() : collection->items;
}

}  // namespace TMVA::inline standalone::rootio
