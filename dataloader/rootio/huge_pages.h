// Huge pages for large blocks: few page faults instead of thousands.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

namespace TMVA::inline standalone::rootio {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLargeBlock = std::size_t{4} << 20;  ///< from here on it pays

/// Of memory that was not written yet; a hint only.
inline void AdviseHugePages([[maybe_unused]] const void* data, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
  constexpr std::size_t kPage = 4096;
  if (bytes < kLargeBlock) return;
  const auto start = (reinterpret_cast<std::uintptr_t>(data) + kPage - 1) / kPage * kPage;
  const auto end = (reinterpret_cast<std::uintptr_t>(data) + bytes) / kPage * kPage;
  ::madvise(reinterpret_cast<void*>(start), end - start, MADV_HUGEPAGE);
#endif
}

}  // namespace TMVA::inline standalone::rootio
