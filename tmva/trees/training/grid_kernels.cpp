// The inner loops of growing on grids: ranges, bin numbers, histograms; the results are the same on
// all processors.
#include "tmva/trees/training/grid_kernels.h"

#include <algorithm>
#include <limits>

#include "tmva/trees/cpu_targets.h"

namespace TMVA::inline standalone {
namespace {

using Quad = double __attribute__((vector_size(32)));

/// Histograms are filled in two copies, by even and by odd events, so that an addition need not
/// wait for the one before it when both hit the same bin.
constexpr std::size_t kCopies = 2;

TMVA_KERNEL
void Fill(const BinNumber* bins, const float* weight, const float* target, std::size_t n, Quad* out,
          std::size_t num_bins) {
  Quad* const odd = out + num_bins;
  const auto add = [&](Quad& sums, std::size_t i) {
    const double w = static_cast<double>(weight[i]), t = static_cast<double>(target[i]), wt = w * t;
    sums += Quad{w, 1, wt, wt * t};
  };
  std::size_t i = 0;
  for (; i + 1 < n; i += 2) {
    add(out[bins[i]], i);
    add(odd[bins[i + 1]], i + 1);
  }
  if (i < n) add(out[bins[i]], i);
}

/// Sums are kept in several lanes, which are added up at the end: additions need not wait for each
/// other.
constexpr std::size_t kSumLanes = 4;

double AddUp(const double* lanes) { return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]); }

TMVA_KERNEL
void GatherTerms(const std::uint32_t* events, std::size_t n, const float* weight,
                 const float* target, float* weight_out, float* target_out, NodeSums& sums) {
  double all[kSumLanes] = {}, first[kSumLanes] = {}, second[kSumLanes] = {},
         absolute[kSumLanes] = {}, positive[kSumLanes] = {};
  const auto one = [&](std::size_t i, std::size_t lane) {
    const double w = static_cast<double>(weight_out[i] = weight[events[i]]);
    const double t = static_cast<double>(target_out[i] = target[events[i]]), wt = w * t;
    all[lane] += w;
    first[lane] += wt;
    second[lane] += wt * t;
    absolute[lane] += t < 0 ? -wt : wt;
    positive[lane] += t > 0 ? w : 0;
  };
  std::size_t i = 0;
  for (; i + kSumLanes <= n; i += kSumLanes)
    for (std::size_t k = 0; k < kSumLanes; ++k) one(i + k, k);
  for (; i < n; ++i) one(i, 0);
  sums = {AddUp(all),      AddUp(first),   AddUp(second), static_cast<double>(n),
          AddUp(absolute), AddUp(positive)};
}

TMVA_KERNEL
void Gather(const float* column, const std::uint32_t* events, std::size_t n, float* values) {
  for (std::size_t i = 0; i < n; ++i) values[i] = column[events[i]];
}

TMVA_KERNEL
void MinMax(const float* values, std::size_t n, float& low, float& high) {
  constexpr std::size_t kLanes = 16;
  float lows[kLanes], highs[kLanes];
  std::fill(lows, lows + kLanes, std::numeric_limits<float>::infinity());
  std::fill(highs, highs + kLanes, -std::numeric_limits<float>::infinity());
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kLanes; ++k) {
      const float v = values[i + k];
      lows[k] = v < lows[k] ? v : lows[k];
      highs[k] = v > highs[k] ? v : highs[k];
    }
  for (; i < n; ++i) {
    lows[0] = std::min(lows[0], values[i]);
    highs[0] = std::max(highs[0], values[i]);
  }
  low = *std::min_element(lows, lows + kLanes);
  high = *std::max_element(highs, highs + kLanes);
}

TMVA_KERNEL
void ToBins(const float* values, std::size_t n, double low, double inverse, int last,
            BinNumber* bins) {
  const double top = last;
  for (std::size_t i = 0; i < n; ++i) {
    double at = inverse * (static_cast<double>(values[i]) - low);
    at = at > 0 ? at : 0;  // also NaN
    at = at < top ? at : top;
    bins[i] = static_cast<BinNumber>(static_cast<int>(at));
  }
}

}  // namespace

NodeEvents GatherEvents(std::span<const std::uint32_t> events, const NodeEvents& sample,
                        NodeBuffer& buffer, NodeSums& sums) {
  const std::size_t n = events.size();
  buffer.weight.resize(std::max(buffer.weight.size(), n));
  buffer.target.resize(std::max(buffer.target.size(), n));
  GatherTerms(events.data(), n, sample.weight.data(), sample.target.data(), buffer.weight.data(),
              buffer.target.data(), sums);
  return {std::span(buffer.weight).first(n), std::span(buffer.target).first(n)};
}

ValueRange FindRange(std::span<const float> values) {
  ValueRange range{};
  MinMax(values.data(), values.size(), range.low, range.high);
  return range;
}

ValueRange GatherColumn(std::span<const float> column, std::span<const std::uint32_t> events,
                        std::span<float> values) {
  constexpr std::size_t kBlock = 2048;  // the range is found while the block is still in the cache
  ValueRange range{std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};
  for (std::size_t begin = 0; begin < events.size(); begin += kBlock) {
    const std::size_t n = std::min(kBlock, events.size() - begin);
    Gather(column.data(), events.data() + begin, n, values.data() + begin);
    const ValueRange part = FindRange(values.subspan(begin, n));
    range = {std::min(range.low, part.low), std::max(range.high, part.high)};
  }
  return range;
}

void FindBins(std::span<const float> values, const CutGrid& grid, std::span<BinNumber> bins) {
  ToBins(values.data(), values.size(), grid.low, grid.inverse_width,
         static_cast<int>(grid.bins) - 1, bins.data());
}

void FillHistogram(std::span<const BinNumber> bins, const NodeEvents& events,
                   std::vector<double>& scratch, std::span<NodeSums> sums) {
  const std::size_t n = sums.size();
  scratch.assign(n * 4 * kCopies + 4, 0.0);
  // 32-byte alignment for the vector types.
  auto* base = scratch.data();
  while (reinterpret_cast<std::uintptr_t>(base) % 32 != 0) ++base;
  Fill(bins.data(), events.weight.data(), events.target.data(), bins.size(),
       reinterpret_cast<Quad*>(base), n);
  for (std::size_t b = 0; b < n; ++b) {
    const double *even = base + 4 * b, *odd = even + 4 * n;
    sums[b] = {even[0] + odd[0], even[2] + odd[2], even[3] + odd[3], even[1] + odd[1]};
  }
}

}  // namespace TMVA::inline standalone
