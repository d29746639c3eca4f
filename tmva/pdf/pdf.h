// Pdf: a curve through a histogram, tabulated; probability density or cumulative distribution.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <TMVA/WeightNode.h>

#include "tmva/pdf/histogram.h"
#include "tmva/pdf/kde.h"

namespace TMVA::inline standalone {

/// TMVA's numbers, as in the attribute InterpolMethod.
enum class PdfInterpolation : std::uint8_t {
  kSpline0 = 0,
  kSpline1 = 1,
  kSpline2 = 2,
  kSpline3 = 3,
  kSpline5 = 4,
  kKde = 5
};

struct PdfSettings {
  PdfInterpolation interpolation = PdfInterpolation::kSpline2;
  int min_smooth = 0, max_smooth = 0;  ///< smoothings of well and of poorly filled bins
  KdeSettings kde;
  bool normalise = true;  ///< to unit integral; not for cumulative distributions
};

class Pdf {
 public:
  /// The steps of TMVA: smoothing, curve through the bin centres, table of 10000 bins. DataError
  /// for a histogram that cannot be used.
  static Pdf Build(std::string name, BinnedContent histogram, const PdfSettings& settings);
  /// Reads a PDF element. It does not say whether the table is normalised: the caller does.
  static Pdf Load(const WeightNode& pdf, bool normalise);
  void Save(WeightNode& pdf) const;

  /// Linear between the centres of the table's bins, beyond them extrapolated.
  double Interpolate(double x) const;
  /// The same, but at least 1e-12.
  double Value(double x) const;
  /// Sum over the table from `from` to `to`.
  double Integral(double from, double to) const;
  /// The x where a rising table reaches `y`.
  double Inverse(double y) const;

  double Low() const { return table_.Low(); }
  double High() const { return table_.High(); }
  const std::string& Name() const { return name_; }
  const PdfSettings& Settings() const { return settings_; }
  const BinnedContent& Original() const { return original_; }
  const BinnedContent& Smoothed() const { return smoothed_; }
  const BinnedContent& Table() const { return table_; }
  /// Numbers of the bins where the smoothed histogram is more than five standard deviations away
  /// from the original one, which holds `events` events. Empty when all is well.
  std::string Check(double events) const;

  /// What the Histogram element is called; "<Name()>_original" unless set.
  std::string histogram_name;

 private:
  std::string name_;
  PdfSettings settings_;
  BinnedContent original_, smoothed_, table_;
};

}  // namespace TMVA::inline standalone
