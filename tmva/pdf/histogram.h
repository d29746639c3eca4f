// BinnedContent: a histogram with float contents, equidistant or not: what a PDF starts from.
#pragma once

#include <cstddef>
#include <vector>

namespace TMVA::inline standalone {

/// Bins are numbered from 0 and closed below. Contents are floats, as TMVA keeps them.
class BinnedContent {
 public:
  BinnedContent() = default;
  BinnedContent(std::size_t bins, double low, double high);
  /// Bin edges, strictly increasing, one more than bins.
  explicit BinnedContent(std::vector<double> edges);

  std::size_t Size() const { return contents_.size(); }
  bool Equidistant() const { return edges_.empty(); }
  double Low() const { return low_; }
  double High() const { return high_; }
  double LowEdge(std::size_t bin) const;
  double HighEdge(std::size_t bin) const { return LowEdge(bin + 1); }
  double Width(std::size_t bin) const;
  double Center(std::size_t bin) const;
  /// The bin of x; values outside go to the first or last bin.
  std::size_t Find(double x) const;
  /// Adds to the bin of x; values outside [low, high) are left out.
  void Fill(double x, double weight);

  float& operator[](std::size_t bin) { return contents_[bin]; }
  float operator[](std::size_t bin) const { return contents_[bin]; }
  std::vector<float>& Contents() { return contents_; }
  const std::vector<float>& Contents() const { return contents_; }
  const std::vector<double>& Edges() const { return edges_; }  ///< empty when equidistant
  double Sum() const;

 private:
  double low_ = 0, high_ = 1;
  double width_ = 0;  ///< of equidistant bins
  std::vector<double> edges_;
  std::vector<float> contents_;
};

}  // namespace TMVA::inline standalone
