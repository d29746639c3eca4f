// RowStream: in which order rows enter the pool and leave it.
#include "dataloader/batch/row_stream.h"

#include <algorithm>

#include <TMVA/Error.h>

namespace TMVA::inline standalone::batch {
namespace {

constexpr std::size_t kLoadsAtOnce = 16;
constexpr std::size_t kNobody = SIZE_MAX;

}  // namespace

RowStream::RowStream(StreamPlan plan)
    : plan_(std::move(plan)), random_(plan_.seed, plan_.stream), free_(plan_.pool_rows) {
  const auto rows = static_cast<std::size_t>(plan_.pool_rows);
  if (plan_.copies)
    uses_.resize(rows);
  else
    present_.reserve(rows);  // it never holds more
  if (!plan_.memory) plan_.memory = std::make_shared<PoolMemory>();
  pages_ = plan_.memory->Take(rows * plan_.row_bytes);
  arena_ = pages_.data();
}

RowStream::~RowStream() { plan_.memory->GiveBack(pages_); }

std::int64_t RowStream::Limit(std::size_t visit) const {
  const auto& [window, from, to] = plan_.visits[visit];
  const auto limit = plan_.rows->RowLimit(window);
  return plan_.copies ? limit : std::min(limit, to - from);
}

bool RowStream::CanBegin() const {
  return next_visit_ < plan_.visits.size() && loads_.size() < kLoadsAtOnce &&
         free_.Count() - reserved_ >= Limit(next_visit_);
}

WindowLoad& RowStream::Begin() {
  auto load = std::make_unique<WindowLoad>();
  load->visit = next_visit_++;
  load->window = plan_.visits[load->visit].window;
  load->reserved = Limit(load->visit);
  reserved_ += load->reserved;
  return *loads_.emplace_back(std::move(load));
}

void RowStream::Select(WindowLoad& load, ReadScratch& scratch) const {
  try {
    try {
      // Which rows of a part of a window, or of a class, can be read has to be known beforehand.
      const auto& visit = plan_.visits[load.visit];
      const bool partial = visit.from > 0 || visit.to < INT64_MAX || plan_.copies;
      load.recovered = plan_.skip_damaged && partial;
      load.selection = load.recovered ? plan_.rows->SelectSound(load.window, scratch)
                                      : plan_.rows->Select(load.window, scratch);
    } catch (const FileFormatError&) {
      if (!plan_.skip_damaged) throw;
      load.selection = plan_.rows->SelectSound(load.window, scratch);
      load.recovered = true;
    }
    CountTimes(load);
  } catch (...) {
    load.selection = {};
    load.selection.count = 0;
    load.error = std::current_exception();
  }
}

/// How often each row appears: classes that are balanced or left out, and the borders of the visit.
void RowStream::CountTimes(WindowLoad& load) const {
  const auto& [window, from, to] = plan_.visits[load.visit];
  const auto count = static_cast<std::size_t>(load.selection.count);
  load.times.clear();
  if (plan_.copies) load.times = plan_.copies->Of(window, load.selection.labels);
  if (plan_.only) {
    if (load.times.empty()) load.times.assign(count, 1);
    for (std::size_t i = 0; i < count; ++i)
      if (load.selection.labels[i] != *plan_.only) load.times[i] = 0;
  }
  if (from == 0 && to >= load.selection.count && load.times.empty()) return;
  if (load.times.empty()) load.times.assign(count, 1);
  std::int64_t at = 0;
  for (auto& times : load.times) {
    const auto begin = std::max(at, from), end = std::min(at + times, to);
    at += times;
    times = static_cast<std::uint32_t>(std::max<std::int64_t>(end - begin, 0));
  }
}

void RowStream::Selected(WindowLoad& load) {
  reserved_ -= load.reserved;
  load.reserved = 0;
  load.selected = true;
  if (load.recovered && !load.error) CountSkipped(load);
  load.slots.assign(static_cast<std::size_t>(load.selection.count), kNoSlot);
  bool any = false;
  for (std::size_t i = 0; i < load.slots.size(); ++i) {
    const auto times = load.times.empty() ? 1 : load.times[i];
    if (times == 0) continue;
    load.slots[i] = free_.Take();
    if (!uses_.empty()) uses_[load.slots[i]] = times;
    any = true;
  }
  load.steps = any ? plan_.rows->NumSteps(load.window) : 0;
}

WindowLoad* RowStream::BeginStep(std::size_t& step) {
  for (auto* queue : {&revived_, &loads_})
    for (auto& load : *queue)
      if (load->selected && !load->error && load->next_step < load->steps) {
        step = load->next_step++;
        return load.get();
      }
  return nullptr;
}

void RowStream::Fill(WindowLoad& load, std::size_t step, ReadScratch& scratch) const {
  plan_.rows->Fill(load.window, step, load.selection, load.slots, arena_, scratch);
}

bool RowStream::EndStep(WindowLoad& load, std::exception_ptr error) {
  if (error && !load.error) load.error = error;
  if (load.error && load.next_step < load.steps) {  // nobody begins the others
    load.done += load.steps - load.next_step;
    load.next_step = load.steps;
  }
  if (!load.error && load.done + 1 == load.steps) return true;
  ++load.done;
  return false;
}

void RowStream::Finish(const WindowLoad& load) const {
  plan_.rows->Filled(load.window, load.selection, load.slots, arena_);
}

WindowLoad* RowStream::BeginRecovery() {
  if (!plan_.skip_damaged) return nullptr;
  for (auto* queue : {&revived_, &loads_})
    for (auto& load : *queue) {
      if (!load->error || load->recovered || !load->IsDone()) continue;
      try {
        std::rethrow_exception(load->error);
      } catch (const FileFormatError&) {
        load->recovered = true;
        load->steps = load->done + 1;  // not done until it is recovered
        load->next_step = load->steps;
        return load.get();
      } catch (...) {
      }
    }
  return nullptr;
}

Selection RowStream::FindSound(const WindowLoad& load, ReadScratch& scratch) const {
  return plan_.rows->SelectSound(load.window, scratch);
}

void RowStream::CountSkipped(const WindowLoad& load) {
  if (!load.selection.sound.empty() || load.selection.count == 0)
    skipped_entries_ += plan_.rows->RowLimit(load.window);
  for (const auto& piece : load.selection.sound) skipped_entries_ -= piece.size();
}

void RowStream::Recover(WindowLoad& load, Selection sound) {
  // Rows that stay keep their slots and times.
  const auto& before = load.selection;
  std::vector<Slot> slots;
  std::vector<std::uint32_t> times;
  std::size_t next = 0;
  for (std::size_t i = 0; i < load.slots.size(); ++i) {
    const auto row = before.all ? static_cast<std::uint32_t>(i) : before.rows[i];
    if (next < sound.rows.size() && sound.rows[next] == row) {
      slots.push_back(load.slots[i]);
      if (!load.times.empty()) times.push_back(load.times[i]);
      ++next;
    } else if (load.slots[i] != kNoSlot) {
      free_.Put(load.slots[i]);
    }
  }
  load.selection = std::move(sound);
  CountSkipped(load);
  load.slots = std::move(slots);
  load.times = std::move(times);
  load.error = nullptr;
  load.steps = plan_.rows->NumSteps(load.window);
  load.next_step = load.done = 0;
}

void RowStream::Join(const WindowLoad& load) {
  for (std::size_t i = 0; i < load.slots.size(); ++i) {
    if (load.slots[i] == kNoSlot) continue;
    const auto times = load.times.empty() ? 1 : load.times[i];
    present_.insert(present_.end(), times, load.slots[i]);
  }
  ++joined_;
}

bool RowStream::JoinNext() {
  if (loads_.empty() || !loads_.front()->selected) return false;
  auto& load = *loads_.front();
  if (!load.IsDone()) return false;  // what failed may be recovered yet
  if (load.error) {
    if (plan_.skip_damaged && !load.recovered) {
      try {
        std::rethrow_exception(load.error);
      } catch (const FileFormatError&) {
        return false;  // it will be recovered
      }
    }
    std::rethrow_exception(load.error);
  }
  Join(load);
  loads_.pop_front();
  return true;
}

std::int64_t RowStream::Needed(std::int64_t count) const {
  if (!plan_.shuffle) return count;
  return std::max(count, std::min(plan_.threshold, plan_.first_threshold + drawn_));
}

RowStream::State RowStream::Prepare(std::int64_t count) {
  while (!revived_.empty()) {
    if (revived_.front()->error && revived_.front()->IsDone() &&
        (!plan_.skip_damaged || revived_.front()->recovered))
      std::rethrow_exception(revived_.front()->error);
    if (revived_.front()->error || !revived_.front()->IsDone()) return State::kWaiting;
    revived_.pop_front();
  }
  const auto needed = Needed(count);
  while (joined_ < plan_.visits.size() && Available() < needed)
    if (!JoinNext()) return State::kWaiting;
  return Available() == 0 ? State::kEnded : State::kReady;
}

void RowStream::Draw(std::int64_t count, std::vector<Slot>& slots) {
  drawn_ += count;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!plan_.shuffle) {
      slots.push_back(present_[head_++]);
      continue;
    }
    const auto size = present_.size();
    auto& chosen = present_[size <= UINT32_MAX ? random_.Below32(static_cast<std::uint32_t>(size))
                                               : random_.Below(size)];
    slots.push_back(chosen);
    chosen = present_.back();
    present_.pop_back();
  }
  if (2 * head_ > present_.size()) {
    present_.erase(present_.begin(), present_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

void RowStream::Release(std::span<const Slot> slots) {
  for (const auto slot : slots)
    if (uses_.empty() || --uses_[slot] == 0) free_.Put(slot);
}

RowStream::State RowStream::SkipRows(std::int64_t count, ReadScratch& scratch) {
  if (owners_.empty()) owners_.assign(static_cast<std::size_t>(plan_.pool_rows), kNobody);
  const auto needed = Needed(count);
  while (joined_ < plan_.visits.size() && Available() < needed) {
    auto& load = Begin();
    Select(load, scratch);
    if (load.error) std::rethrow_exception(load.error);
    Selected(load);
    const auto before = std::ssize(present_);
    Join(load);
    const auto left = std::ssize(present_) - before;
    for (const auto slot : load.slots)
      if (slot != kNoSlot) owners_[slot] = load.visit;
    if (left > 0) unread_[load.visit] = {std::move(loads_.front()), left};
    loads_.pop_front();
  }
  if (Available() == 0) return State::kEnded;
  std::vector<Slot> slots;
  Draw(std::min(count, Available()), slots);
  for (const auto& slot : slots) {
    const auto visit = unread_.find(owners_[slot]);
    const auto frees = uses_.empty() || uses_[slot] == 1;
    if (frees) owners_[slot] = kNobody;
    if (--visit->second.left == 0) unread_.erase(visit);
    Release({&slot, 1});
  }
  return State::kReady;
}

void RowStream::Revive() {
  for (auto& [visit, unread] : unread_) {
    auto& load = *unread.load;
    for (auto& slot : load.slots)
      if (slot != kNoSlot && owners_[slot] != visit) slot = kNoSlot;
    load.next_step = load.done = 0;
    revived_.push_back(std::move(unread.load));
  }
  unread_.clear();
  owners_ = {};
}

std::int64_t RowStream::MemoryBytes() const {
  const auto slots = present_.capacity() + uses_.capacity();
  return static_cast<std::int64_t>(pages_.size() + free_.Bytes() + slots * sizeof(Slot));
}

}  // namespace TMVA::inline standalone::batch
