// Entries as ROOT stores them: runs of big-endian numbers, texts with their length, vectors with
// byte count, version and size.
#include "dataloader/rootio/write_entries.h"

#include "dataloader/rootio/byte_swap.h"
#include "dataloader/rootio/write_buffer.h"

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::uint32_t kByteCountBit = 0x40000000;
constexpr std::uint16_t kVectorVersion = 10;
constexpr std::int64_t kVectorHead = 10;  // byte count, version, size
constexpr std::size_t kShortText = 255;   // from here on the length takes five bytes, not one
constexpr std::int64_t kLongTextExtra = 4;

template <class T>
std::byte* Put(std::byte* to, T value) {
  const auto bits = BigEndianBits(value);
  std::memcpy(to, &bits, sizeof bits);
  return to + sizeof bits;
}

template <class Bits>
std::byte* PutRun(std::byte* to, const std::byte* values, std::int64_t count) {
  constexpr std::int64_t kWorthACall = 32;
  if (count >= kWorthACall) {
    rootio::SwapBytes(values, static_cast<std::size_t>(count), sizeof(Bits), to);
    return to + count * std::int64_t{sizeof(Bits)};
  }
  for (std::int64_t i = 0; i < count; ++i) {
    Bits bits;
    std::memcpy(&bits, values + i * std::int64_t{sizeof(Bits)}, sizeof bits);
    to = Put(to, bits);
  }
  return to;
}

std::byte* PutText(std::byte* to, const std::byte* text, std::size_t length) {
  if (length < kShortText) {
    to = Put(to, static_cast<std::uint8_t>(length));
  } else {
    to = Put(to, static_cast<std::uint8_t>(kShortText));
    to = Put(to, static_cast<std::uint32_t>(length));
  }
  if (length > 0) std::memcpy(to, text, length);
  return to + length;
}

std::byte* PutVectorHead(std::byte* to, std::int64_t size) {
  to = Put(to, std::uint32_t{0});  // known at the end
  to = Put(to, kVectorVersion);
  return Put(to, static_cast<std::int32_t>(size));
}

void EndVector(std::byte* start, const std::byte* end) {
  Put(start, kByteCountBit | static_cast<std::uint32_t>(end - start - 4));
}

/// Calls `encode` (where to, entry; gives the end) for each entry and notes where it starts.
template <class Encode>
void ForEachEntry(const EntryBlock& block, ByteBuffer& data, std::int64_t bytes,
                  std::vector<std::int32_t>& offsets, Encode encode) {
  const auto size = data.size();
  std::byte* const start = data.Extend(static_cast<std::size_t>(bytes));
  std::byte* to = start;
  for (std::int64_t entry = block.first; entry < block.first + block.count; ++entry) {
    offsets.push_back(static_cast<std::int32_t>(size + static_cast<std::size_t>(to - start)));
    to = encode(to, static_cast<std::size_t>(entry));
  }
  data.Shrink(size + static_cast<std::size_t>(to - start));
}

void EncodeTexts(const EntryBlock& block, ByteBuffer& data, std::int64_t bytes,
                 std::vector<std::int32_t>& offsets) {
  const auto& view = block.columns[0];
  const auto ends = view.offsets[0];
  ForEachEntry(block, data, bytes, offsets, [&](std::byte* to, std::size_t entry) {
    return PutText(to, view.values + ends[entry],
                   static_cast<std::size_t>(ends[entry + 1] - ends[entry]));
  });
}

void EncodeTextVectors(const EntryBlock& block, ByteBuffer& data, std::int64_t bytes,
                       std::vector<std::int32_t>& offsets) {
  const auto& view = block.columns[0];
  const auto lists = view.offsets[0], texts = view.offsets[1];
  ForEachEntry(block, data, bytes, offsets, [&](std::byte* to, std::size_t entry) {
    std::byte* const start = to;
    to = PutVectorHead(to, lists[entry + 1] - lists[entry]);
    for (auto i = static_cast<std::size_t>(lists[entry]);
         i < static_cast<std::size_t>(lists[entry + 1]); ++i)
      to = PutText(to, view.values + texts[i], static_cast<std::size_t>(texts[i + 1] - texts[i]));
    EndVector(start, to);
    return to;
  });
}

template <class Bits>
void EncodeVectors(const EntryBlock& block, ByteBuffer& data, std::int64_t bytes,
                   std::vector<std::int32_t>& offsets) {
  constexpr std::int64_t kSize = sizeof(Bits);
  const auto& view = block.columns[0];
  const auto lists = view.offsets[0];
  if (view.offsets.size() == 1) {
    ForEachEntry(block, data, bytes, offsets, [&](std::byte* to, std::size_t entry) {
      std::byte* const start = to;
      const auto count = lists[entry + 1] - lists[entry];
      to = PutRun<Bits>(PutVectorHead(to, count), view.values + lists[entry] * kSize, count);
      EndVector(start, to);
      return to;
    });
    return;
  }
  const auto inner = view.offsets[1];
  ForEachEntry(block, data, bytes, offsets, [&](std::byte* to, std::size_t entry) {
    std::byte* const start = to;
    to = PutVectorHead(to, lists[entry + 1] - lists[entry]);
    for (auto i = static_cast<std::size_t>(lists[entry]);
         i < static_cast<std::size_t>(lists[entry + 1]); ++i) {
      const auto count = inner[i + 1] - inner[i];
      to = Put(to, static_cast<std::int32_t>(count));
      to = PutRun<Bits>(to, view.values + inner[i] * kSize, count);
    }
    EndVector(start, to);
    return to;
  });
}

}  // namespace

EntryCoding::EntryCoding(const BranchSpec& branch)
    : kind_(KindOf(branch)), is_text_(branch.leaves.front().is_string) {
  for (const auto& leaf : branch.leaves) {
    leaves_.push_back({static_cast<std::size_t>(leaf.length), TypeOf(leaf).size});
    item_bytes_ += static_cast<std::int64_t>(leaves_.back().length * leaves_.back().size);
  }
}

std::int64_t EntryCoding::StoredBytes(const EntryBlock& block) const {
  if (is_fixed()) return block.count * item_bytes_;
  auto first = block.first, last = block.first + block.count;
  std::int64_t bytes = kind_ == BranchKind::kObject ? kVectorHead * block.count : 0;
  const auto& levels = block.columns[0].offsets;
  const std::int64_t inner_head = is_text_ ? 1 : 4;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    if (level == 1 || kind_ == BranchKind::kText) bytes += inner_head * (last - first);
    first = levels[level][static_cast<std::size_t>(first)];
    last = levels[level][static_cast<std::size_t>(last)];
  }
  return bytes + (last - first) * item_bytes_;
}

void EntryCoding::Encode(const EntryBlock& block, ByteBuffer& data,
                         std::vector<std::int32_t>& offsets) const {
  if (is_fixed()) return EncodeFixed(block, data);
  const auto bytes = StoredBytes(block);
  const auto& view = block.columns[0];
  const auto first = static_cast<std::size_t>(block.first);
  const auto last = first + static_cast<std::size_t>(block.count);
  const auto lists = view.offsets[0];
  if (kind_ == BranchKind::kText)
    return EncodeTexts(block, data, bytes + kLongTextExtra * block.count, offsets);
  if (is_text_) {
    const auto texts = lists[last] - lists[first];
    return EncodeTextVectors(block, data, bytes + kLongTextExtra * texts, offsets);
  }
  const auto size = leaves_[0].size;
  if (kind_ == BranchKind::kCounted) {
    const auto start = static_cast<std::int64_t>(data.size()) - lists[first] * item_bytes_;
    for (auto entry = first; entry < last; ++entry)
      offsets.push_back(static_cast<std::int32_t>(start + lists[entry] * item_bytes_));
    return rootio::SwapBytes(view.values + lists[first] * item_bytes_,
                             static_cast<std::size_t>(bytes) / size, size,
                             data.Extend(static_cast<std::size_t>(bytes)));
  }
  if (size == 8) return EncodeVectors<std::uint64_t>(block, data, bytes, offsets);
  if (size == 4) return EncodeVectors<std::uint32_t>(block, data, bytes, offsets);
  if (size == 2) return EncodeVectors<std::uint16_t>(block, data, bytes, offsets);
  EncodeVectors<std::uint8_t>(block, data, bytes, offsets);
}

void EntryCoding::EncodeFixed(const EntryBlock& block, ByteBuffer& data) const {
  const auto entry_bytes = static_cast<std::size_t>(item_bytes_);
  const auto first = static_cast<std::size_t>(block.first);
  const auto count = static_cast<std::size_t>(block.count);
  std::byte* to = data.Extend(count * entry_bytes);
  if (leaves_.size() == 1)
    return rootio::SwapBytes(block.columns[0].values + first * entry_bytes,
                             count * leaves_[0].length, leaves_[0].size, to);
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const auto [length, size] = leaves_[i];
    const auto* values = block.columns[i].values + first * length * size;
    for (std::size_t entry = 0; entry < count; ++entry)
      rootio::SwapBytes(values + entry * length * size, length, size, to + entry * entry_bytes);
    to += length * size;
  }
}

}  // namespace TMVA::inline standalone::rootwrite
