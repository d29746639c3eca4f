// ParallelFor: independent pieces of work in some threads, while the caller keeps answering.
#pragma once

#include <cstddef>
#include <functional>

namespace TMVA::inline standalone::batch {

/// Calls `work(i, thread)` for 0 <= i < count; pieces begin in ascending order, and the error of
/// the lowest comes out. `poll` is called about every 50 ms by the calling thread, and may throw.
void ParallelFor(std::size_t count, int threads,
                 const std::function<void(std::size_t i, std::size_t thread)>& work,
                 const std::function<void()>& poll = {});

}  // namespace TMVA::inline standalone::batch
