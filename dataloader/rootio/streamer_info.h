// StreamerInfo: how each version of each class lies in a file.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dataloader/rootio/key.h"

namespace TMVA::inline standalone::rootio {

/// Codes of StreamerElement::type that have a meaning of their own; 1 to 19 are numbers.
enum ElementType : int {
  kBase = 0,
  kChar = 1,
  kShort = 2,
  kInt = 3,
  kLong = 4,
  kFloat = 5,
  kCounter = 6,
  kCharStar = 7,
  kDouble = 8,
  kDouble32 = 9,
  kLegacyChar = 10,
  kUChar = 11,
  kUShort = 12,
  kUInt = 13,
  kULong = 14,
  kBits = 15,
  kLong64 = 16,
  kULong64 = 17,
  kBool = 18,
  kFloat16 = 19,
  kFixedArray = 20,    ///< added to the type of the items
  kCountedArray = 40,  ///< added to the type of the items
  kObject = 61,
  kAny = 62,
  kObjectInline = 63,
  kObjectPointer = 64,
  kString = 65,
  kTObject = 66,
  kTNamed = 67,
  kAnyInline = 68,
  kAnyPointer = 69,
  kStlPointer = 71,
  kStl = 300,
  kStlString = 365,
  kStreamer = 500
};

struct StreamerElement {
  std::string name;  ///< of the member or base class
  std::string title;
  std::string type_name;
  std::string counter;  ///< member that holds the length of a counted array
  int type = 0;
  int item_type = 0;  ///< of a collection of numbers or enumerators: the code of their type
  std::int32_t array_length = 0;
  std::vector<std::int64_t> dimensions = {};  ///< of an array of fixed size
};

struct ClassLayout {
  std::string name;
  int version = 0;
  std::uint32_t checksum = 0;
  std::vector<StreamerElement> elements;
};

/// The layouts that a file describes, and built-in ones for what it does not.
class StreamerInfos {
 public:
  /// Without a file: the built-in layouts only.
  StreamerInfos() = default;
  explicit StreamerInfos(const Record& record);

  /// True when the file itself has the class in that version.
  bool IsDescribed(const std::string& name, int version) const;
  /// nullptr when nobody knows the class in that version.
  const ClassLayout* Find(const std::string& name, int version) const;
  const ClassLayout* FindChecksum(const std::string& name, std::uint32_t checksum) const;
  /// The newest layout of a class, or nullptr.
  const ClassLayout* FindNewest(const std::string& name) const;

 private:
  std::map<std::pair<std::string, int>, ClassLayout> layouts_;
};

/// Layouts of the classes of a TTree for files that describe none; nullptr when unknown.
const ClassLayout* FindBuiltinLayout(const std::string& name, int version);

}  // namespace TMVA::inline standalone::rootio
