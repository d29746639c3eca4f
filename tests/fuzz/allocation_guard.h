// Watches every allocation of the process, those of the codecs too.
#pragma once

#include <cstddef>

namespace TMVA::fuzz {

/// Forgets what was seen before.
void ResetLargestAllocation();
/// Bytes of the largest single request since the last reset.
std::size_t LargestAllocation();
/// Requests above `bytes` print their stack from now on (where a sanitizer is there to do so).
void TraceAllocationsAbove(std::size_t bytes);

}  // namespace TMVA::fuzz
