// Kernel density estimate of a histogram, as TMVA's PDFs build it.
#pragma once

#include <cstdint>

#include "tmva/pdf/histogram.h"

namespace TMVA::inline standalone {

enum class KdeBorder : std::uint8_t { kNone = 1, kRenormalise = 2, kMirror = 3 };

struct KdeSettings {
  bool adaptive = false;
  KdeBorder border = KdeBorder::kNone;
  double fine_factor = 1;
};

/// Adds one Gaussian for every bin of `source` to `table`, which covers the same range.
void EstimateDensity(const BinnedContent& source, const KdeSettings& settings,
                     BinnedContent& table);

}  // namespace TMVA::inline standalone
