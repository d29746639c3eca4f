// Threads that work ahead of the one that uses their results.
#include "tmva/factory/in_order.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace TMVA::inline standalone {
namespace {

/// What the threads share: which pieces were begun, done and used.
class Schedule {
 public:
  explicit Schedule(const OrderedWork& pieces) : pieces_(pieces) {}

  /// Works until nothing is left to begin.
  void Work(std::size_t thread) {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(
          lock, [&] { return ended_ || next_ >= pieces_.count || next_ < used_ + pieces_.slots; });
      if (ended_ || next_ >= pieces_.count) return;
      const auto piece = next_++;
      lock.unlock();
      std::exception_ptr error;
      try {
        pieces_.work(piece, piece % pieces_.slots, thread);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      done_.emplace(piece, error);
      changed_.notify_all();
    }
  }

  bool Use(const std::stop_token& stop) {
    constexpr auto kPatience = std::chrono::milliseconds(50);  // how long Ctrl-C may wait
    for (std::size_t piece = 0; piece < pieces_.count; ++piece) {
      std::unique_lock lock(mutex_);
      while (!changed_.wait_for(lock, kPatience, [&] { return done_.contains(piece); }))
        if (stop.stop_requested()) return false;
      if (stop.stop_requested()) return false;
      const auto error = done_.extract(piece).mapped();
      lock.unlock();
      if (error) std::rethrow_exception(error);
      pieces_.use(piece, piece % pieces_.slots);
      lock.lock();
      ++used_;
      changed_.notify_all();
    }
    return true;
  }

  void End() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

 private:
  const OrderedWork& pieces_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::size_t, std::exception_ptr> done_;
  std::size_t next_ = 0, used_ = 0;
  bool ended_ = false;
};

bool RunAlone(const OrderedWork& pieces, const std::stop_token& stop) {
  for (std::size_t piece = 0; piece < pieces.count; ++piece) {
    if (stop.stop_requested()) return false;
    pieces.work(piece, piece % pieces.slots, 0);
    pieces.use(piece, piece % pieces.slots);
  }
  return true;
}

}  // namespace

bool RunInOrder(const OrderedWork& pieces, std::size_t threads, std::stop_token stop) {
  if (threads == 0) return RunAlone(pieces, stop);
  Schedule schedule(pieces);
  struct Workers {
    Schedule& schedule;
    std::vector<std::jthread> threads = {};
    ~Workers() { schedule.End(); }  // before they are joined
  } workers{schedule};
  for (std::size_t i = 0; i < threads; ++i)
    workers.threads.emplace_back([&schedule, i] { schedule.Work(i); });
  return schedule.Use(stop);
}

}  // namespace TMVA::inline standalone
