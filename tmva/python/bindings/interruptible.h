// Ctrl-C during long C++ calls.
#pragma once

#include <stop_token>
#include <thread>

#include <TMVA/Stop.h>

#include "tmva/python/bindings/bindings.h"

namespace TMVA::inline standalone {

/// While it lives, an interrupt (SIGINT) in the main thread of Python asks the methods of this
/// thread to stop; Python's own handler still sees the signal.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Calls without the GIL, then lets Python act on signals (KeyboardInterrupt).
template <class F>
auto Interruptible(F&& call) {
  const auto run = [&] {
    const py::gil_scoped_release release;
    const InterruptScope scope;
    return call();
  };
  if constexpr (std::is_void_v<decltype(call())>) {
    run();
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  } else {
    auto result = run();
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    return result;
  }
}

}  // namespace TMVA::inline standalone
