// Choosing the cuts, and finding the bins.
#include "tmva/trees/training/bin_edges.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace TMVA::inline standalone {
namespace {

struct Atom {
  float value;
  std::size_t count;
};

std::vector<Atom> CountValues(std::span<const float> sorted) {
  std::vector<Atom> atoms;
  for (const float value : sorted) {
    if (atoms.empty() || atoms.back().value != value) atoms.push_back({value, 0});
    ++atoms.back().count;
  }
  return atoms;
}

/// A cut c with low < c <= high, halfway if there is a float there.
float Between(float low, float high) {
  const auto middle =
      static_cast<float>((static_cast<double>(low) + static_cast<double>(high)) / 2);
  return middle > low ? middle : high;
}

}  // namespace

BinEdges::BinEdges(std::span<float> values, std::size_t most_cuts) {
  const auto end =
      std::partition(values.begin(), values.end(), [](float x) { return !std::isnan(x); });
  has_missing_ = end != values.end();
  std::sort(values.begin(), end);
  const auto atoms = CountValues({values.begin(), end});
  const auto cut_after = [&](std::size_t i) {
    cuts_.push_back(Between(atoms[i].value, atoms[i + 1].value));
  };
  most_cuts = std::min(most_cuts, kMostCuts);
  if (atoms.size() <= most_cuts + 1) {
    for (std::size_t i = 0; i + 1 < atoms.size(); ++i) cut_after(i);
  } else {
    // Frequent values get a bin each; the others share what is left of the bins.
    std::size_t bins = most_cuts + 1, left = static_cast<std::size_t>(end - values.begin());
    const std::size_t even = left / bins;
    const auto frequent = [&](const Atom& atom) { return atom.count > even; };
    for (const auto& atom : atoms)
      if (frequent(atom)) --bins, left -= atom.count;
    std::size_t in_bin = 0;
    for (std::size_t i = 0; i + 1 < atoms.size() && cuts_.size() < most_cuts; ++i) {
      in_bin += atoms[i].count;
      // What a bin holds is aimed at anew each time: rounding does not pile up at the end.
      const std::size_t share = bins > 0 ? (left + bins - 1) / bins : left;
      if (!frequent(atoms[i]) && !frequent(atoms[i + 1]) && in_bin < share) continue;
      if (!frequent(atoms[i])) {
        left -= std::min(left, in_bin);
        bins -= std::min<std::size_t>(bins, 1);
      }
      cut_after(i);
      in_bin = 0;
    }
  }
  std::size_t size = 1;
  while (size < cuts_.size()) size = 2 * size + 1;
  padded_ = cuts_;
  padded_.resize(size, std::numeric_limits<float>::infinity());
}

void BinEdges::FindBins(const float* values, std::size_t value_stride, std::size_t n,
                        std::uint8_t* bins, std::size_t stride) const {
  const auto last = static_cast<std::uint32_t>(cuts_.size());
  // Several searches at once, without branches: each halves the range in step with the others.
  constexpr std::size_t kLanes = 16;
  const float* const cuts = padded_.data();
  const auto size = static_cast<std::uint32_t>(padded_.size());
  for (std::size_t begin = 0; begin < n; begin += kLanes) {
    const std::size_t lanes = std::min(kLanes, n - begin);
    float x[kLanes] = {};
    std::uint32_t at[kLanes] = {};  // number of cuts known to be <= x
    for (std::size_t k = 0; k < lanes; ++k) x[k] = values[(begin + k) * value_stride];
    for (std::uint32_t half = (size + 1) / 2; half > 0; half /= 2)
      for (std::size_t k = 0; k < kLanes; ++k) at[k] += x[k] >= cuts[at[k] + half - 1] ? half : 0;
    for (std::size_t k = 0; k < lanes; ++k) {
      std::uint32_t bin = std::min(at[k], last);  // infinity is not above the padding
      if (has_missing_ && std::isnan(x[k])) bin = last + 1;
      bins[(begin + k) * stride] = static_cast<std::uint8_t>(bin);
    }
  }
}

float BinEdges::ValueIn(std::uint8_t bin) const {
  if (bin > cuts_.size()) return std::numeric_limits<float>::quiet_NaN();
  return bin == 0 ? -std::numeric_limits<float>::infinity() : cuts_[bin - 1];
}

}  // namespace TMVA::inline standalone
