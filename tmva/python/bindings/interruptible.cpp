// Ctrl-C during long C++ calls: a flag set by the signal, watched by a thread.
#include "tmva/python/bindings/interruptible.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace TMVA::inline standalone {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);
struct sigaction previous_action{};
const pthread_t loading_thread = pthread_self();

extern "C" void OnInterrupt(int signal) {
  interrupted.store(true);
  previous_action.sa_handler(signal);  // Python's: notes the signal for its main thread
}

/// True when Python's own handler is installed and this is the thread that loaded the module.
bool MayHandle() {
  struct sigaction now{};
  return pthread_equal(pthread_self(), loading_thread) && sigaction(SIGINT, nullptr, &now) == 0 &&
         !(now.sa_flags & SA_SIGINFO) && now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN &&
         now.sa_handler != &OnInterrupt;
}

}  // namespace

struct InterruptScope::Impl {
  std::stop_source stop;
  StopScope scope{stop.get_token()};
  std::jthread watcher;

  Impl() {
    interrupted = false;
    struct sigaction action{};
    action.sa_handler = &OnInterrupt;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, &previous_action);
    watcher = std::jthread([this](std::stop_token over) {
      std::mutex mutex;
      std::condition_variable_any wake;
      std::unique_lock lock(mutex);
      while (!over.stop_requested()) {
        wake.wait_for(lock, over, std::chrono::milliseconds(20), [] { return interrupted.load(); });
        if (!interrupted) continue;
        stop.request_stop();
        return;
      }
    });
  }
  ~Impl() { sigaction(SIGINT, &previous_action, nullptr); }
};

InterruptScope::InterruptScope() {
  if (MayHandle()) impl_ = std::make_unique<Impl>();
}
InterruptScope::~InterruptScope() = default;

}  // namespace TMVA::inline standalone
