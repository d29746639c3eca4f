// SpillRows.
#include "dataloader/batch/spill.h"

#include <algorithm>
#include <cstring>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

#include "dataloader/batch/parallel.h"

namespace TMVA::inline standalone::batch {

Spilled SpillRows(const WindowRows& rows, const SpillPlan& plan,
                  const std::function<void()>& poll) {
  constexpr std::uint64_t kSpillStream = 0x5350494c4c;  // "SPILL"
  const auto row_bytes = plan.schema.row_bytes;
  auto store = std::make_shared<RowStore>(plan.buckets, row_bytes, plan.folder);
  const auto buffer_rows = std::max<std::size_t>(
      static_cast<std::size_t>(plan.buffer_bytes) / (plan.buckets * row_bytes), 1);
  std::vector<std::vector<std::byte>> buffers(plan.buckets);
  for (auto& buffer : buffers) buffer.reserve(buffer_rows * row_bytes);
  Random random(plan.seed, kSpillStream);
  std::vector<ReadScratch> scratch(static_cast<std::size_t>(std::max(plan.threads, 1)));
  std::vector<std::byte> arena;
  std::vector<Slot> slots;
  std::int64_t skipped = 0;
  for (std::size_t window = 0; window < rows.NumWindows(); ++window) {
    Selection selection;
    const auto fill = [&] {
      slots.resize(static_cast<std::size_t>(selection.count));
      for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<Slot>(i);
      arena.resize(slots.size() * row_bytes);
      ParallelFor(
          rows.NumSteps(window), plan.threads,
          [&](std::size_t step, std::size_t thread) {
            rows.Fill(window, step, selection, slots, arena.data(), scratch[thread]);
          },
          poll);
    };
    try {
      selection = rows.Select(window, scratch[0]);
      fill();
    } catch (const FileFormatError&) {
      if (!plan.skip_damaged) throw;
      selection = rows.SelectSound(window, scratch[0]);
      skipped += rows.RowLimit(window);
      for (const auto& piece : selection.sound) skipped -= piece.size();
      fill();
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
      auto* row = arena.data() + i * row_bytes;
      if (plan.schema.class_offset) {
        const auto cls = static_cast<std::uint32_t>(
            std::lower_bound(plan.labels.begin(), plan.labels.end(), selection.labels[i]) -
            plan.labels.begin());
        std::memcpy(row + *plan.schema.class_offset, &cls, sizeof(cls));
      }
      const auto bucket = static_cast<std::size_t>(random.Below(plan.buckets));
      auto& buffer = buffers[bucket];
      buffer.insert(buffer.end(), row, row + row_bytes);
      if (buffer.size() < buffer_rows * row_bytes) continue;
      store->Append(bucket, buffer);
      buffer.clear();
    }
  }
  for (std::size_t bucket = 0; bucket < plan.buckets; ++bucket) {
    if (!buffers[bucket].empty()) store->Append(bucket, buffers[bucket]);
    store->Seal(bucket);
  }
  return {store, skipped};
}

}  // namespace TMVA::inline standalone::batch
