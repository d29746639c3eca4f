// The 353QH smoother of histograms (J. Friedman, CERN School of Computing 1974), as in ROOT.
#pragma once

#include <cstddef>
#include <vector>

#include "tmva/pdf/histogram.h"

namespace TMVA::inline standalone {

/// Smooths `values` once; fewer than three are left alone.
void Smooth353QH(std::vector<double>& values);
/// Smooths `histogram` `times` times.
void Smooth(BinnedContent& histogram, int times);
/// Smooths each region as often as its relative errors ask for: bins with small errors
/// `min_times`, poor bins `max_times`.
void SmoothAdaptively(BinnedContent& histogram, int min_times, int max_times);

}  // namespace TMVA::inline standalone
