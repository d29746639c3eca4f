// From columns to rows.
#include "dataloader/batch/scatter.h"

#include <cstring>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::size_t kAhead = 12;  // rows whose memory is asked for before it is written

/// N lanes of values of type T whose places in a row are side by side.
template <class T, int N>
void ScatterSome(const Lane* lanes, const Destination& to) {
  const std::byte* values[N];
  std::size_t strides[N];
  for (int k = 0; k < N; ++k) {
    values[k] = lanes[k].values;
    strides[k] = lanes[k].stride;
  }
  auto* const first = to.arena + lanes[0].offset;
  const auto count = to.slots.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kAhead < count && to.slots[i + kAhead] != kNoSlot)
      __builtin_prefetch(first + to.slots[i + kAhead] * to.row_bytes, 1);
    if (to.slots[i] == kNoSlot) continue;
    auto* row = first + to.slots[i] * to.row_bytes;
    const std::size_t entry = to.rows.empty() ? i : to.rows[i];
    T out[N];
    for (int k = 0; k < N; ++k) std::memcpy(&out[k], values[k] + entry * strides[k], sizeof(T));
    std::memcpy(row, out, sizeof(out));
  }
}

template <class T>
void ScatterRun(const Lane* lanes, std::size_t count, const Destination& to) {
  while (count >= 16) {
    ScatterSome<T, 16>(lanes, to);
    lanes += 16;
    count -= 16;
  }
  if (count >= 8) {
    ScatterSome<T, 8>(lanes, to);
    lanes += 8;
    count -= 8;
  }
  if (count >= 4) {
    ScatterSome<T, 4>(lanes, to);
    lanes += 4;
    count -= 4;
  }
  if (count >= 2) {
    ScatterSome<T, 2>(lanes, to);
    lanes += 2;
    count -= 2;
  }
  if (count == 1) ScatterSome<T, 1>(lanes, to);
}

}  // namespace

void Scatter(std::span<const Lane> lanes, const Destination& to) {
  for (std::size_t begin = 0; begin < lanes.size();) {
    auto end = begin + 1;
    while (end < lanes.size() && lanes[end].size == lanes[begin].size &&
           lanes[end].offset == lanes[end - 1].offset + lanes[begin].size)
      ++end;
    const auto* run = &lanes[begin];
    const auto count = end - begin;
    switch (lanes[begin].size) {
      case 1: ScatterRun<std::uint8_t>(run, count, to); break;
      case 2: ScatterRun<std::uint16_t>(run, count, to); break;
      case 4: ScatterRun<std::uint32_t>(run, count, to); break;
      default: ScatterRun<std::uint64_t>(run, count, to); break;
    }
    begin = end;
  }
}

}  // namespace TMVA::inline standalone::batch
