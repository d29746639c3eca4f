// Columns whose values are found by walking the bytes of each entry: texts, lists within lists, and
// members of objects that lie in one branch as a whole.
#include <algorithm>
#include <utility>

#include "dataloader/rootio/column_reader.h"

namespace TMVA::inline standalone::rootio {
namespace {

class WalkReader final : public ColumnReader {
 public:
  explicit WalkReader(const ColumnPlace& place)
      : index_(place.index),
        layout_(place.layout),
        walk_(layout_.walk),
        loader_(place.loader),
        item_bytes_(static_cast<std::size_t>(layout_.item_length) * layout_.coding.stored_bytes) {}

  void Read(EntryRange range, ColumnBlock& out) override {
    out_ = &out;
    out.StartLists(layout_.coding.type);
    offsets_.assign(static_cast<std::size_t>(walk_.levels), std::vector<std::int64_t>(1, 0));
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto& basket = loader_.Load(number);
      for (; entry < end; ++entry)
        ReadEntry(Bytes(basket, static_cast<std::size_t>(entry - index_.starts[number])));
    }
    if (walk_.levels == 0)
      out.Resize(layout_.coding.type, layout_.item_length, range.size());
    else
      out.ResizeNested(layout_.coding.type, std::exchange(offsets_, {}));
  }

 private:
  /// The bytes of an entry; entries of equal size have no table of offsets.
  std::span<const std::byte> Bytes(const Basket& basket, std::size_t entry) const {
    if (!basket.offsets.empty()) {
      const auto begin = static_cast<std::size_t>(basket.offsets[entry]);
      return basket.data.subspan(begin, static_cast<std::size_t>(basket.offsets[entry + 1]) - begin);
    }
    const auto entries = static_cast<std::size_t>(basket.entries);
    const auto size = basket.data.size() / entries;
    if (size * entries != basket.data.size())
      Fail(loader_.CurrentOrigin(), "basket without a table of offsets");
    return basket.data.subspan(entry * size, size);
  }

  void ReadEntry(std::span<const std::byte> bytes) {
    ByteReader reader(bytes, loader_.CurrentOrigin());
    if (!bytes.empty()) {
      for (const auto& skip : walk_.skips) StepOver(skip, reader);
      if (reader.Remaining() > 0) reader.Skip(static_cast<std::size_t>(walk_.header_bytes));
    }
    if (walk_.levels == 0) return AppendNumbers(reader, 1);
    if (bytes.empty()) return EndList(0, 0);
    if (walk_.is_counted || (walk_.is_text && walk_.levels == 1)) return ReadList(reader, 0);
    ReadToEnd(reader);
  }

  /// The outermost list has no count: its items fill the entry.
  void ReadToEnd(ByteReader& reader) {
    std::int64_t items = 0;
    if (walk_.levels == 1) {
      items = static_cast<std::int64_t>(reader.Remaining() / item_bytes_);
      AppendNumbers(reader, static_cast<std::size_t>(items));
      if (reader.Remaining() > 0) reader.Fail("entry of another size than its values say");
    } else {
      for (; reader.Remaining() > 0; ++items) ReadList(reader, 1);
    }
    EndList(0, items);
  }

  void ReadList(ByteReader& reader, int level) {
    const bool is_last = level + 1 == walk_.levels;
    if (is_last && walk_.is_text) return ReadText(reader, level);
    const auto smallest = is_last ? item_bytes_ : level + 2 == walk_.levels && walk_.is_text ? 1 : 4;
    const auto items = reader.Count(reader.Read<std::int32_t>(), smallest, "list");
    if (is_last)
      AppendNumbers(reader, items);
    else
      for (std::size_t i = 0; i < items; ++i) ReadList(reader, level + 1);
    EndList(level, static_cast<std::int64_t>(items));
  }

  void ReadText(ByteReader& reader, int level) {
    std::size_t length = 0;  // an empty text may take no byte at all
    if (reader.Remaining() > 0) length = reader.Read<std::uint8_t>();
    if (length == 255) length = reader.Read<std::uint32_t>();
    const auto bytes = reader.Bytes(length);
    std::ranges::copy(bytes, out_->AppendValues(static_cast<std::int64_t>(length)));
    EndList(level, static_cast<std::int64_t>(length));
  }

  void AppendNumbers(ByteReader& reader, std::size_t items) {
    const auto bytes = reader.Bytes(items * item_bytes_);
    if (items == 0) return;
    DecodeNumbers(layout_.coding, bytes.data(), item_bytes_, items,
                  static_cast<std::size_t>(layout_.item_length),
                  out_->AppendValues(static_cast<std::int64_t>(items) * layout_.item_length));
  }

  /// Offsets of the last level count values, those above count lists.
  void EndList(int level, std::int64_t items) {
    auto& ends = offsets_[static_cast<std::size_t>(level)];
    const bool is_last = level + 1 == walk_.levels;
    ends.push_back(ends.back() + items * (is_last ? layout_.item_length : 1));
  }

  static void StepOver(const Skip& skip, ByteReader& reader) {
    switch (skip.kind) {
      case Skip::Kind::kBytes:
        return reader.Skip(static_cast<std::size_t>(skip.size));
      case Skip::Kind::kHeader:
        return CheckHeader(skip, reader);
      case Skip::Kind::kObject:
        return reader.Skip(ByteCount(reader.Read<std::uint32_t>(), reader));
      case Skip::Kind::kText: {
        std::size_t length = reader.Read<std::uint8_t>();
        if (length == 255) length = reader.Read<std::uint32_t>();
        return reader.Skip(length);
      }
      case Skip::Kind::kTObject: {
        constexpr std::size_t kVersionAndId = 6;
        constexpr std::uint32_t kIsReferenced = 0x10;
        reader.Skip(kVersionAndId);
        if ((reader.Read<std::uint32_t>() & kIsReferenced) != 0) reader.Skip(2);
        return;
      }
      case Skip::Kind::kPointer: {
        const auto word = reader.Read<std::uint32_t>();
        if ((word & kByteCount) != 0) reader.Skip(ByteCount(word, reader));
        return;
      }
    }
  }

  static constexpr std::uint32_t kByteCount = 0x40000000;

  static std::size_t ByteCount(std::uint32_t word, const ByteReader& reader) {
    if ((word & 0xc0000000) != kByteCount) reader.Fail("object without a byte count");
    return word & ~kByteCount;
  }

  static void CheckHeader(const Skip& skip, ByteReader& reader) {
    ByteCount(reader.Read<std::uint32_t>(), reader);
    const std::int64_t version = reader.Read<std::uint16_t>();
    if (version == 0) return reader.Skip(4);  // a class without a version: its checksum
    if (version != skip.size)
      reader.Fail("object of class version " + std::to_string(version) + ", expected " +
                  std::to_string(skip.size));
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  const EntryWalk& walk_;
  BasketLoader& loader_;
  std::size_t item_bytes_;
  ColumnBlock* out_ = nullptr;  ///< of the range that is read
  std::vector<std::vector<std::int64_t>> offsets_;
};

}  // namespace

std::unique_ptr<ColumnReader> MakeWalkReader(const ColumnPlace& place) {
  return std::make_unique<WalkReader>(place);
}

}  // namespace TMVA::inline standalone::rootio
