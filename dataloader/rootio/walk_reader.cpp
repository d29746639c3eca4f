// Columns whose values are found by walking through the bytes of each entry: texts, lists within
// lists, members of objects that lie in one branch as a whole.
#include <algorithm>
#include <utility>

#include "dataloader/rootio/column_reader.h"
#include "dataloader/rootio/entry_walker.h"

namespace TMVA::inline standalone::rootio {
namespace {

class WalkReader final : public ColumnReader {
 public:
  WalkReader(const ColumnPlace& place, int levels)
      : index_(place.index),
        layout_(place.layout),
        loader_(place.loader),
        values_{layout_.entry.get(), layout_.members, levels} {}

  void Read(EntryRange range, ColumnBlock& out) override {
    out.StartLists(layout_.coding.type);
    Levels ends(static_cast<std::size_t>(values_.levels), std::vector<std::int64_t>(1, 0));
    std::int64_t found = 0;
    for (auto entry = range.begin; entry < range.end;) {
      const auto number = index_.Find(entry);
      const auto end = std::min(range.end, index_.starts[number + 1]);
      const auto& basket = Load(number);
      const auto begin = static_cast<std::size_t>(entry - index_.starts[number]);
      runs_.clear();
      EntryWalker walker(values_, ends, runs_, found);
      for (auto i = begin; i < begin + static_cast<std::size_t>(end - entry); ++i) {
        walker.Walk(basket.data, static_cast<std::size_t>(offsets_[i]),
                    static_cast<std::size_t>(offsets_[i + 1]), loader_.CurrentOrigin());
      }
      DecodeRuns(layout_.coding, basket.data.data(), runs_,
                 out.AppendValues(walker.Values() - found));
      found = walker.Values();
      entry = end;
      out.ExpectLists(entry - range.begin, range.size());
    }
    const auto type = layout_.coding.type;
    if (values_.levels == 0) return out.Resize(type, layout_.item_length, range.size());
    out.ResizeNested(type, std::move(ends));
  }

 private:
  using Levels = std::vector<std::vector<std::int64_t>>;

  const Basket& Load(std::size_t number) {
    const bool again = number == known_ && loader_.Loaded() == number;
    const auto& basket = loader_.Load(number);
    if (again) return basket;
    known_ = SIZE_MAX;
    if (basket.offsets.empty()) MakeOffsets(basket);
    offsets_ = basket.offsets.empty() ? made_ : basket.offsets;
    known_ = number;
    return basket;
  }

  /// Offsets of a basket that stores none: its entries have the same size, or say where they end.
  void MakeOffsets(const Basket& basket) {
    const auto& type = values_.entry->value;
    const auto size = type.fixed_bytes;
    made_.assign(1, 0);
    Levels unused(static_cast<std::size_t>(values_.levels), std::vector<std::int64_t>(1, 0));
    EntryWalker walker(values_, unused, runs_, 0);
    std::size_t end = 0;
    for (std::int64_t i = 0; i < basket.entries && !basket.data.empty(); ++i) {
      if (size >= 0) {
        end += static_cast<std::size_t>(size);
        if (end > basket.data.size()) break;
      } else {
        end = walker.WalkUnbounded(basket.data, end, loader_.CurrentOrigin());
      }
      made_.push_back(static_cast<std::int32_t>(end));
    }
    if (end != basket.data.size() || basket.data.empty())
      Fail(loader_.CurrentOrigin(), "basket without a table of offsets");
  }

  const BasketIndex& index_;
  const ColumnLayout& layout_;
  BasketLoader& loader_;
  ValuePlace values_;
  std::size_t known_ = SIZE_MAX;  // the basket that offsets_ belong to
  std::span<const std::int32_t> offsets_;
  std::vector<std::int32_t> made_;
  std::vector<Run> runs_;
};

}  // namespace

std::unique_ptr<ColumnReader> MakeWalkReader(const ColumnPlace& place, int levels) {
  return std::make_unique<WalkReader>(place, levels);
}

}  // namespace TMVA::inline standalone::rootio
