// ParallelFor.
#include "dataloader/batch/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace TMVA::inline standalone::batch {

void ParallelFor(std::size_t count, int threads,
                 const std::function<void(std::size_t, std::size_t)>& work,
                 const std::function<void()>& poll) {
  std::mutex mutex;
  std::condition_variable done;
  std::size_t next = 0, failed = count, running = 0;
  std::exception_ptr error;
  const auto run = [&](std::size_t thread) {
    std::unique_lock lock(mutex);
    while (next < std::min(failed, count)) {
      const auto i = next++;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        work(i, thread);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      if (thrown && i < failed) {
        failed = i;
        error = thrown;
      }
    }
    if (--running == 0) done.notify_all();
  };
  const auto n = std::min(count, static_cast<std::size_t>(std::max(threads, 1)));
  running = n;
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < n; ++i) workers.emplace_back(run, i);
  std::unique_lock lock(mutex);
  while (running > 0) {
    if (done.wait_for(lock, std::chrono::milliseconds(50), [&] { return running == 0; })) break;
    if (!poll) continue;
    lock.unlock();
    try {
      poll();
    } catch (...) {
      lock.lock();
      failed = 0;  // nobody begins another piece
      lock.unlock();
      throw;
    }
    lock.lock();
  }
  lock.unlock();
  workers.clear();
  if (error) std::rethrow_exception(error);
}

}  // namespace TMVA::inline standalone::batch
