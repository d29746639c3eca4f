// ParallelFor: independent pieces of work over a number of threads.
#pragma once

#include <algorithm>
#include <cstddef>

#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <TMVA/Stop.h>

namespace TMVA::inline standalone {

/// run(0), run(1), ..., run(count - 1), in `threads` threads; 0: as many as there are cores. When
/// the current stop token (StopScope) asks to stop, what has not begun is left out.
template <class F>
void ParallelFor(std::size_t count, int threads, const F& run) {
  const int cores = tbb::info::default_concurrency();
  tbb::task_arena arena(threads <= 0 ? cores : std::min(threads, cores));
  const std::stop_token stop = CurrentStopToken();
  arena.execute([&] {
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t i) {
      if (!stop.stop_requested()) run(i);
    });
  });
}

}  // namespace TMVA::inline standalone
