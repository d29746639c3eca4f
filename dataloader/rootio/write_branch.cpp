// Baskets: big-endian values, or strings and the table of their offsets.
#include "dataloader/rootio/write_branch.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <set>

namespace TMVA::inline standalone::rootwrite {
namespace {

constexpr std::int64_t kLargestEntry = 100'000'000;  // of a basket, which ROOT limits to 1 GB
constexpr std::int64_t kTypicalString = 16;
constexpr std::int16_t kBasketVersion = 3;
constexpr std::size_t kBasketHeadBytes = 19;
constexpr std::size_t kSmallestBuffer = 32000;  // what readers allocate at first

void Require(bool holds, const std::string& tree, const std::string& branch,
             const std::string& what) {
  if (!holds) throw DataError("tree '" + tree + "', branch '" + branch + "': " + what);
}

/// These have a meaning in titles ("name[3]/F:other/I") and paths.
bool IsUsableName(std::string_view name) {
  constexpr std::string_view kForbidden("/:[]\0", 5);
  return !name.empty() && name.find_first_of(kForbidden) == std::string_view::npos;
}

void CheckLeaf(const LeafSpec& leaf, const BranchSpec& branch, const std::string& tree) {
  Require(
      IsUsableName(leaf.name), tree, branch.name,
      "'" + leaf.name + "' cannot name a leaf: expected a character at least, and none of /:[]");
  Require(leaf.length >= 1 && leaf.length <= kLargestEntry, tree, branch.name,
          "leaf '" + leaf.name + "' has " + std::to_string(leaf.length) +
              " values an entry, expected 1 to " + std::to_string(kLargestEntry));
  Require(!leaf.is_string || (branch.leaves.size() == 1 && leaf.length == 1), tree, branch.name,
          "a string must be the only leaf of its branch, and have length 1");
}

}  // namespace

LeafType TypeOf(const LeafSpec& leaf) {
  if (leaf.is_string) return {"TLeafC", 'C', 1, false};
  switch (leaf.type) {
    case DataType::kBool:
      return {"TLeafO", 'O', 1, false};
    case DataType::kInt8:
      return {"TLeafB", 'B', 1, false};
    case DataType::kUInt8:
      return {"TLeafB", 'b', 1, true};
    case DataType::kInt16:
      return {"TLeafS", 'S', 2, false};
    case DataType::kUInt16:
      return {"TLeafS", 's', 2, true};
    case DataType::kInt32:
      return {"TLeafI", 'I', 4, false};
    case DataType::kUInt32:
      return {"TLeafI", 'i', 4, true};
    case DataType::kInt64:
      return {"TLeafL", 'L', 8, false};
    case DataType::kUInt64:
      return {"TLeafL", 'l', 8, true};
    case DataType::kFloat32:
      return {"TLeafF", 'F', 4, false};
    case DataType::kFloat64:
      return {"TLeafD", 'D', 8, false};
  }
  throw DataError("leaf '" + leaf.name + "' has an unknown type");
}

Branch::Branch(BranchSpec spec, std::string tree_name)
    : spec_(std::move(spec)), tree_name_(std::move(tree_name)) {
  Require(IsUsableName(spec_.name), tree_name_, spec_.name,
          "cannot have this name: expected a character at least, and none of /:[]");
  Require(!spec_.leaves.empty(), tree_name_, spec_.name, "has no leaves");
  std::set<std::string_view> names;
  for (const auto& leaf : spec_.leaves) {
    CheckLeaf(leaf, spec_, tree_name_);
    Require(names.insert(leaf.name).second, tree_name_, spec_.name,
            "leaf '" + leaf.name + "' appears twice");
    types_.push_back(TypeOf(leaf));
    entry_bytes_ += leaf.length * static_cast<std::int64_t>(types_.back().size);
  }
  Require(entry_bytes_ <= kLargestEntry, tree_name_, spec_.name,
          "an entry has " + std::to_string(entry_bytes_) + " bytes, expected at most " +
              std::to_string(kLargestEntry));
}

std::int64_t Branch::EntryBytes() const { return has_strings() ? kTypicalString : entry_bytes_; }

std::string Branch::Title() const {
  std::string title;
  for (std::size_t i = 0; i < spec_.leaves.size(); ++i) {
    const auto& leaf = spec_.leaves[i];
    if (i > 0) title += ':';
    title += leaf.name;
    if (leaf.length > 1) title += '[' + std::to_string(leaf.length) + ']';
    title += '/';
    title += types_[i].code;
  }
  return title;
}

void Branch::SetBasketLimit(std::int64_t entries, std::int64_t bytes) {
  basket_limit_ = entries;
  byte_limit_ = bytes;
}

void Branch::Append(RecordWriter& records, std::int64_t directory, const EntryBlock& block) {
  std::int64_t done = 0;
  while (done < block.count) {
    const auto room = std::min(block.count - done, basket_limit_ - basket_entries_);
    if (has_strings()) {
      const auto entry = static_cast<std::size_t>(block.first + done);
      const auto& text = block.columns[0];
      const auto begin = text.offsets[0][entry], end = text.offsets[0][entry + 1];
      AppendString({reinterpret_cast<const char*>(text.values) + begin,
                    static_cast<std::size_t>(end - begin)});
      done += 1;
    } else {
      AppendNumbers(block, block.first + done, room);
      done += room;
    }
    const bool full = static_cast<std::int64_t>(data_.size()) >= byte_limit_ && has_strings();
    if (full || basket_entries_ >= basket_limit_) Flush(records, directory);
  }
}

void Branch::AppendNumbers(const EntryBlock& block, std::int64_t first, std::int64_t count) {
  const auto append = [&](std::size_t leaf, std::int64_t entry, std::int64_t entries) {
    const auto values = static_cast<std::size_t>(spec_.leaves[leaf].length);
    const auto size = types_[leaf].size;
    AppendBigEndian(data_, block.columns[leaf].values + static_cast<std::size_t>(entry) * values * size,
                    static_cast<std::size_t>(entries) * values, size);
  };
  if (spec_.leaves.size() == 1) {
    append(0, first, count);
  } else {
    for (std::int64_t entry = first; entry < first + count; ++entry)
      for (std::size_t leaf = 0; leaf < spec_.leaves.size(); ++leaf) append(leaf, entry, 1);
  }
  basket_entries_ += count;
}

void Branch::AppendString(std::string_view text) {
  Require(static_cast<std::int64_t>(text.size()) <= kLargestEntry, tree_name_, spec_.name,
          "a string has " + std::to_string(text.size()) + " bytes, expected at most " +
              std::to_string(kLargestEntry));
  offsets_.push_back(static_cast<std::int32_t>(data_.size()));
  WriteBuffer out;
  out.PutString(text);
  data_.insert(data_.end(), out.bytes().begin(), out.bytes().end());
  longest_string_ = std::max(longest_string_, static_cast<std::int32_t>(text.size()) + 1);
  basket_entries_ += 1;
}

std::vector<std::byte> Branch::BasketHead(const Key& key, std::size_t data_bytes) const {
  const auto border = key.Length() + data_bytes;
  WriteBuffer out;
  out.Put(kBasketVersion);
  out.Put(static_cast<std::int32_t>(std::max(kSmallestBuffer, border)));
  out.Put(static_cast<std::int32_t>(has_strings() ? basket_entries_ + 1 : entry_bytes_));
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
  data_.insert(data_.end(), table.bytes().begin(), table.bytes().end());
}

void Branch::Flush(RecordWriter& records, std::int64_t directory) {
  if (basket_entries_ == 0) return;
  Key key = records.NewBasketKey(
      {"TBasket", spec_.name, tree_name_, directory, static_cast<int>(baskets_.size() % 32768)},
      kBasketHeadBytes);
  const auto head = BasketHead(key, data_.size());
  if (has_strings()) AppendOffsetTable(key.Length());
  records.Write(key, data_, RecordWriter::Store::kCompressed, head);
  baskets_.push_back({key.total_bytes, basket_start_, key.seek});
  total_bytes_ += key.object_bytes + static_cast<std::int64_t>(key.Length());
  zipped_bytes_ += key.total_bytes;
  basket_start_ += basket_entries_;
  basket_entries_ = 0;
  data_.clear();
  offsets_.clear();
}

}  // namespace TMVA::inline standalone::rootwrite
