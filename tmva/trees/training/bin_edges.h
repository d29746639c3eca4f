// BinEdges: the range of a variable cut into bins that a byte can number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace TMVA::inline standalone {

/// Values below the first cut are in bin 0, values from cut k - 1 on and below cut k are in bin k.
/// NaN has a bin of its own after them, if the values the cuts were made from contained any; else
/// it is in bin 0, as a comparison x >= cut has it.
class BinEdges {
 public:
  /// The most cuts there can be: with the bins on either side and that of NaN they fill a byte.
  static constexpr std::size_t kMostCuts = 254;

  BinEdges() = default;
  /// At most `most_cuts` cuts that share `values` out evenly, each halfway between two neighbouring
  /// values: one between every two of them where that is not too many. A value more frequent than
  /// an even share gets a bin of its own.
  BinEdges(std::span<float> values, std::size_t most_cuts);

  std::size_t NumCuts() const { return cuts_.size(); }
  float Cut(std::size_t k) const { return cuts_[k]; }
  bool HasMissing() const { return has_missing_; }
  /// Ordinary bins, and that of NaN.
  std::size_t NumBins() const { return cuts_.size() + 1 + (has_missing_ ? 1 : 0); }
  /// bins[i * stride] = the bin of values[i * value_stride].
  void FindBins(const float* values, std::size_t value_stride, std::size_t n, std::uint8_t* bins,
                std::size_t stride) const;
  /// A value that lies in the bin.
  float ValueIn(std::uint8_t bin) const;

 private:
  std::vector<float> cuts_;    ///< ascending
  std::vector<float> padded_;  ///< the cuts and infinity, a power of two minus one in all
  bool has_missing_ = false;
};

}  // namespace TMVA::inline standalone
