// Columns with a list of values in each entry that fills it behind a header.
#include <algorithm>
#include <bit>
#include <utility>

#include "dataloader/rootio/column_reader.h"
#include "dataloader/rootio/huge_pages.h"

namespace TMVA::inline standalone::rootio {
namespace {

constexpr std::int64_t kAtOnce = std::int64_t{1} << 20;  // entries that memory is taken for
constexpr std::int64_t kVectorHeader = 10, kCountAt = 6;

std::int64_t CountAt(const ColumnBlock& counts, std::size_t i) {
  switch (counts.type()) {
    case DataType::kInt8:
      return counts.values<std::int8_t>()[i];
    case DataType::kInt16:
      return counts.values<std::int16_t>()[i];
    case DataType::kUInt16:
      return counts.values<std::uint16_t>()[i];
    case DataType::kInt32:
      return counts.values<std::int32_t>()[i];
    case DataType::kUInt32:
      return counts.values<std::uint32_t>()[i];
    case DataType::kInt64:
    case DataType::kUInt64:
      return counts.values<std::int64_t>()[i];
    default:
      return counts.values<std::uint8_t>()[i];
  }
}

class RunReader final : public ColumnReader {
 public:
  RunReader(const ColumnPlace& place, std::unique_ptr<ColumnReader> counts,
            std::int64_t counted_entries)
      : index_(place.index),
        layout_(place.layout),
        loader_(place.loader),
        stored_(static_cast<std::int64_t>(layout_.coding.stored_bytes)),
        counts_(std::move(counts)),
        counted_entries_(counted_entries) {}

  void Read(EntryRange range, ColumnBlock& out) override {
    std::vector<std::int64_t> ends;
    ends.reserve(static_cast<std::size_t>(std::min(range.size(), kAtOnce)) + 1);
    AdviseHugePages(ends.data(), ends.capacity() * sizeof(ends[0]));
    ends.push_back(0);
    out.StartLists(layout_.coding.type);
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto& basket = Load(number);
      const auto first = static_cast<std::size_t>(entry - index_.starts[number]);
      const auto count = static_cast<std::size_t>(end - entry);
      const auto before = ends.back();
      AppendEnds(first, count, ends);
      Decode(basket, first, count, out.AppendValues(ends.back() - before));
      entry = end;
      out.ExpectLists(entry - range.begin, range.size());
    }
    out.ResizeVariable(layout_.coding.type, std::move(ends));
  }

 private:
  void AppendEnds(std::size_t first, std::size_t count, std::vector<std::int64_t>& ends) const {
    const auto filled = ends.size();
    const auto shift = ends.back() - starts_[first];
    ends.resize(filled + count);
    for (std::size_t i = 0; i < count; ++i) ends[filled + i] = starts_[first + i + 1] + shift;
  }

  const Basket& Load(std::size_t number) {
    const bool again = number == checked_ && loader_.Loaded() == number;
    const auto& basket = loader_.Load(number);
    if (again) return basket;
    checked_ = SIZE_MAX;
    if (basket.offsets.empty()) CountOffsets(number, basket);
    CountValues(basket, Offsets(basket));
    checked_ = number;
    return basket;
  }

  std::span<const std::int32_t> Offsets(const Basket& basket) const {
    return basket.offsets.empty() ? counted_offsets_ : basket.offsets;
  }

  /// Offsets of a basket that stores none, from the column that counts its items.
  void CountOffsets(std::size_t number, const Basket& basket) {
    const auto& origin = loader_.CurrentOrigin();
    if (basket.data.empty()) {
      counted_offsets_.assign(static_cast<std::size_t>(basket.entries) + 1, 0);
      return;
    }
    const EntryRange range{index_.starts[number], index_.starts[number + 1]};
    if (!counts_ || layout_.header_bytes != 0 || counted_entries_ < range.end)
      Fail(origin, "basket without a table of offsets");
    counts_->Read(range, count_block_);
    counted_offsets_.assign(1, 0);
    const auto item = layout_.item_length * stored_;
    const auto size = static_cast<std::int64_t>(basket.data.size());
    for (std::int64_t i = 0; i < range.size(); ++i) {
      const auto count = CountAt(count_block_, static_cast<std::size_t>(i));
      if (count < 0 || count > (size - counted_offsets_.back()) / item)
        Fail(origin, "counts that its basket does not hold");
      counted_offsets_.push_back(static_cast<std::int32_t>(counted_offsets_.back() + count * item));
    }
    if (counted_offsets_.back() != size) Fail(origin, "counts that do not fill its basket");
  }

  /// The bytes of an entry must be a whole number of items, as many as its header says.
  void CountValues(const Basket& basket, std::span<const std::int32_t> offsets) {
    starts_.resize(offsets.size());
    const bool simple = layout_.header_bytes == 0 && layout_.item_length == 1 &&
                        std::has_single_bit(layout_.coding.stored_bytes);
    const bool good = simple ? CountSimple(offsets) : CountWithHeaders(basket, offsets);
    if (!good) Fail(loader_.CurrentOrigin(), "entries of another size than their values say");
  }

  bool CountSimple(std::span<const std::int32_t> offsets) {
    const int shift = std::countr_zero(layout_.coding.stored_bytes);
    std::int32_t rests = 0;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      starts_[i] = offsets[i] >> shift;
      rests |= offsets[i];
    }
    return offsets.front() == 0 && (rests & static_cast<std::int32_t>(stored_ - 1)) == 0;
  }

  bool CountWithHeaders(const Basket& basket, std::span<const std::int32_t> offsets) {
    const auto item = stored_ * layout_.item_length;
    const auto header = layout_.header_bytes;
    const auto* data = basket.data.data();
    starts_[0] = 0;
    bool good = true;
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
      std::int64_t bytes = offsets[i + 1] - offsets[i];
      if (bytes != 0) bytes -= header;
      good = good && bytes >= 0;
      const auto items = item == 4 ? bytes >> 2 : bytes / item;
      good = good && items * item == bytes;
      if (good && header == kVectorHeader && offsets[i + 1] != offsets[i])
        good = LoadBigEndian<std::int32_t>(data + offsets[i] + kCountAt) == items;
      starts_[i + 1] = starts_[i] + items * layout_.item_length;
    }
    return good;
  }

  void Decode(const Basket& basket, std::size_t first, std::size_t count, std::byte* to) const {
    const auto* from = basket.data.data();
    const auto offsets = Offsets(basket);
    const auto stored = layout_.coding.stored_bytes;
    if (layout_.header_bytes == 0) {
      const auto bytes = static_cast<std::size_t>(offsets[first + count] - offsets[first]);
      return DecodeNumbers(layout_.coding, from + offsets[first], bytes, 1, bytes / stored, to);
    }
    const auto width = SizeOf(layout_.coding.type);
    for (std::size_t i = first; i < first + count; ++i) {
      const auto values = static_cast<std::size_t>(starts_[i + 1] - starts_[i]);
      if (values == 0) continue;
      DecodeNumbers(layout_.coding, from + offsets[i] + layout_.header_bytes, values * stored, 1,
                    values, to);
      to += values * width;
    }
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  BasketLoader& loader_;
  std::int64_t stored_;
  std::unique_ptr<ColumnReader> counts_;
  std::int64_t counted_entries_;
  ColumnBlock count_block_;
  std::vector<std::int32_t> counted_offsets_;
  std::vector<std::int64_t> starts_;  // of the checked basket's entries, in values
  std::size_t checked_ = SIZE_MAX;
};

}  // namespace

std::unique_ptr<ColumnReader> MakeRunReader(const ColumnPlace& place,
                                            std::unique_ptr<ColumnReader> counts,
                                            std::int64_t counted_entries) {
  return std::make_unique<RunReader>(place, std::move(counts), counted_entries);
}

}  // namespace TMVA::inline standalone::rootio
