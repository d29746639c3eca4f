// Windows and their order.
#include "dataloader/batch/windows.h"

#include <algorithm>
#include <cmath>

#include <TMVA/Random.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::uint64_t kWindowStream = 0x57494e444f57;  // "WINDOW"

/// Neighbouring windows that together have about as many rows as the others.
std::vector<std::vector<std::uint32_t>> MakeStrata(std::span<const std::int64_t> rows) {
  constexpr std::size_t kFew = 16;
  std::int64_t largest = 1;
  for (const auto count : rows) largest = std::max(largest, count);
  const auto enough = rows.size() < kFew ? std::int64_t{1} : 2 * largest;
  std::vector<std::vector<std::uint32_t>> strata;
  std::int64_t filled = enough;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (filled >= enough) {
      strata.emplace_back();
      filled = 0;
    }
    strata.back().push_back(static_cast<std::uint32_t>(i));
    filled += rows[i];
  }
  return strata;
}

}  // namespace

std::vector<EntryRange> CutAtPieces(std::span<const std::int64_t> starts, std::int64_t entries,
                                    std::int64_t wanted) {
  std::vector<EntryRange> windows;
  std::int64_t begin = 0;
  const auto close = [&](std::int64_t end) {
    if (end > begin) windows.push_back({begin, end});
    begin = end;
  };
  std::int64_t last = 0;  // end of the pieces that the open window holds
  for (std::size_t i = 0; i <= starts.size(); ++i) {
    const auto end =
        i < starts.size() ? std::clamp<std::int64_t>(starts[i], last, entries) : entries;
    if (end == last) continue;
    if (last > begin && end - begin > wanted) close(last);
    last = end;
  }
  close(entries);
  return windows;
}

std::vector<std::uint32_t> SpreadOrder(std::span<const std::int64_t> rows, std::uint64_t seed,
                                       std::uint64_t epoch) {
  Random random(seed, RandomBits(epoch, kWindowStream, 0));
  auto strata = MakeStrata(rows);
  for (auto& stratum : strata) random.Shuffle(stratum);
  // Multiples of the golden ratio fill [0, 1) evenly however many there are (Weyl's sequence).
  constexpr double kGolden = 0.6180339887498949;
  const auto n = static_cast<std::int64_t>(strata.size());
  auto place = random.Uniform();
  std::vector<std::int64_t> next(strata.size() + 1);  // the next stratum that is not empty
  for (std::size_t i = 0; i < next.size(); ++i) next[i] = static_cast<std::int64_t>(i);
  const auto find = [&](std::int64_t i) {
    while (next[static_cast<std::size_t>(i)] != i) {
      auto& to = next[static_cast<std::size_t>(i)];
      to = next[static_cast<std::size_t>(to)];
      i = to;
    }
    return i;
  };
  std::int64_t largest = 1;
  for (const auto count : rows) largest = std::max(largest, count);
  std::vector<std::uint32_t> order;
  order.reserve(rows.size());
  while (order.size() < rows.size()) {
    place += kGolden;
    place -= std::floor(place);
    auto at = find(std::min(n - 1, static_cast<std::int64_t>(place * static_cast<double>(n))));
    if (at == n) at = find(0);
    auto& stratum = strata[static_cast<std::size_t>(at)];
    std::int64_t taken = 0;
    while (!stratum.empty() && taken < largest) {
      taken += std::max<std::int64_t>(rows[stratum.back()], 1);
      order.push_back(stratum.back());
      stratum.pop_back();
    }
    if (stratum.empty()) next[static_cast<std::size_t>(at)] = at + 1;
  }
  return order;
}

}  // namespace TMVA::inline standalone::batch
