// Engine: the threads of one iteration, which read windows and assemble batches.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <TMVA/ScratchPool.h>

#include "dataloader/batch/batch_buffers.h"
#include "dataloader/batch/row_stream.h"
#include "dataloader/batch/table_reader.h"

namespace TMVA::inline standalone::batch {

struct EnginePlan {
  RowSchema schema;
  /// One, or one a class.
  std::vector<StreamPlan> streams;
  /// Rows of each stream, where there are several. Rows of a batch are drawn from the streams in
  /// proportion to what these have left, or `evenly`: as many from each.
  std::vector<std::int64_t> stream_rows = {};
  std::vector<std::int64_t> stream_limits = {};  ///< rows of each that a batch may have
  bool evenly = false;
  std::int64_t batch_size = 0;
  /// Rows of the epoch and its batches, where they are known beforehand; else all that come, and
  /// the last batch may be short.
  std::optional<std::int64_t> rows, batches;
  bool drop_remainder = false;
  std::int64_t first_batch = 0;
  int threads = 1, prefetch = 2;
  std::shared_ptr<ScratchPool<ReadScratch>> scratches =
      std::make_shared<ScratchPool<ReadScratch>>();
  std::uint64_t seed = 0, stream = 0;  ///< of the order within batches of several streams
  BatchFunction transform = {};
  std::int64_t skipped_entries = 0;  ///< before the iteration
  std::vector<double> weights = {};  ///< of the streams, multiplied to w
};

class Engine final : public BatchIteration {
 public:
  Engine(EnginePlan plan, const std::function<void()>& poll);
  ~Engine() override;
  Batch Next(const std::function<void()>& poll) override;
  BatchStatistics Statistics() const override;

 private:
  using Lock = std::unique_lock<std::mutex>;
  /// Which stream each row of a batch comes from.
  struct Deal {
    std::int64_t rows = 0;
    std::vector<std::int64_t> shares;    ///< rows of each stream
    std::vector<std::uint16_t> streams;  ///< of each row; empty where there is one stream
  };
  /// A batch whose rows are chosen, or copied.
  struct Pending {
    Deal deal;
    std::vector<std::vector<Slot>> slots;  ///< of each stream
    std::shared_ptr<BatchMemory> memory = {};
    std::exception_ptr error = {};
    bool ready = false;
  };
  struct Signals {
    std::condition_variable work, ready;
  };

  void Skip(std::int64_t batches, const std::function<void()>& poll);
  void Work();
  void WorkWith(ReadScratch& scratch);
  bool TryBatch(Lock& lock);
  bool TryStep(Lock& lock, ReadScratch& scratch);
  bool TryBegin(Lock& lock, ReadScratch& scratch);
  std::int64_t SizeOfBatch(std::int64_t number) const;
  const Deal& NextDeal();
  std::size_t LeastFull(std::span<const std::int64_t> shares) const;
  void Gather(Pending& pending) const;
  void Stop(std::exception_ptr error);

  EnginePlan plan_;
  std::vector<std::unique_ptr<RowStream>> streams_;
  std::shared_ptr<BatchBuffers> buffers_;
  Random random_;
  const pid_t process_;
  const std::chrono::steady_clock::time_point begin_;
  std::vector<std::int64_t> left_;  ///< rows of each stream that were not dealt yet

  mutable std::mutex mutex_;
  std::unique_ptr<Signals> signals_ = std::make_unique<Signals>();
  std::deque<std::unique_ptr<Pending>> pending_;  ///< drawn, not yet taken by the consumer
  std::int64_t drawn_batches_ = 0;
  std::optional<Deal> deal_;  ///< of the next batch
  bool ended_ = false;        ///< no batch follows the pending ones
  bool stopping_ = false;
  std::exception_ptr error_;  ///< comes after the pending batches
  BatchStatistics statistics_;
  std::int64_t scratch_bytes_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace TMVA::inline standalone::batch
