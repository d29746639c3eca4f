// PoolMemory: pages for the rows of pools.
#include "dataloader/batch/pool_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace TMVA::inline standalone::batch {

PoolMemory::~PoolMemory() { Unmap(); }

void PoolMemory::Unmap() {
  for (const auto pages : unused_) munmap(pages.data(), pages.size());
  unused_.clear();
}

std::span<std::byte> PoolMemory::Take(std::size_t bytes) {
  bytes = std::max<std::size_t>(bytes, 1);
  const std::lock_guard lock(mutex_);
  auto best = unused_.end();
  for (auto it = unused_.begin(); it != unused_.end(); ++it)
    if (it->size() >= bytes && (best == unused_.end() || it->size() < best->size())) best = it;
  if (best != unused_.end()) {
    const auto pages = *best;
    unused_.erase(best);
    return pages;
  }
  Unmap();  // too small, all of them: together with the new ones they would be too much
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  madvise(memory, bytes, MADV_HUGEPAGE);  // large pages make random access cheap
  return {static_cast<std::byte*>(memory), bytes};
}

void PoolMemory::GiveBack(std::span<std::byte> pages) {
  madvise(pages.data(), pages.size(), MADV_FREE);
  const std::lock_guard lock(mutex_);
  unused_.push_back(pages);
}

}  // namespace TMVA::inline standalone::batch
