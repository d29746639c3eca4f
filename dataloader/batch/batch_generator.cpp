// BatchGenerator: from options to the plan of an epoch.
#include <TMVA/BatchGenerator.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <mutex>

#include <TMVA/Random.h>

#include "dataloader/batch/epoch_planner.h"
#include "dataloader/batch/generator_options.h"
#include "dataloader/batch/shares.h"
#include "dataloader/batch/spill.h"
#include "dataloader/batch/stratify.h"
#include "dataloader/source/cores.h"

namespace TMVA::inline standalone {

using namespace batch;

namespace {

using Poll = std::function<void()>;

constexpr std::uint64_t kMixStream = 0x4d4958;  // "MIX"
constexpr std::int64_t kShortestWindow = 2048;
constexpr std::int64_t kWindowsInPool = 32;

}  // namespace

struct BatchGenerator::Impl {
  Impl(std::vector<BatchTable> tables_given, BatchOptions given)
      : options(std::move(given)),
        balanced(options.balance != BalanceMode::kNone),
        inputs(std::move(tables_given)) {
    CheckOptions(options, inputs.size());
    bool needs_labels = balanced;
    for (const auto& split : options.splits) needs_labels = needs_labels || !split.classes.empty();
    auto readers = std::make_shared<std::vector<TableReader>>();
    for (std::size_t i = 0; i < inputs.size(); ++i)
      readers->emplace_back(inputs[i], i, options, needs_labels);
    schema = MakeSchema(*readers, balanced && options.shuffle == ShuffleMode::kGlobal);
    for (auto& reader : *readers) reader.SetSchema(schema);
    tables = std::move(readers);
    threads = options.threads > 0 ? options.threads : AvailableCores();
    for (const auto& reader : *tables) entries += reader.Source().NumEntries();
  }

  PoolNeeds Needs() const {
    const std::int64_t slots = (balanced ? 3 : 2) * sizeof(Slot);  // in the lists of the pool
    PoolNeeds needs{.memory = options.memory,
                    .shuffle_rows = options.shuffle_rows,
                    .row_bytes = static_cast<std::int64_t>(schema.row_bytes) + slots,
                    .total_rows = entries,
                    .has_lists = !options.lists.empty()};
    for (const auto& field : schema.fields)
      needs.batch_bytes += static_cast<std::int64_t>(field.bytes()) * options.batch_size;
    return needs;
  }

  /// Cuts the tables into windows. Lazily: it looks at where baskets and pages begin.
  const WindowRows& Rows() {
    if (rows) return *rows;
    const auto wanted = std::max(PoolRows(Needs()) / kWindowsInPool, kShortestWindow);
    windows.clear();
    for (std::size_t t = 0; t < tables->size(); ++t) {
      const auto& reader = (*tables)[t];
      for (const auto& range :
           CutAtPieces(reader.PieceStarts(), reader.Source().NumEntries(), wanted)) {
        if (range.size() >= kNoSlot)
          throw DataError(reader.Source().Description() +
                          ": more than 4 billion entries are stored in one piece");
        windows.push_back({static_cast<std::uint32_t>(t), range});
      }
    }
    if (options.cache && options.shuffle != ShuffleMode::kGlobal)
      store = std::make_shared<RowStore>(windows.size(), schema.row_bytes, options.cache_path);
    rows = std::make_shared<TableRows>(tables, windows, schema.row_bytes,
                                       ScratchBytes(Needs()) / threads, store);
    return *rows;
  }

  /// The windows of tables whose rows know their labels.
  TableRows LabelledRows() {
    auto readers = std::make_shared<std::vector<TableReader>>();
    for (std::size_t i = 0; i < inputs.size(); ++i)
      readers->emplace_back(inputs[i], i, options, true).SetSchema(schema);
    const std::lock_guard lock(mutex);
    Rows();
    return TableRows(std::move(readers), windows, schema.row_bytes, 1, nullptr);
  }

  const RowCounts& Counts(const Poll& poll) {
    const std::lock_guard lock(mutex);
    return CountsLocked(poll);
  }
  const RowCounts& CountsLocked(const Poll& poll) {
    if (!counts) counts = CountRows(Rows(), options.skip_damaged, threads, poll);
    return *counts;
  }

  /// Every entry is a row, which needs no look at the tables.
  bool SelectsAll() const {
    bool all = !options.skip_damaged;
    for (const auto& table : *tables) all = all && table.SelectsAll();
    return all;
  }

  /// Rows of an epoch of all ranks.
  std::int64_t TotalRows(const Poll& poll) {
    if (!balanced) return SelectsAll() ? entries : Counts(poll).total;
    const auto& classes = Counts(poll).classes;
    return BalancedRows(classes, options.balance) * std::ssize(classes.total);
  }

  std::string SpillFolder() const {
    if (!options.cache_path.empty()) return options.cache_path;
    return options.cache ? "" : std::filesystem::temp_directory_path().string();
  }

  /// The rows in random buckets; done once.
  void Spill(const Poll& poll) {
    if (stored) return;
    const auto pool = PoolRows(Needs());
    const auto total = balanced ? CountsLocked(poll).total : entries;
    constexpr std::int64_t kBucketsInPool = 4;
    SpillPlan plan{.schema = schema,
                   .folder = SpillFolder(),
                   .seed = options.seed,
                   .threads = threads,
                   .skip_damaged = options.skip_damaged};
    plan.buckets = static_cast<std::size_t>(total * kBucketsInPool / pool + 1);
    plan.buffer_bytes = options.memory / 8;
    if (balanced)
      for (const auto& [label, count] : CountsLocked(poll).classes.total)
        plan.labels.push_back(label);
    const auto spilled = SpillRows(Rows(), plan, poll);
    spill_skipped = spilled.skipped_entries;
    stored = std::make_shared<StoredRows>(spilled.rows, plan.buckets, schema, plan.labels);
    stored_counts = CountRows(*stored, false, threads, poll);
  }

  std::unique_ptr<BatchIteration> Iterate(std::uint64_t epoch, std::int64_t first_batch,
                                          const Poll& poll) {
    if (first_batch < 0)
      throw OptionError("first_batch: " + std::to_string(first_batch) + " is negative");
    const std::lock_guard lock(mutex);
    EnginePlan plan;
    plan.schema = schema;
    plan.batch_size = options.batch_size;
    plan.drop_remainder = options.drop_remainder;
    plan.first_batch = options.skip_damaged ? 0 : first_batch;
    plan.threads = threads;
    plan.prefetch = options.prefetch;
    plan.seed = options.seed;
    plan.stream = RandomBits(epoch, kMixStream, 0);
    plan.transform = transform;
    Rows();
    const bool global = options.shuffle == ShuffleMode::kGlobal;
    if (global) Spill(poll);
    plan.skipped_entries = spill_skipped;
    PlannedRows planned{.rows = rows, .all = SelectsAll()};
    planned.counts = [&]() -> const RowCounts& { return CountsLocked(poll); };
    if (global) {
      planned.rows = stored;
      planned.counts = [&]() -> const RowCounts& { return *stored_counts; };
    } else if (HasClassesByTable()) {
      for (const auto& window : windows) planned.labels.push_back(*inputs[window.table].label);
    }
    EpochPlanner(options, Needs(), std::move(planned), schema.row_bytes, epoch).Plan(plan);
    plan.scratches = scratches;
    for (auto& stream : plan.streams) stream.memory = memory;
    auto engine = std::make_unique<Engine>(std::move(plan), poll);
    if (options.skip_damaged)
      for (std::int64_t i = 0; i < first_batch; ++i) engine->Next(poll);
    return engine;
  }

  bool HasClassesByTable() const {
    for (const auto& input : inputs)
      if (!input.label) return false;
    for (const auto& input : inputs)
      if (*input.label != *inputs.front().label) return true;
    return false;
  }

  BatchOptions options;
  const bool balanced;
  std::vector<BatchTable> inputs;
  std::shared_ptr<const std::vector<TableReader>> tables;
  RowSchema schema;
  int threads = 1;
  std::int64_t entries = 0;
  BatchFunction transform;

  const std::shared_ptr<ScratchPool<ReadScratch>> scratches =
      std::make_shared<ScratchPool<ReadScratch>>();
  const std::shared_ptr<PoolMemory> memory = std::make_shared<PoolMemory>();
  std::mutex mutex;  ///< of what is made when it is first needed
  std::vector<Window> windows;
  std::shared_ptr<RowStore> store;
  std::shared_ptr<const TableRows> rows;
  std::optional<RowCounts> counts, stored_counts;
  std::shared_ptr<const StoredRows> stored;
  std::int64_t spill_skipped = 0;

  std::uint64_t epoch = 0;  ///< of the functor
  std::unique_ptr<BatchIteration> iteration;
};

BatchGenerator::BatchGenerator(std::vector<BatchTable> tables, BatchOptions options)
    : impl_(std::make_unique<Impl>(std::move(tables), std::move(options))) {}

BatchGenerator::BatchGenerator(std::shared_ptr<const ColumnSource> source, BatchOptions options)
    : BatchGenerator(std::vector<BatchTable>{{std::move(source)}}, std::move(options)) {}

BatchGenerator::~BatchGenerator() = default;
BatchGenerator::BatchGenerator(BatchGenerator&&) noexcept = default;
BatchGenerator& BatchGenerator::operator=(BatchGenerator&&) noexcept = default;

const BatchOptions& BatchGenerator::Options() const { return impl_->options; }

std::vector<std::string> BatchGenerator::Features() const {
  return impl_->tables->front().Features();
}

const std::vector<std::string>& BatchGenerator::Names(const TensorKey& tensor) const {
  static const std::vector<std::string> none;
  const auto* field = impl_->schema.Find(tensor);
  return field ? field->names : none;
}

std::vector<BatchTensor> BatchGenerator::Tensors() const {
  std::vector<BatchTensor> tensors;
  for (const auto& field : impl_->schema.fields)
    tensors.push_back({.key = field.tensor, .type = field.type, .width = std::ssize(field.names)});
  return tensors;
}

std::int64_t BatchGenerator::NumRows(const Poll& poll) const {
  const auto total = impl_->TotalRows(poll);
  if (impl_->options.world_size == 1) return total;
  return ShareOf(impl_->options, total).rows;
}

std::int64_t BatchGenerator::NumBatches(const Poll& poll) const {
  const auto total = impl_->TotalRows(poll);
  if (impl_->options.world_size > 1) return ShareOf(impl_->options, total).batches;
  const auto size = impl_->options.batch_size;
  return impl_->options.drop_remainder ? total / size : total / size + (total % size > 0);
}

double BatchGenerator::WindowsInPool() const {
  const std::lock_guard lock(impl_->mutex);
  const auto pool = PoolRows(impl_->Needs());
  if (pool >= impl_->entries) return std::numeric_limits<double>::infinity();
  std::int64_t longest = 1;
  impl_->Rows();
  for (const auto& window : impl_->windows) longest = std::max(longest, window.range.size());
  return static_cast<double>(pool) / static_cast<double>(longest);
}

std::map<double, std::int64_t> BatchGenerator::ClassRows(const Poll& poll) const {
  return CountRows(impl_->LabelledRows(), impl_->options.skip_damaged, impl_->threads, poll)
      .classes.total;
}

std::map<double, std::vector<double>> BatchGenerator::StratifiedBorders(
    std::uint64_t seed, const std::vector<double>& fractions, const Poll& poll) const {
  const auto rows = impl_->LabelledRows();
  return batch::StratifiedBorders(rows, seed, fractions, impl_->threads, poll);
}

void BatchGenerator::SetTransform(BatchFunction transform) {
  impl_->transform = std::move(transform);
}

std::unique_ptr<BatchIteration> BatchGenerator::Iterate(std::uint64_t epoch,
                                                        std::int64_t first_batch,
                                                        const Poll& poll) const {
  return impl_->Iterate(epoch, first_batch, poll);
}

Batch BatchGenerator::operator()() {
  if (!impl_->iteration) impl_->iteration = Iterate(impl_->epoch++);
  auto batch = impl_->iteration->Next();
  if (!batch) impl_->iteration.reset();
  return batch;
}

BatchGenerator::Iterator::Iterator(BatchGenerator* generator)
    : generator_(generator), batch_((*generator)()) {}

BatchGenerator::Iterator& BatchGenerator::Iterator::operator++() {
  batch_ = (*generator_)();
  return *this;
}

BatchGenerator::Iterator BatchGenerator::begin() {
  impl_->iteration.reset();
  return Iterator(this);
}

}  // namespace TMVA::inline standalone
