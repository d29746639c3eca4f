// PoolMemory: pages for the rows of pools, kept from one epoch for the next: what the system gives
// out has to be cleared first, which takes as long as reading a file that is not compressed.
#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

namespace TMVA::inline standalone::batch {

/// Thread-safe. What nobody uses the system may take back when it needs memory.
class PoolMemory {
 public:
  PoolMemory() = default;
  ~PoolMemory();
  PoolMemory(const PoolMemory&) = delete;
  PoolMemory& operator=(const PoolMemory&) = delete;

  /// At least `bytes` bytes, of any content. std::bad_alloc when there are none.
  std::span<std::byte> Take(std::size_t bytes);
  void GiveBack(std::span<std::byte> pages);

 private:
  void Unmap();

  std::mutex mutex_;
  std::vector<std::span<std::byte>> unused_;
};

}  // namespace TMVA::inline standalone::batch
