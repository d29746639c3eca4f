// Where the parts of a streamed object lie in its record, for changing it without streaming it
// anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "dataloader/rootio/key.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

// All positions count from the start of the payload.

struct PlacedObject;
struct PlacedMember {
  std::string_view name;  ///< belongs to the layout of the class
  int type = 0;           ///< StreamerElement::type
  std::size_t position = 0;
  std::int64_t value = 0;                ///< of an int
  const PlacedObject* object = nullptr;  ///< where it is one
  /// Of an array whose length the record says: the byte counts that cover it. A counted array
  /// starts with one byte; the items of a TArray are its member "fArray", `value` of them.
  std::vector<std::size_t> byte_counts = {};
};

struct PlacedObject {
  std::string class_name;
  std::string name;                   ///< of a TNamed
  std::uint32_t tag = 0;              ///< by which others refer to it; 0: they cannot
  std::vector<PlacedMember> members;  ///< those of base classes too

  // Of a collection.
  std::vector<const PlacedObject*> items;
  std::size_t count_position = 0, items_end = 0;
  std::vector<std::size_t> byte_counts;  ///< that cover the items: its own and those around it

  const PlacedMember* Find(std::string_view member) const;
  /// The object that is member `member`, or nullptr.
  const PlacedObject* Object(std::string_view member) const;
};

/// Bytes that could not be decoded.
struct OpaquePart {
  std::size_t begin, end;
  std::string what;
};

struct RecordMap {
  const PlacedObject* top = nullptr;
  /// References to objects and classes: words that hold positions, counted from the record's start
  /// and two higher.
  std::vector<std::size_t> references;
  std::vector<OpaquePart> opaque;  ///< both in ascending order
  std::deque<PlacedObject> objects;
};
constexpr std::uint32_t kClassReference = 0x80000000;  ///< set in references to classes
constexpr std::uint32_t kReferenceOffset = 2;

/// FileFormatError when not even the outermost object can be decoded. `infos` must outlive the map.
RecordMap MapRecord(const Record& record, const StreamerInfos& infos);

}  // namespace TMVA::inline standalone::rootio
