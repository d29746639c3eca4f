// Columns with the same number of values in each entry.
#include <algorithm>

#include "dataloader/rootio/column_reader.h"

namespace TMVA::inline standalone::rootio {
namespace {

class FixedReader final : public ColumnReader {
 public:
  explicit FixedReader(const ColumnPlace& place)
      : index_(place.index),
        layout_(place.layout),
        loader_(place.loader),
        stride_(static_cast<std::size_t>(layout_.entry_bytes)),
        out_bytes_(static_cast<std::size_t>(layout_.item_length) * SizeOf(layout_.coding.type)),
        fits_(layout_.coding.kind == NumberCoding::Kind::kPlain && out_bytes_ == stride_) {}

  void Read(EntryRange range, ColumnBlock& out) override {
    // Memory that is there already needs no check.
    if (static_cast<double>(range.size()) * static_cast<double>(out_bytes_) >
        static_cast<double>(out.capacity()))
      VerifySize(range);
    out.Resize(layout_.coding.type, layout_.item_length, range.size());
    auto* to = out.data();
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto count = static_cast<std::size_t>(end - entry);
      const bool whole =
          end - index_.starts[number] == end - entry && end == index_.starts[number + 1];
      if (whole && fits_ && loader_.LoadInto(number, {to, count * stride_}))
        Decode(to, count, to);
      else
        Decode(Values(number, entry), count, to);
      to += count * out_bytes_;
      entry = end;
    }
  }

  // Where there would be far more entries than their records are long, all baskets are loaded.
  void VerifySize(EntryRange range) override {
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

 private:
  const Basket& Load(std::size_t number) {
    const auto& basket = loader_.Load(number);
    if (basket.data.size() != static_cast<std::size_t>(basket.entries) * stride_)
      Fail(loader_.CurrentOrigin(), "basket of " + std::to_string(basket.data.size()) +
                                        " bytes, expected " + std::to_string(stride_) +
                                        " bytes an entry");
    return basket;
  }

  const std::byte* Values(std::size_t number, std::int64_t entry) {
    const auto first = static_cast<std::size_t>(entry - index_.starts[number]);
    return Load(number).data.data() + first * stride_ + static_cast<std::size_t>(layout_.offset);
  }

  void Decode(const std::byte* from, std::size_t count, std::byte* to) const {
    DecodeNumbers(layout_.coding, from, stride_, count,
                  static_cast<std::size_t>(layout_.item_length), to);
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  BasketLoader& loader_;
  std::size_t stride_, out_bytes_;
  bool fits_;  ///< values can lie in the block as they are stored, but for their byte order
};

}  // namespace

std::unique_ptr<ColumnReader> MakeFixedReader(const ColumnPlace& place) {
  return std::make_unique<FixedReader>(place);
}

}  // namespace TMVA::inline standalone::rootio
