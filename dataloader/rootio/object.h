// Objects as they were streamed: a class name and named members.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace TMVA::inline standalone::rootio {

struct Object;

using Value = std::variant<std::monostate, std::int64_t, double, std::string,
                           std::vector<std::int64_t>, std::vector<double>, const Object*>;

struct Member {
  std::string_view name;  ///< belongs to the layout of the class
  Value value;
};

struct Object {
  std::string class_name;
  int version = 0;
  std::vector<Member> members;       ///< those of base classes too
  std::vector<const Object*> items;  ///< of a collection; nullptr where an item is missing
  std::span<const std::byte> bytes;  ///< of an object that is kept undecoded
  std::size_t position = 0;          ///< of these bytes in the payload

  const Value* Find(std::string_view name) const;
  std::int64_t Integer(std::string_view name, std::int64_t otherwise = 0) const;
  std::string Text(std::string_view name) const;
  /// Empty when there is no such member.
  std::span<const std::int64_t> Integers(std::string_view name) const;
  /// nullptr when there is no such member or it points nowhere.
  const Object* Pointer(std::string_view name) const;
  /// Items of the collection `name`; none when it is missing.
  std::span<const Object* const> Items(std::string_view name) const;
};

}  // namespace TMVA::inline standalone::rootio
