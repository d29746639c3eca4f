// BatchBuffers: memory of batches that returns when their last view is gone.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <TMVA/BatchGenerator.h>

#include "dataloader/batch/row_schema.h"

namespace TMVA::inline standalone::batch {

/// Thread-safe. Batches may outlive it, and be freed by any thread.
class BatchBuffers : public std::enable_shared_from_this<BatchBuffers> {
 public:
  /// Batches of up to `rows` rows; as many as `kept` free ones wait for their next use.
  BatchBuffers(const RowSchema& schema, std::int64_t rows, std::size_t kept);
  std::shared_ptr<BatchMemory> Take(std::int64_t rows);
  std::int64_t BatchBytes() const { return static_cast<std::int64_t>(bytes_); }

 private:
  struct Free {
    void operator()(std::byte* block) const;
  };
  using Block = std::unique_ptr<std::byte, Free>;
  void Return(Block block);

  std::vector<BatchTensor> tensors_;  ///< data: null
  std::vector<std::size_t> offsets_;  ///< of the tensors in the block
  std::size_t bytes_ = 0, kept_;
  std::mutex mutex_;
  std::vector<Block> free_;
};

}  // namespace TMVA::inline standalone::batch
