// RunThreads: how many threads the run at work in this thread may use.
#pragma once

#include <algorithm>

namespace TMVA::inline standalone::onnx {

/// Set by the session for a scope; asked by operators whose work can be shared. Their results do
/// not depend on it.
class RunThreads {
 public:
  explicit RunThreads(int threads) : before_(now_) { now_ = std::max(threads, 1); }
  ~RunThreads() { now_ = before_; }
  RunThreads(const RunThreads&) = delete;
  RunThreads& operator=(const RunThreads&) = delete;
  static int Now() { return now_; }

 private:
  static inline thread_local int now_ = 1;
  int before_;
};

}  // namespace TMVA::inline standalone::onnx
