// The smooth probability density of a response histogram, and the separation of two of them.
#pragma once

#include <vector>

#include <TMVA/Histogram.h>

namespace TMVA::inline standalone {

/// TMVA's Spline2 density: through each bin centre the mean of two parabolas, tabulated in 10000
/// bins; where it is not positive, the histogram's own content.
class ResponsePdf {
 public:
  explicit ResponsePdf(const Histogram1& histogram);
  /// At least 1e-12.
  double operator()(double x) const;
  double Min() const { return min_; }
  double Max() const { return max_; }

 private:
  double min_, max_;
  std::vector<double> table_;
};

/// <S^2> = 1/2 integral (s - b)^2 / (s + b), in 100 steps as TMVA takes it.
double Separation(const ResponsePdf& signal, const ResponsePdf& background);

/// The same of two histograms with equal bins, each normalised first; kNoFigure when one is empty.
double Separation(const Histogram1& signal, const Histogram1& background);

}  // namespace TMVA::inline standalone
