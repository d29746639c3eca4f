// From the entries of one table to rows: selection, and filling.
#include <algorithm>
#include <cmath>

#include <TMVA/Error.h>

#include "dataloader/batch/convert.h"
#include "dataloader/batch/table_reader.h"

namespace TMVA::inline standalone::batch {
namespace {

/// The blocks of `wanted` among those that were read; both ascend.
std::vector<const ColumnBlock*> BlocksOf(const std::vector<std::size_t>& wanted,
                                         const std::vector<std::size_t>& read,
                                         std::span<const ColumnBlock> blocks) {
  std::vector<const ColumnBlock*> result;
  for (const auto column : wanted) {
    const auto at = std::lower_bound(read.begin(), read.end(), column) - read.begin();
    result.push_back(&blocks[static_cast<std::size_t>(at)]);
  }
  return result;
}

/// Lists cut or filled up to `length`, entry after entry, and which of them are there (may be
/// null).
template <class T>
void PadAs(std::span<const std::int64_t> offsets, const std::byte* values, std::int64_t length,
           double fill, std::byte* out, std::byte* there) {
  const auto* from = reinterpret_cast<const T*>(values);
  auto* to = reinterpret_cast<T*>(out);
  for (std::size_t entry = 0; entry + 1 < offsets.size(); ++entry) {
    const auto count = std::min(length, offsets[entry + 1] - offsets[entry]);
    std::copy_n(from + offsets[entry], count, to);
    std::fill(to + count, to + length, static_cast<T>(fill));
    to += length;
    if (there == nullptr) continue;
    std::fill(there, there + count, std::byte{1});
    std::fill(there + count, there + length, std::byte{0});
    there += length;
  }
}

/// Calls `call` with a number of the type.
template <class F>
void Dispatch(DataType type, const F& call) {
  switch (type) {
    case DataType::kBool:
    case DataType::kUInt8:
      return call(std::uint8_t{});
    case DataType::kInt8:
      return call(std::int8_t{});
    case DataType::kInt16:
      return call(std::int16_t{});
    case DataType::kUInt16:
      return call(std::uint16_t{});
    case DataType::kInt32:
      return call(std::int32_t{});
    case DataType::kUInt32:
      return call(std::uint32_t{});
    case DataType::kInt64:
      return call(std::int64_t{});
    case DataType::kUInt64:
      return call(std::uint64_t{});
    case DataType::kFloat32:
      return call(float{});
    case DataType::kFloat64:
      return call(double{});
  }
}

}  // namespace

std::span<const ColumnBlock> TableReader::ReadBlocks(const std::vector<std::size_t>& columns,
                                                     EntryRange range, ReadScratch& scratch) const {
  if (columns.empty()) return {};
  if (scratch.blocks.size() < columns.size()) scratch.blocks.resize(columns.size());
  const std::span blocks(scratch.blocks.data(), columns.size());
  const auto cursor = Source().OpenCursor(columns);
  cursor->Prepare(range);
  cursor->Read(range, blocks);
  return blocks;
}

Selection TableReader::Select(EntryRange range, ReadScratch& scratch) const {
  Selection selection;
  const auto entries = static_cast<std::size_t>(range.size());
  selection.count = range.size();
  const auto blocks = ReadBlocks(selection_columns_, range, scratch);
  // The value of each entry.
  const auto evaluate = [&](const Formula& formula) {
    std::vector<double> values(entries);
    formula.Evaluate(BlocksOf(formula.Columns(), selection_columns_, blocks), range.begin, values);
    return values;
  };
  if (label_ && label_->formula)
    selection.labels = evaluate(*label_->formula);
  else if (label_)
    selection.labels.assign(entries, label_->constant);
  if (class_weight_) selection.weights = evaluate(*class_weight_);
  if (SelectsAll()) return selection;
  const auto passes = cut_ ? evaluate(*cut_) : std::vector<double>();
  selection.all = false;
  for (std::size_t i = 0; i < entries; ++i) {
    if (table_.chosen && !table_.chosen(range.begin + static_cast<std::int64_t>(i))) continue;
    if (cut_ && !(passes[i] != 0 && !std::isnan(passes[i]))) continue;
    const auto label = selection.labels.empty() ? 0 : selection.labels[i];
    if (!IsInSplits(range.begin + static_cast<std::int64_t>(i), label)) continue;
    const auto to = selection.rows.size();
    selection.rows.push_back(static_cast<std::uint32_t>(i));
    if (label_) selection.labels[to] = selection.labels[i];
    if (class_weight_) selection.weights[to] = selection.weights[i];
  }
  selection.count = std::ssize(selection.rows);
  if (label_) selection.labels.resize(selection.rows.size());
  if (class_weight_) selection.weights.resize(selection.rows.size());
  return selection;
}

bool TableReader::IsInSplits(std::int64_t entry, double label) const {
  for (const auto& split : splits_) {
    RowSplit::Borders borders{split.begin, split.end};
    if (!split.classes.empty()) {
      const auto found = split.classes.find(label);
      if (found == split.classes.end()) return false;
      borders = found->second;
    }
    const auto number = SplitNumber(split.seed, number_, entry);
    const bool inside = number >= borders.begin && number < borders.end;
    if (inside == split.outside) return false;
  }
  return true;
}

void TableReader::FindSound(EntryRange range, std::int64_t shortest, std::span<const Group> groups,
                            ReadScratch& scratch, std::vector<EntryRange>& sound) const {
  try {
    ReadBlocks(selection_columns_, range, scratch);
    for (const auto& group : groups) ReadBlocks(group.columns, range, scratch);
  } catch (const FileFormatError&) {
    if (range.size() <= shortest) return;
    const auto middle = range.begin + range.size() / 2;
    FindSound({range.begin, middle}, shortest, groups, scratch, sound);
    FindSound({middle, range.end}, shortest, groups, scratch, sound);
    return;
  }
  if (!sound.empty() && sound.back().end == range.begin)
    sound.back().end = range.end;
  else
    sound.push_back(range);
}

Selection TableReader::SelectSound(EntryRange range, std::span<const Group> groups,
                                   ReadScratch& scratch) const {
  constexpr std::int64_t kParts = 64;  // a damaged basket is as a rule much longer than these
  Selection result;
  result.all = false;
  FindSound(range, std::max<std::int64_t>(range.size() / kParts, 1), groups, scratch, result.sound);
  for (const auto& piece : result.sound) {
    const auto part = Select(piece, scratch);
    const auto shift = static_cast<std::uint32_t>(piece.begin - range.begin);
    for (std::int64_t i = 0; i < part.count; ++i)
      result.rows.push_back(shift + (part.all ? static_cast<std::uint32_t>(i)
                                              : part.rows[static_cast<std::size_t>(i)]));
    result.labels.insert(result.labels.end(), part.labels.begin(), part.labels.end());
    result.weights.insert(result.weights.end(), part.weights.begin(), part.weights.end());
  }
  result.count = std::ssize(result.rows);
  return result;
}

void TableReader::AddLanes(const Output& output, std::span<const ColumnBlock* const> blocks,
                           EntryRange range, std::vector<std::byte>& converted,
                           std::vector<std::byte>& mask, std::vector<Lane>& lanes) const {
  const auto size = SizeOf(output.type);
  const auto length = static_cast<std::size_t>(output.length);
  const auto entries = static_cast<std::size_t>(range.size());
  const auto what = "column '" + output.what + "' of " + description_;
  const std::byte* values = nullptr;
  std::size_t stride = size * length;
  const auto make_room = [&](std::size_t bytes) {
    if (converted.size() < bytes) converted.resize(bytes);
    return converted.data();
  };
  if (output.constant) {
    Convert(reinterpret_cast<const std::byte*>(&*output.constant), DataType::kFloat64, 1,
            output.type, make_room(sizeof(double)), what, round_integers_);
    values = converted.data();
    stride = 0;
  } else if (output.formula) {
    auto* out = make_room(entries * sizeof(double));
    values = out;
    if (output.type == DataType::kFloat32) {
      output.formula->Evaluate(blocks, range.begin, {reinterpret_cast<float*>(out), entries});
    } else if (output.type == DataType::kInt64) {
      output.formula->EvaluateInteger(blocks, range.begin,
                                      {reinterpret_cast<std::int64_t*>(out), entries});
    } else {
      output.formula->Evaluate(blocks, range.begin, {reinterpret_cast<double*>(out), entries});
    }
  } else if (output.list) {
    const auto& block = *blocks[0];
    const auto total = block.size();
    const auto padded = entries * length * size;
    auto* out = make_room(padded + static_cast<std::size_t>(total) * size);
    const std::byte* own = block.data();
    if (block.type() != output.type) {
      Convert(own, block.type(), total, output.type, out + padded, what, round_integers_);
      own = out + padded;
    }
    std::byte* there = nullptr;
    if (output.mask_offset) {
      mask.resize(entries * length);
      there = mask.data();
    }
    Dispatch(output.type, [&](auto number) {
      PadAs<decltype(number)>(block.offsets(), own, output.length, output.list->fill, out, there);
    });
    values = out;
  } else if (blocks[0]->type() == output.type) {
    values = blocks[0]->data();
  } else {
    auto* out = make_room(entries * length * size);
    Convert(blocks[0]->data(), blocks[0]->type(), static_cast<std::int64_t>(entries * length),
            output.type, out, what, round_integers_);
    values = out;
  }
  for (std::size_t i = 0; i < length; ++i)
    lanes.push_back({values + i * size, stride, size, output.offset + i * size});
  if (!output.mask_offset) return;
  for (std::size_t i = 0; i < length; ++i)
    lanes.push_back({mask.data() + i, length, 1, *output.mask_offset + i});
}

bool TableReader::HasLists(const Group& group) const {
  for (const auto column : group.columns)
    if (Source().Columns()[column].list_levels > 0) return true;
  return false;
}

void TableReader::Fill(const Group& group, EntryRange range, std::span<const std::uint32_t> rows,
                       std::span<const Slot> slots, std::byte* arena, std::size_t row_bytes,
                       ReadScratch& scratch) const {
  // Lists of unknown length, and what is made of them, take memory for some entries at a time: the
  // cursor keeps what is decoded. Columns of fixed length are best decoded at once.
  constexpr std::int64_t kListEntries = 16384;
  const auto step = HasLists(group) ? kListEntries : std::max<std::int64_t>(range.size(), 1);
  if (scratch.blocks.size() < group.columns.size()) scratch.blocks.resize(group.columns.size());
  if (scratch.converted.size() < 2 * group.outputs.size())
    scratch.converted.resize(2 * group.outputs.size());
  const std::span blocks(scratch.blocks.data(), group.columns.size());
  const auto cursor = group.columns.empty() ? nullptr : Source().OpenCursor(group.columns);
  if (cursor) cursor->Prepare(range);
  std::size_t first = 0;  // of the slots
  std::vector<std::uint32_t> part_rows;
  std::vector<Lane> lanes;
  for (auto begin = range.begin; begin < range.end; begin += step) {
    const EntryRange part{begin, std::min(begin + step, range.end)};
    auto last = first + static_cast<std::size_t>(part.size());
    auto chosen = rows;
    if (!rows.empty()) {
      const auto end = static_cast<std::uint32_t>(part.end - range.begin);
      last = static_cast<std::size_t>(
          std::lower_bound(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(), end) -
          rows.begin());
      if (begin > range.begin) {
        part_rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(first),
                         rows.begin() + static_cast<std::ptrdiff_t>(last));
        for (auto& row : part_rows) row -= static_cast<std::uint32_t>(begin - range.begin);
        chosen = part_rows;
      } else {
        chosen = rows.subspan(0, last);
      }
    }
    const auto count = last - first;
    if (count > 0) {
      if (cursor) cursor->Read(part, blocks);
      lanes.clear();
      for (std::size_t k = 0; k < group.outputs.size(); ++k) {
        const auto& output = outputs_[group.outputs[k]];
        AddLanes(output, BlocksOf(output.columns, group.columns, blocks), part,
                 scratch.converted[2 * k], scratch.converted[2 * k + 1], lanes);
      }
      std::stable_sort(lanes.begin(), lanes.end(),
                       [](const Lane& a, const Lane& b) { return a.offset < b.offset; });
      Scatter(lanes, {chosen, slots.subspan(first, count), arena, row_bytes});
    }
    first = last;
  }
}

}  // namespace TMVA::inline standalone::batch
