// Filling histograms of whole numbers.
#include "tmva/trees/training/node_histogram.h"

#include <algorithm>
#include <cmath>

#include "tmva/trees/cpu_targets.h"

namespace TMVA::inline standalone {
namespace {

/// What an event adds to a bin: its weighted target; and its weight, with the number of events in
/// the low bits. One addition of 16 bytes counts all three.
using Term = std::int64_t __attribute__((vector_size(16)));

constexpr int kCountBits = 20;
constexpr std::int64_t kCountMask = (std::int64_t{1} << kCountBits) - 1;
/// So many events can be counted in those bits, and so many weights of 23 bits above them.
constexpr std::size_t kMostEvents = kCountMask;

/// The power of two that brings `largest` just below 2^bits.
float UnitsFor(float largest, int bits) {
  if (!(largest > 0) || !std::isfinite(largest)) return 1;
  return std::ldexp(1.0F, std::clamp(bits - 1 - std::ilogb(largest), -120, 120));
}

struct Inputs {
  const std::uint8_t* bins;
  const float* weight;
  const float* target;
  const std::uint32_t* first;  ///< bin of every variable
  std::size_t num_variables;
};

/// Half a unit is rounded away from 0. (A call of lrint would cost more than all the rest.)
std::int64_t Round(float x) { return static_cast<std::int32_t>(x + (x < 0 ? -0.5F : 0.5F)); }

/// One event in units.
struct Units {
  std::int64_t weight, target, square;
  Units(float w, float t, const FixedPoint& unit)
      : weight(Round(w * unit.weight)),
        target(Round(w * t * unit.target)),
        square(Round(w * t * t * unit.square)) {}
  void AddTo(Totals& totals, float t) const {
    totals.weight += weight;
    totals.target += target;
    totals.square += square;
    totals.absolute += t < 0 ? -target : target;
    totals.positive += t > 0 ? weight : 0;
  }
};

/// Adds events to `bins` and to `totals`: events[i], or `first` + i when there is no list.
template <bool kList>
void FillBins(const Inputs& in, const FixedPoint& unit, const std::uint32_t* events,
              std::size_t first_event, std::size_t n, Term* bins, Totals& totals) {
  constexpr std::size_t kAhead = 16;
  for (std::size_t i = 0; i < n; ++i) {
    if (kList && i + kAhead < n) {
      const std::size_t later = events[i + kAhead];
      __builtin_prefetch(in.bins + later * in.num_variables);
      __builtin_prefetch(in.weight + later);
      __builtin_prefetch(in.target + later);
    }
    const std::size_t event = kList ? events[i] : first_event + i;
    const float t = in.target[event];
    const Units one(in.weight[event], t, unit);
    one.AddTo(totals, t);
    const Term term = {one.target, (one.weight << kCountBits) + 1};
    const std::uint8_t* const row = in.bins + event * in.num_variables;
#pragma GCC unroll 4
    for (std::size_t v = 0; v < in.num_variables; ++v) bins[in.first[v] + row[v]] += term;
  }
  totals.count += static_cast<std::int64_t>(n);
}

TMVA_KERNEL
void AddAll(std::int64_t* to, const std::int64_t* from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
}

TMVA_KERNEL
void SubtractAll(std::int64_t* to, const std::int64_t* from, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) to[i] -= from[i];
}

/// Largest |w|, |w t| and |w t^2| of some events.
struct Largest {
  float weight = 0, target = 0, square = 0;

  void Take(float w, float t) {
    w = std::fabs(w);
    t = std::fabs(t);
    weight = std::max(weight, w);
    target = std::max(target, w * t);
    square = std::max(square, w * t * t);
  }
};

}  // namespace

FixedPoint FixedPoint::For(const TrainingSample& sample, std::span<const std::uint32_t> events,
                           Workers& workers) {
  constexpr std::size_t kBlock = 1 << 16;
  std::vector<Largest> parts((events.size() + kBlock - 1) / kBlock);
  workers.ForBlocks(events.size(), kBlock, [&](std::size_t begin, std::size_t end, std::size_t b) {
    Largest part;
    for (std::size_t i = begin; i < end; ++i)
      part.Take(sample.weight[events[i]], sample.target[events[i]]);
    parts[b] = part;
  });
  Largest all;
  for (const auto& part : parts)
    all = {std::max(all.weight, part.weight), std::max(all.target, part.target),
           std::max(all.square, part.square)};
  return {UnitsFor(all.weight, 23), UnitsFor(all.target, 30), UnitsFor(all.square, 30)};
}

void Totals::operator+=(const Totals& o) {
  weight += o.weight;
  target += o.target;
  square += o.square;
  absolute += o.absolute;
  positive += o.positive;
  count += o.count;
}

Totals Totals::operator-(const Totals& o) const {
  return {weight - o.weight,     target - o.target,     square - o.square,
          absolute - o.absolute, positive - o.positive, count - o.count};
}

NodeSums Totals::In(const FixedPoint& unit) const {
  const auto in = [](std::int64_t value, float per_one) {
    return static_cast<double>(value) / static_cast<double>(per_one);
  };
  return {in(weight, unit.weight),    in(target, unit.target),   in(square, unit.square),
          static_cast<double>(count), in(absolute, unit.target), in(positive, unit.weight)};
}

Totals AddUp(const TrainingSample& sample, const FixedPoint& unit,
             std::span<const std::uint32_t> events) {
  Totals totals;
  for (const auto event : events)
    Units(sample.weight[event], sample.target[event], unit).AddTo(totals, sample.target[event]);
  totals.count = static_cast<std::int64_t>(events.size());
  return totals;
}

BinLayout::BinLayout(const std::vector<BinEdges>& edges) : first(edges.size() + 1, 0) {
  for (std::size_t v = 0; v < edges.size(); ++v)
    first[v + 1] = first[v] + static_cast<std::uint32_t>(edges[v].NumBins());
}

void NodeHistogram::Clear() {
  for (auto* values : {&weight, &target, &count}) std::fill(values->begin(), values->end(), 0);
  totals = {};
}

void NodeHistogram::Fill(const TrainingSample& sample, const BinLayout& layout,
                         const FixedPoint& unit, std::span<const std::uint32_t> events) {
  const Inputs in{sample.bins.data(), sample.weight.data(), sample.target.data(),
                  layout.first.data(), sample.num_variables};
  const std::size_t n = layout.NumBins();
  thread_local std::vector<Term> bins;
  for (std::size_t begin = 0; begin < events.size(); begin += kMostEvents) {
    const std::size_t some = std::min(kMostEvents, events.size() - begin);
    bins.assign(n, Term{0, 0});
    const auto list = events.subspan(begin, some);
    // Ascending without a gap: the whole sample, or a part of it.
    if (list.back() - list.front() + 1 == some)
      FillBins<false>(in, unit, nullptr, list.front(), some, bins.data(), totals);
    else
      FillBins<true>(in, unit, list.data(), 0, some, bins.data(), totals);
    for (std::size_t b = 0; b < n; ++b) {
      target[b] += bins[b][0];
      count[b] += bins[b][1] & kCountMask;
      weight[b] += bins[b][1] >> kCountBits;
    }
  }
}

void NodeHistogram::Add(const NodeHistogram& other) {
  AddAll(weight.data(), other.weight.data(), weight.size());
  AddAll(target.data(), other.target.data(), target.size());
  AddAll(count.data(), other.count.data(), count.size());
  totals += other.totals;
}

void NodeHistogram::Subtract(const NodeHistogram& daughter) {
  SubtractAll(weight.data(), daughter.weight.data(), weight.size());
  SubtractAll(target.data(), daughter.target.data(), target.size());
  SubtractAll(count.data(), daughter.count.data(), count.size());
  totals = totals - daughter.totals;
}

}  // namespace TMVA::inline standalone
