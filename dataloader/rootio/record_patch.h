// A stored object with items added to its collections and arrays, every other byte kept.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dataloader/rootio/record_map.h"
#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {

class RecordPatch {
 public:
  /// `key_bytes`: length of the key before the new payload. Record and map must outlive the patch.
  RecordPatch(const rootio::Record& record, const rootio::RecordMap& map, std::size_t key_bytes);

  /// Where the items that AddItems() appends to `collection` will lie, from the start of the new
  /// record: the base of the buffer in which they are streamed. Only for the first collection.
  std::size_t BaseOf(const rootio::PlacedObject& collection) const;
  /// Collections in the order of the record.
  void AddItems(const rootio::PlacedObject& collection, std::size_t count,
                std::vector<std::byte> bytes);
  /// Puts bytes before `position`; `byte_counts` are those that cover it. In the record's order.
  void Insert(std::size_t position, std::vector<std::byte> bytes,
              const std::vector<std::size_t>& byte_counts);
  /// Replaces a value by one of the same size.
  template <class T>
  void Put(std::size_t position, T value) {
    const auto bits = BigEndianBits(value);
    std::memcpy(bytes_.data() + position, &bits, sizeof bits);
  }
  /// The new form of a reference to something that lies before all insertions.
  std::uint32_t MovedTag(std::uint32_t tag) const;
  /// The new payload. DataError when a part that cannot be decoded may hold references that would
  /// have to be changed.
  std::vector<std::byte> Finish();

 private:
  void CheckOpaque(const rootio::OpaquePart& part) const;
  template <class T>
  T At(std::size_t position) const {
    return rootio::LoadBigEndian<T>(record_.payload.data() + position);
  }

  struct Insertion {
    std::size_t position;
    std::vector<std::byte> bytes;
  };
  const rootio::Record& record_;
  const rootio::RecordMap& map_;
  std::size_t key_bytes_;
  std::vector<std::byte> bytes_;
  std::vector<Insertion> insertions_;
};

}  // namespace TMVA::inline standalone::rootwrite
