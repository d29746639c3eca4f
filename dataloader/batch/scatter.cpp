// From columns to rows.
#include "dataloader/batch/scatter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

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

constexpr std::size_t kMostLanes = 16;  // as many streams as can be read at once

/// As many lanes as possible at once: each pass over the rows moves their memory through the
/// caches.
template <class T>
void ScatterRun(const Lane* lanes, std::size_t count, const Destination& to) {
  using Function = void (*)(const Lane*, const Destination&);
  constexpr auto functions = []<int... N>(std::integer_sequence<int, N...>) {
    return std::array<Function, kMostLanes>{&ScatterSome<T, N + 1>...};
  }(std::make_integer_sequence<int, kMostLanes>());
  for (std::size_t done = 0; done < count;) {
    const auto n = std::min(count - done, kMostLanes);
    functions[n - 1](lanes + done, to);
    done += n;
  }
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
      case 1:
        ScatterRun<std::uint8_t>(run, count, to);
        break;
      case 2:
        ScatterRun<std::uint16_t>(run, count, to);
        break;
      case 4:
        ScatterRun<std::uint32_t>(run, count, to);
        break;
      default:
        ScatterRun<std::uint64_t>(run, count, to);
        break;
    }
    begin = end;
  }
}

}  // namespace TMVA::inline standalone::batch
