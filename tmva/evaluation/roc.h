// The exact, weighted ROC curve of sorted events.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "tmva/evaluation/sorted_responses.h"

namespace TMVA::inline standalone {

/// One class as signal against one other (`background` >= 0) or all others (-1).
struct RocPair {
  std::size_t signal = 0;
  int background = -1;
};

/// Calls `use(signal efficiency, background efficiency)` at every distinct response, from (0, 0) to
/// (1, 1). Returns false, without a call, when the signal or the background has no weight.
bool VisitRoc(std::span<const SortedEvent> sorted, std::size_t classes, RocPair pair,
              const std::function<void(double, double)>& use);

/// Gathers figures of one ROC curve while its points pass by.
class RocFigures {
 public:
  explicit RocFigures(std::span<const double> backgrounds)
      : backgrounds_(backgrounds), efficiencies_(backgrounds.size(), kNoFigure) {}
  void Add(double signal, double background);
  double Area() const { return points_ > 0 ? area_ : kNoFigure; }
  /// Signal efficiencies at the background efficiencies, interpolated between the points.
  const std::vector<double>& Efficiencies() const { return efficiencies_; }

 private:
  std::span<const double> backgrounds_;
  std::vector<double> efficiencies_;
  double area_ = 0, signal_ = 0, background_ = 0;
  std::size_t points_ = 0;
};

}  // namespace TMVA::inline standalone
