// Instances of arrays, and the functions that reduce them to one value an entry.
#include "dataloader/expression/instances.h"

#include <algorithm>
#include <limits>

namespace TMVA::inline standalone {
namespace {

std::int64_t Inner(const Reference& reference) {
  std::int64_t inner = 1;
  for (std::size_t d = 1; d < reference.dimensions.size(); ++d)
    inner *= std::max<std::int64_t>(1, reference.dimensions[d].size);
  return inner;
}

/// Length of the first dimension of a column of variable length.
std::int64_t Length(const Reference& reference, const Chunk& chunk, std::int64_t row) {
  const auto offsets = chunk.columns[reference.column]->offsets().subspan(
      static_cast<std::size_t>(chunk.begin + row), 2);
  return (offsets[1] - offsets[0]) / Inner(reference);
}

}  // namespace

std::array<std::int64_t, kMaxDimensions> InstanceSizes(const Code& code, const Chunk& chunk,
                                                       std::int64_t row) {
  std::array<std::int64_t, kMaxDimensions> sizes;
  sizes.fill(std::numeric_limits<std::int64_t>::max());
  for (const auto& reference : code.references) {
    if (reference.alternative >= 0) continue;
    for (const auto& dimension : reference.dimensions) {
      if (dimension.kind != Dimension::kFree) continue;
      auto& least = sizes[static_cast<std::size_t>(dimension.index)];
      least = std::min(least, dimension.size < 0 ? Length(reference, chunk, row) : dimension.size);
    }
  }
  return sizes;
}

bool IsComplete(const Code& code, const Chunk& chunk, std::int64_t row) {
  if (!code.may_miss) return true;
  return std::all_of(code.references.begin(), code.references.end(), [&](const Reference& r) {
    const auto& first = r.dimensions.front();
    return r.alternative >= 0 || first.kind != Dimension::kFixed || first.size >= 0 ||
           first.index < Length(r, chunk, row);
  });
}

std::int64_t CountInstances(const Code& code, const Chunk& chunk, std::int64_t row) {
  if (!IsComplete(code, chunk, row)) return 0;
  std::int64_t count = 1;
  const auto sizes = code.free_dimensions > 0 ? InstanceSizes(code, chunk, row)
                                              : std::array<std::int64_t, kMaxDimensions>{};
  for (int d = 0; d < code.free_dimensions; ++d) count *= sizes[d];
  return count;
}

ElementFinder::ElementFinder(Machine& machine, const Reference& reference, const Lanes& lanes,
                             int slot)
    : lanes_(lanes),
      begin_(machine.chunk().begin),
      length_(machine.chunk().columns[reference.column]->length()),
      offsets_(machine.chunk().columns[reference.column]->offsets()),
      inner_(Inner(reference)) {
  for (const auto& dimension : reference.dimensions) {
    Step& step = steps_[count_++];
    step.size = dimension.size;
    if (dimension.kind == Dimension::kComputed) step.computed = machine.Doubles(slot++);
    if (dimension.kind == Dimension::kFixed) step.fixed = dimension.index;
    if (dimension.kind == Dimension::kFree) step.index = lanes.index[dimension.index];
  }
}

std::int64_t ElementFinder::operator()(int lane) const {
  const auto row = static_cast<std::size_t>(begin_ + lanes_.Row(lane));
  const std::int64_t begin =
      offsets_.empty() ? static_cast<std::int64_t>(row) * length_ : offsets_[row];
  std::int64_t at = 0;
  for (std::size_t d = 0; d < count_; ++d) {
    const Step& step = steps_[d];
    const std::int64_t size = step.size >= 0 ? step.size : (offsets_[row + 1] - begin) / inner_;
    std::int64_t index = step.index ? step.index[lane] : step.fixed;
    if (step.computed) {
      const double wanted = step.computed[lane];
      // The fraction is cut off, so that all above -1 means element 0.
      if (!(wanted > -1 && wanted < static_cast<double>(size))) return -1;
      index = static_cast<std::int64_t>(wanted);
    }
    if (index < 0 || index >= size) return -1;
    at = at * size + index;
  }
  return begin + at;
}

InstanceBlocks::InstanceBlocks(Machine& machine, const Code& code, const Lanes& rows, int slot)
    : code_(code),
      chunk_(machine.chunk()),
      rows_(rows),
      row_(machine.Integers(slot + 2)),
      owner_(machine.Integers(slot + 3)),
      iteration_(machine.Integers(slot + 4)),
      total_(machine.Integers(slot + 5)) {
  for (int d = 0; d < code.free_dimensions; ++d)
    lanes_.index[d] = index_[d] = machine.Integers(slot + 6 + d);
  lanes_.row = row_;
  lanes_.iteration = iteration_;
  lanes_.total = total_;
}

bool InstanceBlocks::StartRow() {
  if (next_row_ == rows_.count) return false;
  const std::int64_t row = rows_.Row(next_row_++);
  if (code_.free_dimensions > 0) sizes_ = InstanceSizes(code_, chunk_, row);
  count_ = CountInstances(code_, chunk_, row);
  done_ = 0;
  at_.fill(0);
  return true;
}

void InstanceBlocks::Advance() {
  ++done_;
  for (int d = code_.free_dimensions - 1; d >= 0; --d) {
    if (++at_[d] < sizes_[d]) return;
    at_[d] = 0;
  }
}

bool InstanceBlocks::Next() {
  lanes_.count = 0;
  while (lanes_.count < kLanes) {
    if (done_ == count_) {
      if (!StartRow()) break;
      continue;
    }
    const int i = lanes_.count++;
    row_[i] = rows_.Row(next_row_ - 1);
    owner_[i] = next_row_ - 1;
    iteration_[i] = done_;
    total_[i] = count_;
    for (int d = 0; d < code_.free_dimensions; ++d) index_[d][i] = at_[d];
    Advance();
  }
  return lanes_.count > 0;
}

namespace {

/// Folds the lanes of a block into one value an owner; seen[owner] tells whether it has one.
template <class T, class Add>
void Fold(Reduction::Kind kind, const InstanceBlocks& block, const T* values,
          const std::int64_t* condition, T* out, std::int64_t* seen, Add add) {
  const bool conditional = kind == Reduction::kMinIf || kind == Reduction::kMaxIf;
  const bool smallest = kind == Reduction::kMin || kind == Reduction::kMinIf;
  for (int i = 0; i < block.lanes().count; ++i) {
    if (conditional && !condition[i]) continue;
    const auto owner = block.owners()[i];
    T& result = out[owner];
    if (kind == Reduction::kSum)
      add(result, values[i], i);
    else if (!seen[owner] || (smallest ? values[i] < result : values[i] > result))
      result = values[i];
    seen[owner] = 1;
  }
}

}  // namespace

void ReduceRows(Machine& machine, const Reduction& reduction, const Lanes& rows, int slot,
                int out) {
  const Code& code = *reduction.value;
  if (reduction.kind == Reduction::kLength) {
    for (int i = 0; i < rows.count; ++i)
      machine.Integers(out)[i] = CountInstances(code, machine.chunk(), rows.Row(i));
    return;
  }
  // The first two of the instance places belong to the caller's rows; `seen` has one of its own.
  const int base = slot + kInstanceSlots;
  auto* seen = machine.Integers(base);
  std::fill_n(seen, rows.count, 0);
  std::fill_n(machine.Doubles(out), rows.count, 0.0);
  std::fill_n(machine.Integers(out), rows.count, 0);
  InstanceBlocks block(machine, code, rows, slot);
  while (block.Next()) {
    machine.Run(code, block.lanes(), base + 1);
    const auto* condition = machine.Integers(base + 2);
    if (code.type == ValueType::kDouble)
      Fold(reduction.kind, block, machine.Doubles(base + 1), condition, machine.Doubles(out), seen,
           [](double& sum, double value, int) { sum += value; });
    else
      Fold(reduction.kind, block, machine.Integers(base + 1), condition, machine.Integers(out),
           seen, [&](std::int64_t& sum, std::int64_t value, int lane) {
             if (__builtin_add_overflow(sum, value, &sum))
               machine.SetFault(block.lanes().Row(lane));
           });
  }
}

}  // namespace TMVA::inline standalone
