// ROCCurve: signal efficiency against background rejection of weighted responses.
#pragma once

#include <tuple>
#include <vector>

#include <TMVA/Histogram.h>

namespace TMVA::inline standalone {

/// The exact curve: one point for each distinct response, straight lines between them. Equal
/// responses count as one threshold, so the order of the events does not matter. As in TMVA the
/// number of points asked for is ignored, but for up to two: that is the diagonal.
///
///   ROCCurve curve({0.9F, 0.8F, 0.1F}, {true, true, false});
///   curve.GetROCIntegral();  // 1
class ROCCurve {
 public:
  /// Response, weight, is signal.
  using Mva = std::tuple<float, float, bool>;

  explicit ROCCurve(const std::vector<Mva>& mvas);
  /// DataError when the lengths differ or a response is NaN.
  ROCCurve(const std::vector<float>& values, const std::vector<bool>& is_signal,
           const std::vector<float>& weights = {});
  ROCCurve(const std::vector<float>& signal, const std::vector<float>& background,
           const std::vector<float>& signal_weights = {},
           const std::vector<float>& background_weights = {});

  /// Area under the curve; NaN when the signal or the background has no weight.
  double GetROCIntegral(unsigned points = 41) const;
  /// Signal efficiency at a background efficiency.
  double GetEffSForEffB(double background_efficiency, unsigned points = 41) const;
  /// x: signal efficiency, y: background rejection.
  Graph GetROCCurve(unsigned points = 100) const;

  /// Signal efficiencies from 1 (no cut) down to 0, and background rejections from 0 to 1.
  std::vector<double> ComputeSensitivity(unsigned points) const;
  std::vector<double> ComputeSpecificity(unsigned points) const;
  /// The events, by rising response.
  const std::vector<Mva>& GetMvas() const { return mvas_; }

 private:
  void Prepare();
  std::vector<Mva> mvas_;
  std::vector<double> sensitivity_, background_;  ///< efficiencies, from the lowest threshold up
};

}  // namespace TMVA::inline standalone
