// Reads entry ranges of some columns of an RNTuple.
#include "dataloader/rootio/rntuple/ntuple_cursor.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::rootio {
namespace {

using Offsets = std::vector<std::int64_t>;

std::byte* BytesOf(std::int64_t* numbers) { return reinterpret_cast<std::byte*>(numbers); }

/// Multiplies; what overflows becomes more than any column holds.
std::int64_t Times(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? INT64_MAX : product;
}

std::int64_t Sum(std::span<const ElementRange> ranges) {
  std::int64_t sum = 0;
  for (const auto& range : ranges) sum += range.count;
  return sum;
}

/// Ends of lists, read with the end before them.
class EndReader {
 public:
  explicit EndReader(ElementReader reader) : reader_(std::move(reader)) {}

  ElementReader& elements() { return reader_; }

  /// Fills `ends` and returns where the first of the lists starts.
  std::int64_t Read(const ElementRange& range, std::int64_t* ends) {
    if (range.count == 0) return 0;
    std::int64_t start = 0;
    if (cluster_ == range.cluster && position_ == range.first) {
      start = end_;
    } else if (range.first > 0) {
      reader_.Read({range.cluster, range.first - 1, 1, range.needed}, BytesOf(&start));
    }
    reader_.Read(range, BytesOf(ends));
    const auto count = static_cast<std::size_t>(range.count);
    bool good = start >= 0 && start <= ends[0];
    for (std::size_t i = 1; i < count; ++i) good &= ends[i - 1] <= ends[i];
    if (!good) Fail(reader_.OriginOf(range.cluster, -1), "lists that end before they start");
    cluster_ = range.cluster;
    position_ = range.first + range.count;
    end_ = ends[count - 1];
    return start;
  }

 private:
  ElementReader reader_;
  std::size_t cluster_ = SIZE_MAX;  // of the last read, which ended at ...
  std::int64_t position_ = 0, end_ = 0;
};

}  // namespace

/// The lists and arrays that lead from entries to values.
class NtupleCursor::Shape {
 public:
  Shape(std::vector<LayoutStep> steps, std::vector<EndReader> readers)
      : steps_(std::move(steps)), readers_(std::move(readers)) {}

  const std::vector<LayoutStep>& steps() const { return steps_; }
  const std::vector<Offsets>& offsets() const { return offsets_; }
  /// The values of what was resolved last, cluster by cluster.
  std::span<const ElementRange> ranges() const { return ranges_; }

  void Resolve(std::vector<ElementRange> entries, const RawFile& file) {
    ranges_ = std::move(entries);
    offsets_.clear();
    Offsets arrays;  // whose items are lists that were not met yet
    auto reader = readers_.begin();
    for (const auto& step : steps_) {
      if (!step.index.empty()) {
        Announce(reader->elements(), file);
        for (const auto& range : ranges_) reader->elements().Verify(range);
        AddArrays(arrays);
        AddLists(*reader++);
        continue;
      }
      for (auto& range : ranges_) {
        range.first = Times(range.first, step.repetitions);
        range.count = Times(range.count, step.repetitions);
        if (range.needed) range.needed = Times(*range.needed, step.repetitions);
      }
      if (step.makes_level) {
        arrays.push_back(step.repetitions);
      } else if (!offsets_.empty()) {
        for (auto& offset : offsets_.back()) offset = Times(offset, step.repetitions);
      }
    }
  }

  /// Tells a distant file which pages are wanted next.
  void Announce(const ElementReader& reader, const RawFile& file) const {
    if (!file.WantsHints()) return;
    std::vector<ByteRange> bytes;
    for (const auto& range : ranges_) reader.AppendBytes(range, bytes);
    file.WillRead(bytes);
  }

 private:
  void AddArrays(Offsets& arrays) {
    auto items = Sum(ranges_);
    const auto first = offsets_.size();
    for (auto size = arrays.rbegin(); size != arrays.rend(); ++size) {
      items /= *size;
      Offsets offsets(static_cast<std::size_t>(items) + 1);
      for (std::size_t i = 0; i < offsets.size(); ++i)
        offsets[i] = static_cast<std::int64_t>(i) * *size;
      offsets_.insert(offsets_.begin() + static_cast<std::ptrdiff_t>(first), std::move(offsets));
    }
    arrays.clear();
  }

  void AddLists(EndReader& reader) {
    Offsets offsets(static_cast<std::size_t>(Sum(ranges_)) + 1);
    std::size_t filled = 1;
    for (auto& range : ranges_) {
      const auto count = static_cast<std::size_t>(range.count);
      auto* ends = offsets.data() + filled;
      const auto start = reader.Read(range, ends);
      const auto items = count > 0 ? ends[count - 1] - start : 0;
      const auto shift = offsets[filled - 1] - start;
      std::int64_t total = 0;
      if (__builtin_add_overflow(offsets[filled - 1], items, &total))
        throw DataError("lists of more values than can be counted");
      for (std::size_t i = 0; i < count; ++i) ends[i] += shift;
      filled += count;
      range = {range.cluster, start, items};
    }
    offsets_.push_back(std::move(offsets));
  }

  std::vector<LayoutStep> steps_;
  std::vector<EndReader> readers_;  // one a list
  std::vector<Offsets> offsets_;
  std::vector<ElementRange> ranges_;
};

struct NtupleCursor::Column {
  const ColumnInfo* info;
  Shape* shape;
  std::unique_ptr<ElementReader> values;  // one of the two
  std::unique_ptr<EndReader> counts;
  Offsets ends;

  void Read(std::int64_t entries, const RawFile& file, ColumnBlock& out) {
    auto& elements = values ? *values : counts->elements();
    shape->Announce(elements, file);
    for (const auto& range : shape->ranges()) elements.Verify(range);
    if (info->list_levels > 0)
      out.ResizeNested(info->type, shape->offsets());
    else
      out.Resize(info->type, info->length, entries);
    auto* to = out.data();
    for (const auto& range : shape->ranges()) {
      if (values)
        values->Read(range, to);
      else
        ReadCounts(range, to);
      to += static_cast<std::size_t>(range.count) * SizeOf(info->type);
    }
  }

  void ReadCounts(const ElementRange& range, std::byte* to) {
    const auto count = static_cast<std::size_t>(range.count);
    ends.resize(count);
    auto previous = counts->Read(range, ends.data());
    for (auto& end : ends) end -= std::exchange(previous, end);
    ConvertValues(DataType::kInt64, reinterpret_cast<const std::byte*>(ends.data()), count,
                  info->type, to);
  }
};

NtupleCursor::NtupleCursor(std::shared_ptr<const void> owner, const RawFile& file,
                           const NtupleData& data, const std::vector<std::size_t>& columns)
    : owner_(std::move(owner)),
      file_(file),
      data_(data),
      description_(file.Path() + ":" + data.metadata.name) {
  for (const auto number : columns) {
    const auto& layout = data.layouts.at(number);
    const auto& info = layout.info;
    if (!info.unsupported.empty())
      throw DataError(description_ + ": field " + info.name +
                      " cannot be read: " + info.unsupported);
    Column column{&info, &ShapeOf(layout), nullptr, nullptr, {}};
    ElementReader reader(file_, data_.metadata, layout.values,
                         layout.counts ? DataType::kInt64 : info.type, info.name, scratch_);
    if (layout.counts)
      column.counts = std::make_unique<EndReader>(std::move(reader));
    else
      column.values = std::make_unique<ElementReader>(std::move(reader));
    columns_.push_back(std::move(column));
  }
}

NtupleCursor::~NtupleCursor() = default;

NtupleCursor::Shape& NtupleCursor::ShapeOf(const FieldLayout& layout) {
  for (auto& shape : shapes_)
    if (shape->steps() == layout.steps) return *shape;
  std::vector<EndReader> readers;
  for (const auto& step : layout.steps)
    if (!step.index.empty())
      readers.emplace_back(ElementReader(file_, data_.metadata, step.index, DataType::kInt64,
                                         layout.info.name, scratch_));
  shapes_.push_back(std::make_unique<Shape>(layout.steps, std::move(readers)));
  return *shapes_.back();
}

std::vector<ElementRange> NtupleCursor::Split(EntryRange range) const {
  const auto& clusters = data_.metadata.clusters;
  auto cluster = std::upper_bound(clusters.begin(), clusters.end(), range.begin,
                                  [](std::int64_t entry, const NtupleCluster& candidate) {
                                    return entry < candidate.entries.end;
                                  });
  std::vector<ElementRange> ranges;
  for (; cluster != clusters.end() && cluster->entries.begin < range.end; ++cluster) {
    const auto begin = std::max(range.begin, cluster->entries.begin);
    const auto end = std::min(range.end, cluster->entries.end);
    ranges.push_back({static_cast<std::size_t>(cluster - clusters.begin()),
                      begin - cluster->entries.begin, end - begin, cluster->entries.size()});
  }
  return ranges;
}

void NtupleCursor::Read(EntryRange range, std::span<ColumnBlock> out) {
  const auto entries = data_.metadata.entries;
  if (range.begin < 0 || range.begin > range.end || range.end > entries)
    throw DataError(description_ + ": entries " + std::to_string(range.begin) + " to " +
                    std::to_string(range.end) + " are not within the " + std::to_string(entries) +
                    " there are");
  if (out.size() != columns_.size())
    throw DataError(description_ + ": " + std::to_string(out.size()) + " blocks given for " +
                    std::to_string(columns_.size()) + " columns");
  const auto clusters = Split(range);
  for (auto& shape : shapes_) shape->Resolve(clusters, file_);
  for (std::size_t i = 0; i < out.size(); ++i) columns_[i].Read(range.size(), file_, out[i]);
}

}  // namespace TMVA::inline standalone::rootio
