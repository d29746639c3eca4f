// Baskets: entries, and where they differ in length the table of their offsets.
#include "dataloader/rootio/write_branch.h"

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int16_t kBasketVersion = 3;
constexpr std::size_t kBasketHeadBytes = 19;
constexpr std::size_t kSmallestBuffer = 32000;  // what readers allocate at first
constexpr std::int64_t kOffsetBytes = 4;

std::int64_t CeilDivide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

const BranchSpec& Checked(const BranchSpec& spec, const std::string& tree) {
  CheckSpec(spec, tree);
  return spec;
}

}  // namespace

Branch::Branch(BranchSpec spec, std::string tree_name)
    : spec_(std::move(spec)),
      tree_name_(std::move(tree_name)),
      coding_(Checked(spec_, tree_name_)),
      largest_(kind() == BranchKind::kText ? 1 : 0) {}

void Branch::PlanBaskets(std::int64_t bytes, std::int64_t cluster_entries) {
  byte_limit_ = bytes;
  if (!coding_.is_fixed()) {
    entry_limit_ = std::numeric_limits<std::int64_t>::max();
  } else if (cluster_entries == 0) {
    entry_limit_ = std::max<std::int64_t>(1, bytes / EntryBytes());
  } else {
    // Equal baskets within a cluster instead of full ones and a small rest. Entries are at most
    // kLargestEntry long, so a cluster that fits into memory does not overflow this.
    const auto baskets =
        CeilDivide(cluster_entries, std::max<std::int64_t>(1, bytes / EntryBytes()));
    entry_limit_ = CeilDivide(cluster_entries, baskets);
  }
}

/// With the offset table.
std::int64_t Branch::BasketBytes(const EntryBlock& block) const {
  return coding_.StoredBytes(block) + (coding_.is_fixed() ? 0 : kOffsetBytes * block.count);
}

bool Branch::IsFull() const {
  return basket_entries_ >= entry_limit_ || (!coding_.is_fixed() && basket_bytes_ >= byte_limit_);
}

std::int64_t Branch::EntriesThatFit(const EntryBlock& block) const {
  if (coding_.is_fixed()) return std::min(block.count, entry_limit_ - basket_entries_);
  return FirstCount(block.count, [&](std::int64_t count) {
    return basket_bytes_ + BasketBytes({block.columns, block.first, count}) >= byte_limit_;
  });
}

void Branch::NoteLargest(const EntryBlock& block) {
  const auto first = static_cast<std::size_t>(block.first);
  const auto count = static_cast<std::size_t>(block.count);
  if (is_counter_) {
    for (std::size_t entry = first; entry < first + count; ++entry) {
      std::int32_t value;
      std::memcpy(&value, block.columns[0].values + entry * sizeof value, sizeof value);
      largest_ = std::max(largest_, value);
    }
  } else if (kind() == BranchKind::kText) {
    const auto ends = block.columns[0].offsets[0];
    for (std::size_t entry = first; entry < first + count; ++entry)
      largest_ = std::max(largest_, static_cast<std::int32_t>(ends[entry + 1] - ends[entry] + 1));
  }
}

void Branch::Append(const BasketTarget& target, const EntryBlock& block) {
  NoteLargest(block);
  for (std::int64_t done = 0; done < block.count;) {
    EntryBlock part{block.columns, block.first + done, block.count - done};
    part.count = EntriesThatFit(part);
    coding_.Encode(part, data_, offsets_);
    basket_entries_ += part.count;
    basket_bytes_ += BasketBytes(part);
    done += part.count;
    if (IsFull()) Flush(target);
  }
}

std::vector<std::byte> Branch::BasketHead(const Key& key, std::size_t data_bytes) const {
  const auto border = key.Length() + data_bytes;
  WriteBuffer out;
  out.Put(kBasketVersion);
  out.Put(static_cast<std::int32_t>(std::max(kSmallestBuffer, border)));
  out.Put(static_cast<std::int32_t>(coding_.is_fixed() ? EntryBytes() : basket_entries_ + 1));
  out.Put(static_cast<std::int32_t>(basket_entries_));
  out.Put(static_cast<std::int32_t>(border));
  out.Put<std::uint8_t>(0);  // the payload follows in the record
  return out.bytes();
}

void Branch::AppendOffsetTable(std::size_t key_length) {
  // Offsets count from the start of the key; one more value than entries, the last unused.
  for (auto& offset : offsets_) offset += static_cast<std::int32_t>(key_length);
  offsets_.push_back(0);
  WriteBuffer table;
  table.Put(static_cast<std::int32_t>(offsets_.size()));
  table.PutArray(std::span<const std::int32_t>(offsets_));
  std::ranges::copy(table.bytes(), data_.Extend(table.bytes().size()));
}

void Branch::Flush(const BasketTarget& target) {
  if (basket_entries_ == 0) return;
  Key key = target.records.NewBasketKey({"TBasket", spec_.name, tree_name_, target.directory,
                                         static_cast<int>(baskets_.size() % 32768)},
                                        kBasketHeadBytes);
  const auto head = BasketHead(key, data_.size());
  if (!coding_.is_fixed()) AppendOffsetTable(key.Length());
  target.records.Write(key, data_.bytes(), target.compressor.Compress(data_.bytes(), effort_),
                       head);
  baskets_.push_back({key.total_bytes, basket_start_, key.seek});
  total_bytes_ += key.object_bytes + static_cast<std::int64_t>(key.Length());
  zipped_bytes_ += key.total_bytes;
  basket_start_ += basket_entries_;
  basket_entries_ = basket_bytes_ = 0;
  data_.Clear();
  offsets_.clear();
}

}  // namespace TMVA::inline standalone::rootwrite
