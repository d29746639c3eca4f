// Reads entry ranges of some columns of a TTree.
#include "dataloader/rootio/tree_cursor.h"

#include <algorithm>
#include <bit>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {

/// Columns with the same number of values in each entry.
class TreeCursor::FixedReader {
 public:
  FixedReader(const BasketIndex& index, const ColumnLayout& layout, BasketLoader& loader)
      : index_(index), layout_(layout), loader_(loader) {}

  void Read(EntryRange range, ColumnBlock& out) {
    const auto entry_bytes = static_cast<double>(layout_.length) *
                             static_cast<double>(SizeOf(layout_.coding.type));
    if (static_cast<double>(range.size()) * entry_bytes > static_cast<double>(out.capacity()))
      VerifySize(range);
    out.Resize(layout_.coding.type, layout_.length, range.size());
    ReadInto(range, out.data());
  }

  void ReadInto(EntryRange range, std::byte* to) {
    const auto stride = static_cast<std::size_t>(layout_.entry_bytes);
    const auto out_bytes = static_cast<std::size_t>(layout_.length) * SizeOf(layout_.coding.type);
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto& basket = Load(number);
      const auto first = static_cast<std::size_t>(entry - index_.starts[number]);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto count = static_cast<std::size_t>(end - entry);
      DecodeNumbers(layout_.coding,
                    basket.data.data() + first * stride + static_cast<std::size_t>(layout_.offset),
                    stride, count, static_cast<std::size_t>(layout_.length), to);
      to += count * out_bytes;
      entry = end;
    }
  }

  /// A damaged tree may claim entries that are not there: where there would be far more than their
  /// records are long, looks before memory is taken for them.
  void VerifySize(EntryRange range) {
    constexpr double kSuspicious = 64;
    if (range.size() == 0) return;
    const auto first = index_.Find(range.begin), last = index_.Find(range.end - 1);
    double stored = 0;
    for (auto i = first; i <= last; ++i) stored += index_.bytes[i];
    const auto wanted =
        static_cast<double>(range.size()) * static_cast<double>(layout_.entry_bytes);
    if (wanted <= kSuspicious * stored) return;
    for (auto i = first; i <= last; ++i) Load(i);
  }

  const BasketIndex& Index() const { return index_; }

 private:
  const Basket& Load(std::size_t number) {
    const auto& basket = loader_.Load(number);
    const auto stride = static_cast<std::size_t>(layout_.entry_bytes);
    if (basket.data.size() != static_cast<std::size_t>(basket.entries) * stride) {
      Fail(loader_.CurrentOrigin(), "basket of " + std::to_string(basket.data.size()) +
                                        " bytes, expected " + std::to_string(stride) +
                                        " bytes an entry");
    }
    return basket;
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  BasketLoader& loader_;
};

/// Columns with a number of values of its own in each entry.
class TreeCursor::VariableReader {
 public:
  VariableReader(const BasketIndex& index, const ColumnLayout& layout, BasketLoader& loader,
                 std::unique_ptr<FixedReader> counts)
      : index_(index), layout_(layout), loader_(loader), counts_(std::move(counts)) {}

  void Read(EntryRange range, ColumnBlock& out) {
    std::vector<std::int64_t> ends{0};
    staged_.clear();
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto& basket = Load(number);
      const auto first = static_cast<std::size_t>(entry - index_.starts[number]);
      const auto count = static_cast<std::size_t>(end - entry);
      const auto before = ends.back();
      const auto shift = before - starts_[first];
      const auto filled = ends.size();
      ends.resize(filled + count);
      for (std::size_t i = 0; i < count; ++i) ends[filled + i] = starts_[first + i + 1] + shift;
      if (range.size() == end - entry) {  // all in one basket: straight into the block
        out.ResizeVariable(layout_.coding.type, std::move(ends));
        return Decode(basket, first, count, out.data());
      }
      const auto bytes =
          static_cast<std::size_t>(ends.back() - before) * SizeOf(layout_.coding.type);
      const auto start = staged_.size();
      staged_.resize(start + bytes);
      Decode(basket, first, count, staged_.data() + start);
      entry = end;
    }
    out.ResizeVariable(layout_.coding.type, std::move(ends));
    std::copy(staged_.begin(), staged_.end(), out.data());
  }

 private:
  const Basket& Load(std::size_t number) {
    const bool again = number == checked_ && loader_.Loaded() == number;
    const auto& basket = loader_.Load(number);
    if (again) return basket;
    checked_ = SIZE_MAX;
    offsets_.assign(basket.offsets.begin(), basket.offsets.end());
    if (offsets_.empty()) CountOffsets(number, basket);
    CountValues(basket);
    checked_ = number;
    return basket;
  }

  /// Offsets of a basket that stores none, from the column that counts its items.
  void CountOffsets(std::size_t number, const Basket& basket) {
    const auto& origin = loader_.CurrentOrigin();
    if (basket.data.empty()) {
      offsets_.assign(static_cast<std::size_t>(basket.entries) + 1, 0);
      return;
    }
    const EntryRange range{index_.starts[number], index_.starts[number + 1]};
    if (!counts_ || layout_.header_bytes != 0 || counts_->Index().Entries() < range.end) {
      Fail(origin, "basket without a table of offsets");
    }
    counts_->Read(range, count_block_);
    offsets_.assign(1, 0);
    const auto item = layout_.item_length * static_cast<std::int64_t>(layout_.coding.stored_bytes);
    const auto size = static_cast<std::int64_t>(basket.data.size());
    for (std::int64_t i = 0; i < range.size(); ++i) {
      const auto count = CountAt(static_cast<std::size_t>(i));
      if (count < 0 || count > (size - offsets_.back()) / item) {
        Fail(origin, "counts that its basket does not hold");
      }
      offsets_.push_back(offsets_.back() + count * item);
    }
    if (offsets_.back() != size) Fail(origin, "counts that do not fill its basket");
  }

  std::int64_t CountAt(std::size_t i) const {
    switch (count_block_.type()) {
      case DataType::kInt8:
        return count_block_.values<std::int8_t>()[i];
      case DataType::kInt16:
        return count_block_.values<std::int16_t>()[i];
      case DataType::kUInt16:
        return count_block_.values<std::uint16_t>()[i];
      case DataType::kInt32:
        return count_block_.values<std::int32_t>()[i];
      case DataType::kUInt32:
        return count_block_.values<std::uint32_t>()[i];
      case DataType::kInt64:
      case DataType::kUInt64:
        return count_block_.values<std::int64_t>()[i];
      default:
        return count_block_.values<std::uint8_t>()[i];
    }
  }

  /// The bytes of an entry must be a whole number of items, as many as its header says.
  void CountValues(const Basket& basket) {
    constexpr std::int64_t kVectorHeader = 10, kCountAt = 6;
    const auto entries = static_cast<std::size_t>(basket.entries);
    const auto stored = static_cast<std::int64_t>(layout_.coding.stored_bytes);
    const int shift = std::has_single_bit(layout_.coding.stored_bytes)
                          ? std::countr_zero(layout_.coding.stored_bytes)
                          : -1;
    const auto header_bytes = layout_.header_bytes;
    starts_.resize(entries + 1);
    starts_[0] = 0;
    bool good = true;
    for (std::size_t i = 0; i < entries; ++i) {
      std::int64_t bytes = offsets_[i + 1] - offsets_[i];
      if (bytes != 0) bytes -= header_bytes;
      const auto values = shift >= 0 ? bytes >> shift : bytes / stored;
      good = good && bytes >= 0 && values * stored == bytes &&
             (layout_.item_length == 1 || values % layout_.item_length == 0);
      if (good && header_bytes == kVectorHeader && offsets_[i + 1] != offsets_[i]) {
        const auto* header = basket.data.data() + offsets_[i];
        good = LoadBigEndian<std::int32_t>(header + kCountAt) * layout_.item_length == values;
      }
      starts_[i + 1] = starts_[i] + values;
    }
    if (!good) Fail(loader_.CurrentOrigin(), "entries of another size than their values say");
  }

  void Decode(const Basket& basket, std::size_t first, std::size_t count, std::byte* to) const {
    const auto* from = basket.data.data();
    const auto stored = layout_.coding.stored_bytes;
    if (layout_.header_bytes == 0) {
      const auto bytes = static_cast<std::size_t>(offsets_[first + count] - offsets_[first]);
      return DecodeNumbers(layout_.coding, from + offsets_[first], bytes, 1, bytes / stored, to);
    }
    for (std::size_t i = first; i < first + count; ++i) {
      const auto values = static_cast<std::size_t>(starts_[i + 1] - starts_[i]);
      if (values == 0) continue;
      DecodeNumbers(layout_.coding, from + offsets_[i] + layout_.header_bytes, values * stored, 1,
                    values, to);
      to += values * SizeOf(layout_.coding.type);
    }
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  BasketLoader& loader_;
  std::unique_ptr<FixedReader> counts_;
  ColumnBlock count_block_;
  std::vector<std::int64_t> offsets_;  // of the checked basket, in bytes ...
  std::vector<std::int64_t> starts_;   // ... and in values
  std::size_t checked_ = SIZE_MAX;
  std::vector<std::byte> staged_;
};

struct TreeCursor::Reader {
  std::unique_ptr<FixedReader> fixed;
  std::unique_ptr<VariableReader> variable;
};

TreeCursor::TreeCursor(std::shared_ptr<const void> owner, const RawFile& file, const TreeData& data,
                       const std::vector<std::size_t>& columns)
    : owner_(std::move(owner)), file_(file), data_(data) {
  loaders_.resize(data.metadata.branches.size());
  const auto make_fixed = [&](const ColumnLayout& layout) {
    return std::make_unique<FixedReader>(data.metadata.branches[layout.branch].baskets, layout,
                                         LoaderOf(layout.branch));
  };
  for (const auto number : columns) {
    const auto& column = data.columns.at(number);
    CheckReadable(column);
    const auto& layout = column.layout;
    auto reader = std::make_unique<Reader>();
    if (layout.length != ColumnInfo::kVariable) {
      reader->fixed = make_fixed(layout);
    } else {
      std::unique_ptr<FixedReader> counts;
      if (layout.count_column) counts = make_fixed(data.columns.at(*layout.count_column).layout);
      reader->variable =
          std::make_unique<VariableReader>(data.metadata.branches[layout.branch].baskets, layout,
                                           LoaderOf(layout.branch), std::move(counts));
    }
    readers_.push_back(std::move(reader));
  }
}

TreeCursor::~TreeCursor() = default;

BasketLoader& TreeCursor::LoaderOf(std::size_t branch) {
  auto& loader = loaders_[branch];
  if (!loader) {
    const auto& metadata = data_.metadata.branches[branch];
    loader = std::make_unique<BasketLoader>(file_, metadata.baskets, metadata.name, scratch_);
  }
  return *loader;
}

void TreeCursor::CheckReadable(const Column& column) const {
  const auto& info = column.info;
  const auto where = file_.Path() + ":" + data_.metadata.name + ": branch " + info.name;
  if (!info.unsupported.empty()) {
    throw DataError(where + " cannot be read: " + info.unsupported);
  }
  const auto& baskets = data_.metadata.branches[column.layout.branch].baskets;
  if (!baskets.damage.empty()) {
    throw FileFormatError(file_.Path(), baskets.damage, -1, "branch " + info.name);
  }
  if (baskets.Entries() < data_.metadata.entries) {
    throw FileFormatError(file_.Path(), "branch " + info.name + " has " +
                                            std::to_string(baskets.Entries()) +
                                            " entries, its tree " + data_.metadata.name + " has " +
                                            std::to_string(data_.metadata.entries));
  }
}

void TreeCursor::CheckRange(EntryRange range) const {
  if (range.begin < 0 || range.begin > range.end || range.end > data_.metadata.entries) {
    throw DataError(file_.Path() + ":" + data_.metadata.name + ": entries " +
                    std::to_string(range.begin) + " to " + std::to_string(range.end) +
                    " are not within the " + std::to_string(data_.metadata.entries) + " there are");
  }
}

void TreeCursor::Prepare(EntryRange range) {
  CheckRange(range);
  std::vector<ByteRange> wanted;
  for (std::size_t branch = 0; branch < loaders_.size() && range.size() > 0; ++branch) {
    if (!loaders_[branch]) continue;
    const auto& index = data_.metadata.branches[branch].baskets;
    const auto last = index.Find(range.end - 1);
    for (auto i = index.Find(range.begin); i <= last && i < index.size(); ++i)
      if (!index.embedded[i]) wanted.push_back({index.seeks[i], index.bytes[i]});
  }
  file_.WillRead(wanted);
  for (const auto& reader : readers_)
    if (reader->fixed) reader->fixed->VerifySize(range);
}

void TreeCursor::Read(EntryRange range, std::span<ColumnBlock> out) {
  CheckRange(range);
  if (out.size() != readers_.size()) {
    throw DataError(file_.Path() + ":" + data_.metadata.name + ": " + std::to_string(out.size()) +
                    " blocks given for " + std::to_string(readers_.size()) + " columns");
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (readers_[i]->fixed) {
      readers_[i]->fixed->Read(range, out[i]);
    } else {
      readers_[i]->variable->Read(range, out[i]);
    }
  }
}

}  // namespace TMVA::inline standalone::rootio
