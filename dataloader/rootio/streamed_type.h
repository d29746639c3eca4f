// How the values of a C++ type lie in the entries of a branch.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/streamer_info.h"

namespace TMVA::inline standalone::rootio {

struct StreamedType {
  enum class Kind : std::uint8_t {
    kNumbers,   ///< `length` numbers
    kText,      ///< one byte of length, or 255 and four bytes of length; then the bytes
    kLongText,  ///< four bytes of length, then the bytes
    kList,      ///< items of one kind
    kRecord,    ///< members one after the other
    kTObject,   ///< ROOT's TObject, which has a form of its own
    kPointer,   ///< an object behind a pointer, which can be skipped only
    kUnknown    ///< can be skipped where a header says how long it is
  };
  enum class Header : std::uint8_t {
    kNone,
    kVersion,   ///< byte count and version
    kOptional,  ///< as above where it fits the length of the entry, else none
    kClass,     ///< name of the class, then as kVersion
    kFlag       ///< one byte, zero where there is no array
  };
  enum class Count : std::uint8_t {
    kStored,  ///< in four bytes before the items
    kToEnd,   ///< items fill their entry
    kSlot,    ///< a member that was read before says it
    kFixed    ///< always `length`
  };

  Kind kind = Kind::kUnknown;
  Header header = Header::kNone;
  Count count = Count::kStored;
  std::string name;       ///< as a member
  std::string type_name;  ///< for users
  NumberCoding coding;
  std::int64_t length = 1;
  std::vector<std::int64_t> dimensions;
  int slot = -1;               ///< where a counter is kept, or which one counts the items
  bool is_base = false;        ///< a base class: users do not see it as a member
  bool is_collection = false;  ///< as a member of many objects, one header serves all of them
  bool has_counters = false;   ///< record: must be walked through for the counters in it
  bool is_complete = true;     ///< record: all members are known or can be skipped
  int version = -1;            ///< record: of its class, -1 when any will do
  std::uint32_t checksum = 0;
  std::vector<StreamedType> parts;  ///< members, or the one item of a list

  bool CanSkip() const { return kind != Kind::kUnknown || header == Header::kVersion; }

  std::int64_t fixed_bytes = -1;  ///< with header; -1 when the size varies
  std::int64_t least_bytes = 0;
};

/// What an entry of a branch holds.
struct EntryType {
  StreamedType value;
  std::size_t slots = 0;
  /// Arrays that share a count that lies elsewhere: slot 0 is what is left of the entry after the
  /// fixed bytes, in items of all arrays together.
  std::int64_t shared_fixed_bytes = 0, shared_item_bytes = 0;
};

/// Makes the types of one branch. What a damaged file describes stays within bounds.
class TypeBuilder {
 public:
  /// `infos` must outlive the builder.
  explicit TypeBuilder(const StreamerInfos& infos) : infos_(infos) {}

  StreamedType OfNumbers(const NumberCoding& coding, std::vector<std::int64_t> dimensions,
                         std::int64_t length);
  StreamedType OfText(StreamedType::Kind kind = StreamedType::Kind::kText);
  StreamedType OfList(StreamedType item, StreamedType::Count count,
                      StreamedType::Header header = StreamedType::Header::kNone);
  StreamedType OfMembers(std::vector<StreamedType> members);
  /// A type by its name, alone or within a collection; collections have no header there.
  StreamedType OfType(const std::string& type_name);
  /// A member of a class.
  StreamedType OfElement(const StreamerElement& element);
  /// An object of a class of the file; unknown when there is no StreamerInfo for it.
  StreamedType OfClass(const std::string& name, const ClassLayout* layout);

  /// The type with another header.
  StreamedType With(StreamedType::Header header, StreamedType type);

  /// Room for a counter.
  int NewSlot() { return static_cast<int>(slots_++); }
  std::size_t Slots() const { return slots_; }

 private:
  StreamedType Finish(StreamedType type);
  StreamedType OfNamed(const std::string& type_name);
  StreamedType OfPair(const std::vector<std::string>& types);
  StreamedType OfArray(StreamedType item, const StreamerElement& element);
  StreamedType OfObject(const std::string& class_name);
  StreamedType OfCollection(const StreamerElement& element);
  StreamedType OfCounted(const StreamerElement& element);

  const StreamerInfos& infos_;
  std::size_t slots_ = 0;
  std::size_t made_ = 0;  // types so far
  int depth_ = 0;
  std::vector<std::pair<std::string, int>> counters_;  // of the object at hand, by name
};

}  // namespace TMVA::inline standalone::rootio
