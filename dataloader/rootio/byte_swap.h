// Arrays between native and big-endian byte order.
#pragma once

#include <cstddef>

namespace TMVA::inline standalone::rootio {

/// `count` values of `size` bytes (1, 2, 4 or 8); the ranges must not overlap.
void SwapBytes(const std::byte* from, std::size_t count, std::size_t size, std::byte* to);

}  // namespace TMVA::inline standalone::rootio
