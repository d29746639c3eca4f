// Order of branches and counters, checks of what is appended.
#include "dataloader/rootio/write_branch_set.h"

#include <TMVA/Error.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace TMVA::inline standalone::rootwrite {
namespace {

/// True when the positions start at 0 or above and never fall; without branches.
bool Ascends(std::span<const std::int64_t> positions) {
  bool good = positions.front() >= 0;
  for (std::size_t i = 1; i < positions.size(); ++i) good &= positions[i - 1] <= positions[i];
  return good;
}

/// What is wrong with a column's lists; empty if nothing.
std::string FaultOf(const BranchSpec& spec, const LeafSpec& leaf, const ColumnView& view,
                    std::int64_t entries) {
  const auto levels = static_cast<std::size_t>(spec.list_levels) + (leaf.is_string ? 1 : 0);
  if (view.offsets.size() != levels)
    return "lists of " + std::to_string(view.offsets.size()) + " levels given, expected " +
           std::to_string(levels);
  const auto most = std::numeric_limits<std::int64_t>::max() / 64 / leaf.length;
  auto lists = entries;
  for (std::size_t level = 0; level < levels; ++level) {
    const auto& positions = view.offsets[level];
    const auto size = static_cast<std::int64_t>(positions.size());
    if (level == 0 ? size != lists + 1 : size <= lists)
      return std::to_string(size) + " offsets given, expected " + std::to_string(lists + 1);
    if (!Ascends(positions) || positions.back() > most) return "the offsets do not ascend from 0";
    lists = positions.back();
  }
  if (view.values == nullptr && lists > 0) return "no values given";
  return {};
}

/// The first entry too long for a basket, or -1.
std::int64_t OverlongEntry(const Branch& branch, std::span<const ColumnView> columns,
                           std::int64_t entries) {
  if (entries == 0 || branch.StoredBytes({columns, 0, entries}) <= kLargestEntry) return -1;
  for (std::int64_t entry = 0; entry < entries; ++entry)
    if (branch.StoredBytes({columns, entry, 1}) > kLargestEntry) return entry;
  return -1;
}

BranchSpec CounterSpec(const std::string& name) { return {name, {{name, DataType::kInt32}}}; }

bool CanCount(const BranchSpec& spec) {
  return spec.list_levels == 0 && spec.leaves.size() == 1 && !spec.leaves[0].is_string &&
         spec.leaves[0].type == DataType::kInt32 && spec.leaves[0].length == 1;
}

}  // namespace

bool ItemColumns::CountArrays(std::size_t column, std::int64_t length) {
  if (views_.empty()) views_.assign(given_.begin(), given_.end());
  const auto values = given_[column].offsets.back();
  auto& arrays = offsets_.emplace_back();  // a vector that moves keeps its memory
  arrays.reserve(values.size());
  for (const auto position : values) {
    if (position % length != 0) return false;
    arrays.push_back(position / length);
  }
  views_[column].offsets.back() = arrays;
  return true;
}

BranchSet::BranchSet(std::vector<BranchSpec> specs, const std::string& tree,
                     const std::set<std::string, std::less<>>& existing)
    : tree_(tree) {
  std::vector<bool> placed(specs.size());
  auto names = existing;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (!names.insert(specs[i].name).second) Fail("branch '" + specs[i].name + "' appears twice");
    columns_ += specs[i].leaves.size();
  }
  for (std::size_t i = 0; i < specs.size(); ++i) Place(specs, i, placed, existing);
}

void BranchSet::Fail(const std::string& what) const {
  throw DataError("tree '" + tree_ + "': " + what);
}

void BranchSet::Place(std::span<const BranchSpec> specs, std::size_t i, std::vector<bool>& placed,
                      const std::set<std::string, std::less<>>& existing) {
  if (placed[i]) return;
  const auto& spec = specs[i];
  Branch branch(spec, tree_);
  std::size_t column = 0;
  for (std::size_t before = 0; before < i; ++before) column += specs[before].leaves.size();
  if (const auto& name = spec.count_branch; !name.empty() && !existing.contains(name)) {
    const auto counter = std::ranges::find(specs, name, &BranchSpec::name);
    if (counter != specs.end()) {
      if (!CanCount(*counter))
        Fail("branch '" + name + "' cannot count the lists of '" + spec.name +
             "': expected one leaf of type int32_t");
      Place(specs, static_cast<std::size_t>(counter - specs.begin()), placed, existing);
    } else if (Find(name) == nullptr) {
      slots_.push_back({Branch(CounterSpec(name), tree_), column, true});
    }
    Find(name)->branch.MarkAsCounter();
  }
  slots_.push_back({std::move(branch), column});
  placed[i] = true;
}

BranchSet::Slot* BranchSet::Find(std::string_view name) {
  const auto found =
      std::ranges::find(slots_, name, [](const Slot& slot) { return slot.branch.spec().name; });
  return found == slots_.end() ? nullptr : &*found;
}

ItemColumns BranchSet::InItems(std::span<const ColumnView> columns) const {
  ItemColumns items(columns);
  if (columns.size() != columns_) return items;  // which Check() refuses
  for (const auto& slot : slots_) {
    const auto& spec = slot.branch.spec();
    if (slot.made || spec.list_levels == 0) continue;
    for (std::size_t i = 0; i < spec.leaves.size(); ++i) {
      const auto& leaf = spec.leaves[i];
      if (leaf.length > 1 && !leaf.is_string && !columns[slot.column + i].offsets.empty() &&
          !items.CountArrays(slot.column + i, leaf.length))
        Fail("leaf '" + leaf.name + "': a list does not hold whole arrays of " +
             std::to_string(leaf.length) + " values");
    }
  }
  return items;
}

void BranchSet::Check(std::span<const ColumnView> columns, std::int64_t entries) const {
  if (entries < 0) Fail("cannot append " + std::to_string(entries) + " entries");
  if (columns.size() != columns_)
    Fail(std::to_string(columns.size()) + " columns given, expected one for each of its " +
         std::to_string(columns_) + " leaves");
  for (const auto& slot : slots_) {
    if (slot.made) continue;
    const auto& spec = slot.branch.spec();
    const auto own = columns.subspan(slot.column, spec.leaves.size());
    for (std::size_t i = 0; i < own.size(); ++i)
      if (const auto fault = FaultOf(spec, spec.leaves[i], own[i], entries); !fault.empty())
        Fail("leaf '" + spec.leaves[i].name + "': " + fault);
    if (const auto entry = OverlongEntry(slot.branch, own, entries); entry >= 0)
      Fail("branch '" + spec.name + "', entry " + std::to_string(slot.branch.entries() + entry) +
           ": takes more than " + std::to_string(kLargestEntry) + " bytes");
  }
  for (const auto& slot : slots_) CheckCounts(slot, columns, entries);
}

void BranchSet::CheckCounts(const Slot& slot, std::span<const ColumnView> columns,
                            std::int64_t entries) const {
  const auto& spec = slot.branch.spec();
  if (spec.count_branch.empty()) return;
  const auto counter = std::ranges::find(slots_, spec.count_branch,
                                         [](const Slot& s) { return s.branch.spec().name; });
  if (counter == slots_.end() || (counter->made && counter->column == slot.column)) return;
  const auto lists = columns[slot.column].offsets[0];
  const auto& other = columns[counter->column];
  for (std::size_t i = 0; i < static_cast<std::size_t>(entries); ++i) {
    std::int64_t count = 0;
    if (counter->made) {
      count = other.offsets[0][i + 1] - other.offsets[0][i];
    } else {
      std::int32_t stored;
      std::memcpy(&stored, other.values + i * sizeof stored, sizeof stored);
      count = stored;
    }
    if (count == lists[i + 1] - lists[i]) continue;
    Fail("entry " + std::to_string(slot.branch.entries() + static_cast<std::int64_t>(i)) +
         ": branch '" + spec.name + "' has " + std::to_string(lists[i + 1] - lists[i]) +
         " items, but " + (counter->made ? "another that is counted by '" : "its count branch '") +
         spec.count_branch + "' has " + std::to_string(count));
  }
}

void BranchSet::Append(const BasketTarget& target, std::span<const ColumnView> columns,
                       std::int64_t first, std::int64_t count) {
  for (auto& slot : slots_) {
    const auto own = columns.subspan(slot.column, slot.branch.spec().leaves.size());
    if (!slot.made) {
      slot.branch.Append(target, {own, first, count});
      continue;
    }
    const auto lists = own[0].offsets[0].subspan(static_cast<std::size_t>(first));
    std::vector<std::int32_t> counts(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < counts.size(); ++i)
      counts[i] = static_cast<std::int32_t>(lists[i + 1] - lists[i]);
    const ColumnView view(reinterpret_cast<const std::byte*>(counts.data()));
    slot.branch.Append(target, {{&view, 1}, 0, count});
  }
}

void BranchSet::Flush(const BasketTarget& target) {
  for (auto& slot : slots_) slot.branch.Flush(target);
}

std::int64_t BranchSet::StoredBytes(std::span<const ColumnView> columns, std::int64_t first,
                                    std::int64_t count) const {
  std::int64_t bytes = 0;
  for (const auto& slot : slots_) {
    const auto own = columns.subspan(slot.column, slot.branch.spec().leaves.size());
    bytes += slot.branch.StoredBytes({own, first, count});
  }
  return bytes;
}

}  // namespace TMVA::inline standalone::rootwrite
