// Counts, byte counts, and the references that move.
#include "dataloader/rootio/record_patch.h"

#include <TMVA/Error.h>

#include <algorithm>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::uint32_t kByteCount = 0x40000000;

}  // namespace

RecordPatch::RecordPatch(const rootio::Record& record, const rootio::RecordMap& map,
                         std::size_t key_bytes)
    : record_(record), map_(map), key_bytes_(key_bytes), bytes_(record.payload) {}

std::size_t RecordPatch::BaseOf(const rootio::PlacedObject& collection) const {
  return key_bytes_ + collection.items_end;
}

void RecordPatch::AddItems(const rootio::PlacedObject& collection, std::size_t count,
                           std::vector<std::byte> bytes) {
  Put(collection.count_position,
      static_cast<std::int32_t>(
          static_cast<std::size_t>(At<std::int32_t>(collection.count_position)) + count));
  Insert(collection.items_end, std::move(bytes), collection.byte_counts);
}

void RecordPatch::Insert(std::size_t position, std::vector<std::byte> bytes,
                         const std::vector<std::size_t>& byte_counts) {
  for (const auto at : byte_counts) {
    // Byte counts cover several insertions: add to what was patched before.
    const auto old = rootio::LoadBigEndian<std::uint32_t>(bytes_.data() + at) & ~kByteCount;
    const auto total = old + bytes.size();
    if (total >= kByteCount)
      throw DataError(record_.origin.path + ": " + record_.origin.object +
                      " would be longer than 1 GB");
    Put(at, static_cast<std::uint32_t>(total) | kByteCount);
  }
  insertions_.push_back({position, std::move(bytes)});
}

std::uint32_t RecordPatch::MovedTag(std::uint32_t tag) const {
  const auto old_base = static_cast<std::size_t>(record_.key.key_bytes);
  const auto position = tag - rootio::kReferenceOffset - old_base;
  auto moved = position + key_bytes_ + rootio::kReferenceOffset;
  for (const auto& insertion : insertions_)
    if (position >= insertion.position) moved += insertion.bytes.size();
  return static_cast<std::uint32_t>(moved);
}

/// Throws when one of its words, taken as a reference, would have to change.
void RecordPatch::CheckOpaque(const rootio::OpaquePart& part) const {
  const auto first = static_cast<std::size_t>(record_.key.key_bytes) + rootio::kReferenceOffset;
  for (auto at = part.begin; at + sizeof(std::uint32_t) <= part.end; ++at) {
    const auto target = At<std::uint32_t>(at) & ~rootio::kClassReference;
    if (target < first || target >= first + at || MovedTag(target) == target) continue;
    throw DataError(record_.origin.path + ": " + record_.origin.object +
                    " cannot be changed: its part '" + part.what +
                    "' cannot be decoded and may refer to others that would move");
  }
}

std::vector<std::byte> RecordPatch::Finish() {
  for (const auto& part : map_.opaque) CheckOpaque(part);
  for (const auto at : map_.references) {
    const auto word = At<std::uint32_t>(at);
    const auto tag = MovedTag(word & ~rootio::kClassReference);
    Put(at, tag | (word & rootio::kClassReference));
  }
  std::vector<std::byte> result;
  std::size_t done = 0;
  for (const auto& [position, inserted] : insertions_) {
    result.insert(result.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(done),
                  bytes_.begin() + static_cast<std::ptrdiff_t>(position));
    result.insert(result.end(), inserted.begin(), inserted.end());
    done = position;
  }
  result.insert(result.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(done), bytes_.end());
  return result;
}

}  // namespace TMVA::inline standalone::rootwrite
