// StoredObject: an object of a ROOT file by its class and named members, whatever its class is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace TMVA::inline standalone {

struct StoredObject;

/// Value of a member: nothing (not decoded), a number, text, numbers, texts, or another object,
/// which may be null.
using StoredValue =
    std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::int64_t>,
                 std::vector<double>, std::vector<std::string>, const StoredObject*>;

struct StoredMember {
  std::string_view name;  ///< belongs to the layout of the class
  StoredValue value;
};

/// Collections: TList, TObjArray and TClonesArray have items, a TMap key, value, key, value, ...
/// Containers of the STL: vector<number> and vector<string> are values of their own; other
/// sequences have items, a map the members "first" and "second". An object that is itself a
/// container or a std::string has the member "value".
///
/// References between objects may be cyclic. All objects of a record live as long as the first.
struct StoredObject {
  std::string class_name;
  int version = 0;
  std::vector<StoredMember> members;       ///< those of base classes too
  std::vector<const StoredObject*> items;  ///< of a collection; nullptr where an item is missing
  std::span<const std::byte> bytes;        ///< of an object that is kept undecoded
  std::size_t position = 0;                ///< of these bytes in the payload

  const StoredValue* Find(std::string_view name) const;
  std::int64_t Integer(std::string_view name, std::int64_t otherwise = 0) const;
  double Real(std::string_view name, double otherwise = 0) const;
  std::string Text(std::string_view name) const;
  /// Empty when there is no such member.
  std::span<const std::int64_t> Integers(std::string_view name) const;
  std::span<const double> Reals(std::string_view name) const;
  /// nullptr when there is no such member or it points nowhere.
  const StoredObject* Pointer(std::string_view name) const;
  /// Items of the collection `name`; none when it is missing.
  std::span<const StoredObject* const> Items(std::string_view name) const;
};

}  // namespace TMVA::inline standalone
