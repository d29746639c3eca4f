// ParallelFor: independent pieces of work over a number of threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <TMVA/Stop.h>

namespace TMVA::inline standalone {

/// run(0), run(1), ..., run(count - 1), in at most `threads` threads. When the current stop token
/// (StopScope) asks to stop, what has not begun is left out.
template <class F>
void ParallelFor(std::size_t count, int threads, const F& run) {
  // More threads than cores gain nothing, and TBB warns of them.
  tbb::task_arena arena(std::clamp(threads, 1, tbb::info::default_concurrency()));
  const std::stop_token stop = CurrentStopToken();
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
      if (!stop.stop_requested()) run(i);
    });
  });
}

}  // namespace TMVA::inline standalone
