// Scratches: what readers decode into, kept from one epoch for the next: large blocks that are
// given back and taken again leave holes behind in the memory of the process.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "dataloader/batch/table_reader.h"

namespace TMVA::inline standalone::batch {

/// Thread-safe.
class Scratches {
 public:
  std::unique_ptr<ReadScratch> Take() {
    const std::lock_guard lock(mutex_);
    if (unused_.empty()) return std::make_unique<ReadScratch>();
    auto scratch = std::move(unused_.back());
    unused_.pop_back();
    return scratch;
  }
  void GiveBack(std::unique_ptr<ReadScratch> scratch) {
    const std::lock_guard lock(mutex_);
    unused_.push_back(std::move(scratch));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<ReadScratch>> unused_;
};

}  // namespace TMVA::inline standalone::batch
