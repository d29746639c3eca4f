// Workers: threads that share pieces of work.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace TMVA::inline standalone {

class Workers {
 public:
  /// More threads than cores gain nothing, and TBB warns of them.
  explicit Workers(int threads) : threads_(std::min(threads, tbb::info::default_concurrency())) {
    if (threads_ > 1) arena_.emplace(threads_);
  }
  std::size_t NumThreads() const { return arena_ ? static_cast<std::size_t>(threads_) : 1; }
  /// Calls use(i) for 0 <= i < n, in any order and at once when there are several threads.
  template <class Use>
  void ForEach(std::size_t n, const Use& use) {
    if (!arena_ || n < 2) {
      for (std::size_t i = 0; i < n; ++i) use(i);
      return;
    }
    arena_->execute([&] { tbb::parallel_for(std::size_t{0}, n, use); });
  }
  /// Calls use(begin, end, number of the block) for blocks of `size` of n things.
  template <class Use>
  void ForBlocks(std::size_t n, std::size_t size, const Use& use) {
    ForEach((n + size - 1) / size,
            [&](std::size_t b) { use(b * size, std::min(n, (b + 1) * size), b); });
  }

 private:
  int threads_;
  std::optional<tbb::task_arena> arena_;
};

}  // namespace TMVA::inline standalone
