// Walks through the bytes of entries to the values of one column.
#include "dataloader/rootio/entry_walker.h"

#include <algorithm>
#include <cstring>

namespace TMVA::inline standalone::rootio {
namespace {

using Kind = StreamedType::Kind;
using Header = StreamedType::Header;
using Count = StreamedType::Count;

constexpr std::uint32_t kByteCount = 0x40000000, kByteCountMask = 0xc0000000;
constexpr int kMemberwise = 0x4000;

std::int64_t LoadInteger(const NumberCoding& coding, const std::byte* from) {
  switch (coding.stored_bytes) {
    case 1:
      return LoadBigEndian<std::int8_t>(from);
    case 2:
      return LoadBigEndian<std::int16_t>(from);
    case 4:
      return LoadBigEndian<std::int32_t>(from);
    default:
      return LoadBigEndian<std::int64_t>(from);
  }
}

}  // namespace

EntryWalker::EntryWalker(const ValuePlace& place, std::vector<std::vector<std::int64_t>>& offsets,
                         std::vector<Run>& runs, std::int64_t values)
    : place_(place), offsets_(offsets), runs_(runs), values_(values) {
  slots_.resize(place.entry->slots);
}

void EntryWalker::Fail(const char* what) const { rootio::Fail(*origin_, what); }

void EntryWalker::Advance(std::int64_t bytes) {
  if (bytes < 0 || static_cast<std::uint64_t>(bytes) > limit_ - position_) {
    Fail("entry ends before its values do");
  }
  position_ += static_cast<std::size_t>(bytes);
}

template <class T>
T EntryWalker::Take() {
  const auto* from = data_ + position_;
  Advance(sizeof(T));
  return LoadBigEndian<T>(from);
}

void EntryWalker::Emit(std::int64_t values, std::int64_t bytes) {
  const auto at = position_;
  Advance(bytes);
  if (values == 0) return;
  runs_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(values)});
  values_ += values;
}

void EntryWalker::Start(std::span<const std::byte> data, std::size_t begin, std::size_t end,
                        const Origin& origin) {
  data_ = data.data();
  position_ = begin;
  limit_ = end;
  origin_ = &origin;
}

void EntryWalker::Walk(std::span<const std::byte> data, std::size_t begin, std::size_t end,
                       const Origin& origin) {
  Start(data, begin, end, origin);
  const auto& entry = *place_.entry;
  if (begin == end && place_.levels > 0) {  // ROOT writes nothing for what is empty at times
    offsets_[0].push_back(place_.levels == 1 ? values_ : offsets_[0].back());
    return;
  }
  if (entry.shared_item_bytes > 0) {
    const auto rest = static_cast<std::int64_t>(end - begin) - entry.shared_fixed_bytes;
    if (rest < 0 || rest % entry.shared_item_bytes != 0) Fail("entry of a size that is no count");
    slots_[0] = rest / entry.shared_item_bytes;
  }
  VisitMany(entry.value, 1, 0, 0);
  if (position_ != end) Fail("entry of another size than its type says");
}

std::size_t EntryWalker::WalkUnbounded(std::span<const std::byte> data, std::size_t begin,
                                       const Origin& origin) {
  Start(data, begin, data.size(), origin);
  Visit(place_.entry->value, 0, 0, true);
  if (position_ == begin) Fail("entry without bytes");
  return position_;
}

/// An object that stands alone in its entry has no header where ROOT streamed it member by member.
bool EntryWalker::HasOptionalHeader(const StreamedType& type) const {
  const auto size = limit_ - position_;
  if (size < 6) return false;
  const auto word = LoadBigEndian<std::uint32_t>(data_ + position_);
  if ((word & kByteCountMask) != kByteCount || (word & ~kByteCountMask) != size - 4) return false;
  const int version = LoadBigEndian<std::uint16_t>(data_ + position_ + 4);
  if (version != 0) return version == type.version;
  return size >= 10 && LoadBigEndian<std::uint32_t>(data_ + position_ + 6) == type.checksum;
}

void EntryWalker::EnterVersion(const StreamedType& type, Head& head) {
  const auto word = Take<std::uint32_t>();
  const auto bytes = word & ~kByteCountMask;
  if ((word & kByteCountMask) != kByteCount || bytes < 2 || bytes > limit_ - position_) {
    rootio::Fail(*origin_, "bytes that are no " + type.type_name +
                               " as ROOT streams it (a class with a streamer of its own?)");
  }
  limit_ = position_ + bytes;
  head.bounded = true;
  head.version = Take<std::uint16_t>();
  head.memberwise = (head.version & kMemberwise) != 0;
  head.version &= ~kMemberwise;
  std::uint32_t checksum = 0;
  const bool unversioned = head.version == 0 && limit_ - position_ >= 4;
  if (unversioned) checksum = Take<std::uint32_t>();
  if (type.kind != Kind::kRecord || type.version < 0) return;
  const bool fits = unversioned ? type.checksum == checksum : type.version == head.version;
  if (!fits) {
    rootio::Fail(*origin_, "object of class " + type.type_name + " in version " +
                               std::to_string(head.version) + ", expected version " +
                               std::to_string(type.version));
  }
}

EntryWalker::Head EntryWalker::Enter(const StreamedType& type, Header header) {
  Head head;
  head.outer_limit = limit_;
  switch (header) {
    case Header::kNone:
      break;
    case Header::kFlag:
      head.absent = Take<std::uint8_t>() == 0;
      break;
    case Header::kOptional:
      if (HasOptionalHeader(type)) EnterVersion(type, head);
      break;
    case Header::kClass:
      Advance(std::int64_t{Take<std::uint8_t>()} + 1);  // the name with its final zero
      EnterVersion(type, head);
      break;
    case Header::kVersion:
      EnterVersion(type, head);
      break;
  }
  return head;
}

void EntryWalker::Leave(const Head& head) {
  if (head.bounded && position_ != limit_) Fail("object of another size than its class says");
  limit_ = head.outer_limit;
}

void EntryWalker::Visit(const StreamedType& type, std::size_t choice, int level, bool with_header) {
  const auto head = Enter(type, with_header ? type.header : Header::kNone);
  switch (type.kind) {
    case Kind::kNumbers:
      KeepCounter(type);
      Emit(type.length, type.fixed_bytes);
      break;
    case Kind::kText:
    case Kind::kLongText: {
      const auto bytes = TextBytes(type);
      Emit(bytes, bytes);
      offsets_[static_cast<std::size_t>(level)].push_back(values_);
      break;
    }
    case Kind::kList:
      VisitList(type, choice, level, head);
      break;
    case Kind::kRecord:
      VisitRecord(type, choice, level);
      break;
    default:
      Fail("column of an unknown type");
  }
  Leave(head);
}

std::int64_t EntryWalker::TextBytes(const StreamedType& type) {
  std::int64_t bytes = 0;
  if (type.kind == Kind::kText) {
    bytes = Take<std::uint8_t>();
    if (bytes == 255) bytes = Take<std::uint32_t>();
  } else {
    bytes = Take<std::int32_t>();
  }
  if (bytes < 0 || static_cast<std::uint64_t>(bytes) > limit_ - position_) {
    Fail("text longer than its entry");
  }
  return bytes;
}

/// Items of a list; -1 where they are only to be found by walking to the end.
std::int64_t EntryWalker::CountItems(const StreamedType& list, const Head& head) {
  const auto& item = list.parts.front();
  if (head.absent) return 0;
  const auto bytes_left = [&] { return static_cast<std::int64_t>(limit_ - position_); };
  std::int64_t count = 0;
  switch (list.count) {
    case Count::kStored:
      count = Take<std::int32_t>();
      break;
    case Count::kSlot:
      count = slots_[static_cast<std::size_t>(list.slot)];
      break;
    case Count::kFixed:
      count = list.length;
      break;
    case Count::kToEnd:
      if (item.fixed_bytes < 0) return -1;
      count = bytes_left() / item.fixed_bytes;
      if (count * item.fixed_bytes != bytes_left()) Fail("entry that is no whole number of items");
      break;
  }
  const auto least = head.memberwise ? 0 : item.least_bytes;
  if (count < 0 || count > bytes_left() / std::max<std::int64_t>(least, 1)) {
    Fail("list of more items than its entry has room for");
  }
  return count;
}

void EntryWalker::VisitList(const StreamedType& type, std::size_t choice, int level,
                            const Head& head) {
  const auto& item = type.parts.front();
  auto& ends = offsets_[static_cast<std::size_t>(level)];
  if (head.memberwise) EnterMembers(item, head.version);
  auto count = CountItems(type, head);
  if (head.memberwise) {
    VisitMembers(item, count, choice, level + 1);
  } else if (count < 0) {
    for (count = 0; position_ < limit_; ++count) {
      const auto before = position_;
      Visit(item, choice, level + 1, true);
      if (position_ == before) Fail("item without bytes");
    }
  } else {
    VisitMany(item, count, choice, level + 1);
  }
  ends.push_back(level + 1 == place_.levels ? values_ : ends.back() + count);
}

void EntryWalker::VisitRecord(const StreamedType& type, std::size_t choice, int level) {
  const std::size_t chosen = place_.members[choice];
  const auto& parts = type.parts;
  for (std::size_t i = 0; i < chosen; ++i) Skip(parts[i], true);
  Visit(parts[chosen], choice + 1, level, true);
  if (!type.is_complete) {
    position_ = limit_;
    return;
  }
  for (auto i = chosen + 1; i < parts.size(); ++i) Skip(parts[i], true);
}

/// What lies between the header of a collection and its number of items when the members follow.
void EntryWalker::EnterMembers(const StreamedType& record, int collection_version) {
  constexpr int kWithItemVersion = 9;
  if (record.kind != Kind::kRecord || record.has_counters) {
    Fail("collection streamed by members, which cannot be read for this type");
  }
  if (collection_version < kWithItemVersion) return;
  const int version = Take<std::uint16_t>();
  const auto checksum = version == 0 ? Take<std::uint32_t>() : 0;
  if (record.version >= 0 &&
      (version == 0 ? checksum != record.checksum : version != record.version)) {
    Fail("items of another version of their class than expected");
  }
}

void EntryWalker::VisitMembers(const StreamedType& record, std::int64_t count, std::size_t choice,
                               int level) {
  const std::size_t chosen = place_.members[choice];
  const auto& parts = record.parts;
  if (count == 0) return;
  for (std::size_t i = 0; i < chosen; ++i) SkipMany(parts[i], count);
  const auto& part = parts[chosen];
  if (part.is_collection) {
    const auto head = Enter(part, Header::kVersion);
    if (head.memberwise) Fail("collections within one another, streamed by members");
    for (std::int64_t i = 0; i < count; ++i) Visit(part, choice + 1, level, false);
    Leave(head);
  } else {
    VisitMany(part, count, choice + 1, level);
  }
  if (!record.is_complete) {
    position_ = limit_;
    return;
  }
  for (auto i = chosen + 1; i < parts.size(); ++i) SkipMany(parts[i], count);
}

void EntryWalker::VisitMany(const StreamedType& type, std::int64_t count, std::size_t choice,
                            int level) {
  if (type.kind == Kind::kNumbers) {
    if (count > static_cast<std::int64_t>(limit_ - position_) / type.fixed_bytes) {
      Fail("list of more items than its entry has room for");
    }
    if (count == 1) KeepCounter(type);
    return Emit(count * type.length, count * type.fixed_bytes);
  }
  if (type.header == Header::kNone) {  // short cuts for the most frequent types
    if (type.kind == Kind::kText) return VisitTexts(count, level);
    const bool numbers = type.kind == Kind::kList && type.parts.front().kind == Kind::kNumbers;
    if (numbers && type.count == Count::kStored) {
      return VisitNumberLists(type.parts.front(), count, level);
    }
  }
  for (std::int64_t i = 0; i < count; ++i) Visit(type, choice, level, true);
}

void EntryWalker::VisitTexts(std::int64_t count, int level) {
  auto& ends = offsets_[static_cast<std::size_t>(level)];
  for (std::int64_t i = 0; i < count; ++i) {
    std::size_t bytes = Take<std::uint8_t>();
    if (bytes == 255) bytes = Take<std::uint32_t>();
    Emit(static_cast<std::int64_t>(bytes), static_cast<std::int64_t>(bytes));
    ends.push_back(values_);
  }
}

void EntryWalker::VisitNumberLists(const StreamedType& numbers, std::int64_t count, int level) {
  auto& ends = offsets_[static_cast<std::size_t>(level)];
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t items = Take<std::int32_t>();
    if (items < 0) Fail("list of a negative number of items");
    Emit(items * numbers.length, items * numbers.fixed_bytes);
    ends.push_back(values_);
  }
}

void EntryWalker::KeepCounter(const StreamedType& type) {
  if (type.slot < 0) return;
  if (type.fixed_bytes > static_cast<std::int64_t>(limit_ - position_)) Fail("entry ends early");
  slots_[static_cast<std::size_t>(type.slot)] = LoadInteger(type.coding, data_ + position_);
}

void EntryWalker::Skip(const StreamedType& type, bool with_header) {
  if (type.kind == Kind::kNumbers) KeepCounter(type);
  const auto header = with_header ? type.header : Header::kNone;
  if (header == Header::kNone && type.fixed_bytes >= 0) return Advance(type.fixed_bytes);
  const auto head = Enter(type, header);
  if (head.bounded && !type.has_counters) {
    position_ = limit_;
    limit_ = head.outer_limit;
    return;
  }
  switch (type.kind) {
    case Kind::kText:
    case Kind::kLongText:
      Advance(TextBytes(type));
      break;
    case Kind::kList:
      SkipList(type, head);
      break;
    case Kind::kRecord:
      for (const auto& part : type.parts) {
        if (!part.CanSkip() && head.bounded) {
          position_ = limit_;
          break;
        }
        Skip(part, true);
      }
      break;
    case Kind::kTObject: {
      constexpr std::uint32_t kIsReferenced = 0x10;
      if ((Take<std::uint16_t>() & kMemberwise) != 0) Advance(4);  // a byte count
      Advance(4);
      if ((Take<std::uint32_t>() & kIsReferenced) != 0) Advance(2);
      break;
    }
    case Kind::kPointer:
      SkipPointer();
      break;
    default:
      Fail("value of an unknown type");
  }
  Leave(head);
}

void EntryWalker::SkipList(const StreamedType& type, const Head& head) {
  const auto& item = type.parts.front();
  const auto count = CountItems(type, head);
  if (count < 0) {
    position_ = limit_;
  } else if (item.fixed_bytes >= 0) {
    Advance(count * item.fixed_bytes);
  } else {
    for (std::int64_t i = 0; i < count; ++i) Skip(item, true);
  }
}

void EntryWalker::SkipMany(const StreamedType& type, std::int64_t count) {
  if (type.is_collection) {
    const auto head = Enter(type, Header::kVersion);
    position_ = limit_;
    limit_ = head.outer_limit;
    return;
  }
  for (std::int64_t i = 0; i < count; ++i) Skip(type, true);
}

void EntryWalker::SkipPointer() {
  const auto word = Take<std::uint32_t>();
  if ((word & kByteCountMask) == kByteCount) Advance(word & ~kByteCountMask);
}

}  // namespace TMVA::inline standalone::rootio
