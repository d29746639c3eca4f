// Look-up of members by name.
#include <TMVA/StoredObject.h>

#include <algorithm>
#include <cmath>

namespace TMVA::inline standalone {

const StoredValue* StoredObject::Find(std::string_view name) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const StoredMember& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

std::int64_t StoredObject::Integer(std::string_view name, std::int64_t otherwise) const {
  constexpr double kExact = 9.0e15;  // old trees count in doubles
  const auto* value = Find(name);
  if (value == nullptr) return otherwise;
  if (const auto* integer = std::get_if<std::int64_t>(value)) return *integer;
  if (const auto* real = std::get_if<double>(value); real != nullptr && std::abs(*real) < kExact) {
    return static_cast<std::int64_t>(*real);
  }
  return otherwise;
}

double StoredObject::Real(std::string_view name, double otherwise) const {
  const auto* value = Find(name);
  if (value == nullptr) return otherwise;
  if (const auto* real = std::get_if<double>(value)) return *real;
  const auto* integer = std::get_if<std::int64_t>(value);
  return integer == nullptr ? otherwise : static_cast<double>(*integer);
}

std::string StoredObject::Text(std::string_view name) const {
  const auto* value = Find(name);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
  return text == nullptr ? std::string() : *text;
}

std::span<const std::int64_t> StoredObject::Integers(std::string_view name) const {
  const auto* value = Find(name);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::int64_t>>(value);
  return list == nullptr ? std::span<const std::int64_t>() : *list;
}

std::span<const double> StoredObject::Reals(std::string_view name) const {
  const auto* value = Find(name);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<double>>(value);
  return list == nullptr ? std::span<const double>() : *list;
}

const StoredObject* StoredObject::Pointer(std::string_view name) const {
  const auto* value = Find(name);
  const auto* object = value == nullptr ? nullptr : std::get_if<const StoredObject*>(value);
  return object == nullptr ? nullptr : *object;
}

std::span<const StoredObject* const> StoredObject::Items(std::string_view name) const {
  const auto* collection = Pointer(name);
  return collection == nullptr ? std::span<const StoredObject* const>() : collection->items;
}

}  // namespace TMVA::inline standalone
