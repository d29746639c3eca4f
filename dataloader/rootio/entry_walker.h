// Walks through the bytes of entries to the values of one column.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dataloader/rootio/byte_reader.h"
#include "dataloader/rootio/number_coding.h"
#include "dataloader/rootio/streamed_type.h"

namespace TMVA::inline standalone::rootio {

/// Which values of an entry make a column.
struct ValuePlace {
  const EntryType* entry = nullptr;
  std::span<const std::uint16_t> members;  ///< which member to take, of each record on the way
  int levels = 0;                          ///< lists on the way, texts included
};

class EntryWalker {
 public:
  /// `offsets` (one vector a level, none empty) and `runs` get what is found appended; `values` are
  /// those found before.
  EntryWalker(const ValuePlace& place, std::vector<std::vector<std::int64_t>>& offsets,
              std::vector<Run>& runs, std::int64_t values);

  /// The entry data[begin, end); throws unless its bytes are what its type says.
  void Walk(std::span<const std::byte> data, std::size_t begin, std::size_t end,
            const Origin& origin);
  /// As above where only the type knows the end, which is returned.
  std::size_t WalkUnbounded(std::span<const std::byte> data, std::size_t begin,
                            const Origin& origin);
  /// Values found so far.
  std::int64_t Values() const { return values_; }

 private:
  struct Head {
    std::size_t outer_limit = 0;
    bool bounded = false;     ///< a byte count says where the value ends
    bool memberwise = false;  ///< all first members, then all second ones, ...
    bool absent = false;      ///< there is no array
    int version = 0;
  };

  void Start(std::span<const std::byte> data, std::size_t begin, std::size_t end,
             const Origin& origin);
  Head Enter(const StreamedType& type, StreamedType::Header header);
  void EnterVersion(const StreamedType& type, Head& head);
  void Leave(const Head& head);
  bool HasOptionalHeader(const StreamedType& type) const;

  void Visit(const StreamedType& type, std::size_t choice, int level, bool with_header);
  void VisitList(const StreamedType& type, std::size_t choice, int level, const Head& head);
  void VisitRecord(const StreamedType& type, std::size_t choice, int level);
  void VisitMembers(const StreamedType& record, std::int64_t count, std::size_t choice, int level);
  void VisitMany(const StreamedType& type, std::int64_t count, std::size_t choice, int level);
  void VisitTexts(std::int64_t count, int level);
  void VisitNumberLists(const StreamedType& numbers, std::int64_t count, int level);
  void Skip(const StreamedType& type, bool with_header);
  void SkipList(const StreamedType& type, const Head& head);
  void SkipMany(const StreamedType& type, std::int64_t count);
  void SkipPointer();

  std::int64_t CountItems(const StreamedType& list, const Head& head);
  std::int64_t TextBytes(const StreamedType& type);
  void EnterMembers(const StreamedType& record, int collection_version);
  void KeepCounter(const StreamedType& type);
  void Emit(std::int64_t values, std::int64_t bytes);
  void Advance(std::int64_t bytes);
  template <class T>
  T Take();
  [[noreturn]] void Fail(const char* what) const;

  const ValuePlace place_;
  std::vector<std::vector<std::int64_t>>& offsets_;
  std::vector<Run>& runs_;
  std::int64_t values_ = 0;
  std::vector<std::int64_t> slots_;
  const std::byte* data_ = nullptr;
  std::size_t position_ = 0, limit_ = 0;
  const Origin* origin_ = nullptr;
};

}  // namespace TMVA::inline standalone::rootio
