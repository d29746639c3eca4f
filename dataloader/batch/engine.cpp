// Engine: the threads of one iteration.
#include "dataloader/batch/engine.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kPoll = std::chrono::milliseconds(50);
constexpr std::size_t kAhead = 16;  // rows whose memory is asked for before they are copied

double SecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Copies `Bytes` at a time; the compiler makes few instructions of each.
template <class Unit>
void CopyField(const std::byte* from, std::byte* to, std::size_t bytes) {
  for (std::size_t at = 0; at < bytes; at += sizeof(Unit)) {
    Unit unit;
    std::memcpy(&unit, from + at, sizeof(Unit));
    std::memcpy(to + at, &unit, sizeof(Unit));
  }
}

/// Threads of ours leave signals to the program's.
class BlockSignals {
 public:
  BlockSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

}  // namespace

Engine::Engine(EnginePlan plan, const std::function<void()>& poll)
    : plan_(std::move(plan)),
      random_(plan_.seed, plan_.stream),
      process_(getpid()),
      begin_(Clock::now()),
      left_(plan_.stream_rows) {
  statistics_.skipped_rows = plan_.skipped_entries;
  for (const auto& stream : plan_.streams) {
    streams_.push_back(std::make_unique<RowStream>(stream));
    statistics_.pool_rows += stream.pool_rows;
  }
  buffers_ = std::make_shared<BatchBuffers>(plan_.schema, plan_.batch_size,
                                            static_cast<std::size_t>(plan_.prefetch) + 2);
  if (plan_.first_batch > 0) Skip(plan_.first_batch, poll);
  const BlockSignals block;
  for (int i = 0; i < plan_.threads; ++i) threads_.emplace_back([this] { Work(); });
}

Engine::~Engine() {
  if (getpid() != process_) {
    // A child of fork() has none of the threads: they can be neither joined nor destroyed, and what
    // they wait for would wait for them.
    new std::vector<std::thread>(std::move(threads_));
    signals_.release();
    return;
  }
  Stop(nullptr);
  for (auto& thread : threads_) thread.join();
}

void Engine::Stop(std::exception_ptr error) {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (error && !error_) error_ = error;
  }
  signals_->work.notify_all();
  signals_->ready.notify_all();
}

std::int64_t Engine::SizeOfBatch(std::int64_t number) const {
  if (!plan_.batches) return plan_.batch_size;
  if (number >= *plan_.batches) return 0;
  // Another rank may have one row more, and one batch: then our last batch is not empty either.
  const auto full = *plan_.batches - 1;
  if (plan_.drop_remainder) return plan_.batch_size;
  if (*plan_.rows > full * plan_.batch_size || number < full - 1)
    return std::min(plan_.batch_size, *plan_.rows - number * plan_.batch_size);
  return number == full ? 1 : *plan_.rows - number * plan_.batch_size - 1;
}

/// Of the streams that have rows left the one with the most room below its limit.
std::size_t Engine::LeastFull(std::span<const std::int64_t> shares) const {
  std::size_t best = shares.size();
  const auto room = [&](std::size_t i) { return plan_.stream_limits[i] - shares[i]; };
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (left_[i] > 0 && (best == shares.size() || room(i) > room(best))) best = i;
  return best;
}

const Engine::Deal& Engine::NextDeal() {
  if (deal_) return *deal_;
  auto& deal = deal_.emplace(Deal{SizeOfBatch(drawn_batches_), {}, {}});
  const auto n = streams_.size();
  if (n == 1) {
    deal.shares = {deal.rows};
    return deal;
  }
  deal.shares.resize(n);
  std::int64_t left = std::accumulate(left_.begin(), left_.end(), std::int64_t{0});
  deal.rows = std::min(deal.rows, left);
  deal.streams.reserve(static_cast<std::size_t>(deal.rows));
  if (plan_.evenly) {
    auto rest = deal.rows;
    for (std::size_t i = 0; i < n; ++i) {
      deal.shares[i] = std::min(deal.rows / static_cast<std::int64_t>(n), left_[i]);
      left_[i] -= deal.shares[i];
      rest -= deal.shares[i];
    }
    for (; rest > 0; --rest) {
      const auto i =
          static_cast<std::size_t>(std::max_element(left_.begin(), left_.end()) - left_.begin());
      ++deal.shares[i];
      --left_[i];
    }
    for (std::size_t i = 0; i < n; ++i)
      deal.streams.insert(deal.streams.end(), static_cast<std::size_t>(deal.shares[i]),
                          static_cast<std::uint16_t>(i));
    random_.Shuffle(deal.streams);
    return deal;
  }
  for (std::int64_t row = 0; row < deal.rows; ++row, --left) {
    auto pick = static_cast<std::int64_t>(random_.Below(static_cast<std::uint64_t>(left)));
    std::size_t i = 0;
    while (pick >= left_[i]) pick -= left_[i++];
    if (deal.shares[i] == plan_.stream_limits[i]) i = LeastFull(deal.shares);
    --left_[i];
    ++deal.shares[i];
    deal.streams.push_back(static_cast<std::uint16_t>(i));
  }
  return deal;
}

void Engine::Skip(std::int64_t batches, const std::function<void()>& poll) {
  ReadScratch scratch;
  for (; drawn_batches_ < batches; ++drawn_batches_) {
    if (poll && drawn_batches_ % 64 == 0) poll();
    const auto& deal = NextDeal();
    bool any = false;
    for (std::size_t i = 0; deal.rows > 0 && i < streams_.size(); ++i)
      any |= streams_[i]->SkipRows(deal.shares[i], scratch) == RowStream::State::kReady;
    if (!any) break;
    deal_.reset();
  }
  for (auto& stream : streams_) stream->Revive();
}

void Engine::Work() {
  const auto scratch = plan_.scratches->Take();
  WorkWith(*scratch);
}

void Engine::WorkWith(ReadScratch& scratch) {
  std::int64_t scratch_bytes = 0;
  Lock lock(mutex_);
  while (!stopping_) {
    try {
      if (TryBatch(lock) || TryStep(lock, scratch) || TryBegin(lock, scratch)) {
        scratch_bytes_ += scratch.Bytes() - scratch_bytes;
        scratch_bytes = scratch.Bytes();
        continue;
      }
    } catch (...) {
      if (!lock.owns_lock()) lock.lock();
      ended_ = true;
      if (!error_) error_ = std::current_exception();
      signals_->ready.notify_all();
      signals_->work.notify_all();
    }
    if (ended_ || stopping_) return;
    signals_->work.wait(lock);
  }
}

bool Engine::TryBatch(Lock& lock) {
  if (ended_ || std::ssize(pending_) >= std::max(plan_.prefetch, 1)) return false;
  const auto& next = NextDeal();
  std::int64_t rows = 0;
  auto shares = next.shares;
  for (std::size_t i = 0; next.rows > 0 && i < streams_.size(); ++i) {
    if (streams_[i]->Prepare(shares[i]) == RowStream::State::kWaiting) return false;
    shares[i] = std::min(shares[i], streams_[i]->Available());
    rows += shares[i];
  }
  if (rows == 0 || (plan_.drop_remainder && rows < plan_.batch_size)) {
    ended_ = true;
    signals_->ready.notify_all();
    signals_->work.notify_all();
    return false;
  }
  auto& pending = *pending_.emplace_back(std::make_unique<Pending>());
  pending.deal = std::move(*deal_);
  deal_.reset();
  pending.deal.rows = rows;
  pending.slots.resize(streams_.size());
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    pending.slots[i].reserve(static_cast<std::size_t>(shares[i]));
    streams_[i]->Draw(shares[i], pending.slots[i]);
  }
  ++drawn_batches_;
  signals_->work.notify_one();  // there may be room for another one
  lock.unlock();
  try {
    pending.memory = buffers_->Take(rows);
    Gather(pending);
  } catch (...) {
    pending.error = std::current_exception();
  }
  lock.lock();
  pending.ready = true;
  for (std::size_t i = 0; i < streams_.size(); ++i) streams_[i]->Release(pending.slots[i]);
  pending.slots.clear();
  signals_->ready.notify_all();
  signals_->work.notify_one();
  return true;
}

void Engine::Gather(Pending& pending) const {
  std::vector<const std::byte*> rows;
  rows.reserve(static_cast<std::size_t>(pending.deal.rows));
  std::vector<double> weights;
  if (pending.deal.streams.empty()) {
    for (const auto slot : pending.slots[0]) rows.push_back(streams_[0]->RowAt(slot));
  } else {
    std::vector<std::size_t> next(streams_.size());
    for (const auto i : pending.deal.streams) {
      if (next[i] == pending.slots[i].size()) continue;  // damaged rows were left out
      rows.push_back(streams_[i]->RowAt(pending.slots[i][next[i]++]));
      if (!plan_.weights.empty()) weights.push_back(plan_.weights[i]);
    }
  }
  struct Copy {
    std::byte* to;
    std::size_t offset, bytes;
    bool words;
  };
  std::vector<Copy> copies;
  const auto& fields = plan_.schema.fields;
  for (std::size_t f = 0; f < fields.size(); ++f)
    copies.push_back({pending.memory->tensors[f].data, fields[f].offset, fields[f].bytes(),
                      SizeOf(fields[f].type) % 4 == 0});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kAhead < rows.size())
      for (std::size_t at = 0; at < plan_.schema.row_bytes; at += 64)
        __builtin_prefetch(rows[i + kAhead] + at);
    for (auto& copy : copies) {
      if (copy.words)
        CopyField<std::uint32_t>(rows[i] + copy.offset, copy.to, copy.bytes);
      else
        CopyField<std::uint8_t>(rows[i] + copy.offset, copy.to, copy.bytes);
      copy.to += copy.bytes;
    }
  }
  for (auto& tensor : pending.memory->tensors) {
    if (tensor.key.role == TensorRole::kWeights && !weights.empty()) {
      for (std::size_t i = 0; i < weights.size(); ++i) {
        if (tensor.type == DataType::kFloat32)
          reinterpret_cast<float*>(tensor.data)[i] *= static_cast<float>(weights[i]);
        else
          reinterpret_cast<double*>(tensor.data)[i] *= weights[i];
      }
    }
    if (tensor.key.role == TensorRole::kFeatures && plan_.transform)
      plan_.transform(tensor, pending.deal.rows);
  }
}

bool Engine::TryStep(Lock& lock, ReadScratch& scratch) {
  if (ended_) return false;
  for (auto& stream : streams_) {
    std::size_t step = 0;
    if (auto* load = stream->BeginStep(step)) {
      lock.unlock();
      std::exception_ptr error;
      try {
        stream->Fill(*load, step, scratch);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      if (stream->EndStep(*load, error)) {
        lock.unlock();
        stream->Finish(*load);
        lock.lock();
        stream->Finished(*load);
      }
      signals_->work.notify_all();
      return true;
    }
    if (auto* load = stream->BeginRecovery()) {
      lock.unlock();
      auto sound = stream->FindSound(*load, scratch);
      lock.lock();
      stream->Recover(*load, std::move(sound));
      signals_->work.notify_all();
      return true;
    }
  }
  return false;
}

bool Engine::TryBegin(Lock& lock, ReadScratch& scratch) {
  if (ended_) return false;
  for (auto& stream : streams_) {
    if (!stream->CanBegin()) continue;
    auto& load = stream->Begin();
    lock.unlock();
    stream->Select(load, scratch);
    lock.lock();
    stream->Selected(load);
    signals_->work.notify_all();
    return true;
  }
  return false;
}

Batch Engine::Next(const std::function<void()>& poll) {
  if (getpid() != process_)
    throw DataError("this iteration was begun in another process, before fork(); begin a new one");
  const auto begin = Clock::now();
  Lock lock(mutex_);
  const auto is_ready = [&] {
    return stopping_ || (pending_.empty() ? ended_ : pending_.front()->ready);
  };
  while (!signals_->ready.wait_for(lock, kPoll, is_ready)) {
    if (!poll) continue;
    lock.unlock();
    poll();
    lock.lock();
  }
  statistics_.wait_seconds += SecondsSince(begin);
  if (stopping_ || pending_.empty()) {
    if (error_) std::rethrow_exception(error_);
    return Batch();
  }
  if (pending_.front()->error) std::rethrow_exception(pending_.front()->error);
  auto memory = std::move(pending_.front()->memory);
  pending_.pop_front();
  statistics_.rows += memory->rows;
  ++statistics_.batches;
  lock.unlock();
  signals_->work.notify_one();
  return Batch(std::move(memory));
}

BatchStatistics Engine::Statistics() const {
  const std::lock_guard lock(mutex_);
  auto result = statistics_;
  result.seconds = SecondsSince(begin_);
  result.memory = scratch_bytes_ + buffers_->BatchBytes() * (plan_.prefetch + 2);
  for (const auto& stream : streams_) {
    result.skipped_rows += stream->SkippedEntries();
    result.memory += stream->MemoryBytes();
  }
  return result;
}

}  // namespace TMVA::inline standalone::batch
