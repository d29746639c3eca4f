// ScratchPool: memory of runs at work, kept for the next ones: large blocks that are given back and
// taken again leave holes behind in the memory of a process, and small ones cost time.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace TMVA::inline standalone {

/// Gives each run a T of its own; thread-safe.
template <class T>
class ScratchPool {
 public:
  /// A T that goes back when it is no longer needed.
  class Lease {
   public:
    Lease(ScratchPool& pool, std::unique_ptr<T> scratch)
        : pool_(&pool), scratch_(std::move(scratch)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (!scratch_) return;
      const std::lock_guard lock(pool_->mutex_);
      pool_->unused_.push_back(std::move(scratch_));
    }
    T& operator*() const { return *scratch_; }
    T* operator->() const { return scratch_.get(); }

   private:
    ScratchPool* pool_;
    std::unique_ptr<T> scratch_;
  };

  /// One that was given back and that `fits(t)`, or `make()`, a unique_ptr.
  template <class Make, class Fits>
  Lease Take(Make&& make, Fits&& fits) {
    {
      const std::lock_guard lock(mutex_);
      if (!unused_.empty()) {
        auto scratch = std::move(unused_.back());
        unused_.pop_back();
        if (fits(*scratch)) return {*this, std::move(scratch)};
      }
    }
    return {*this, make()};
  }
  template <class Make>
  Lease Take(Make&& make) {
    return Take(std::forward<Make>(make), [](const T&) { return true; });
  }
  Lease Take() {
    return Take([] { return std::make_unique<T>(); });
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> unused_;
};

}  // namespace TMVA::inline standalone
