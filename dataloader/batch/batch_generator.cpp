// BatchGenerator: from options to the plan of an epoch.
#include <TMVA/BatchGenerator.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "dataloader/batch/engine.h"
#include "dataloader/batch/parallel.h"
#include "dataloader/batch/pool_size.h"
#include "dataloader/batch/row_count.h"
#include "dataloader/batch/spill.h"
#include "dataloader/batch/stratify.h"
#include "dataloader/source/cores.h"

namespace TMVA::inline standalone {

using namespace batch;

namespace {

using Poll = std::function<void()>;

constexpr std::uint64_t kOrderStream = 0x4f52444552;  // "ORDER"
constexpr std::uint64_t kMixStream = 0x4d4958;        // "MIX"
constexpr std::int64_t kShortestWindow = 2048;
constexpr std::int64_t kWindowsInPool = 32;

void CheckOptions(const BatchOptions& options, std::size_t tables) {
  const auto fail = [](const std::string& what) { throw OptionError(what); };
  const auto at_least = [&](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least)
      fail(std::string(name) + ": " + std::to_string(value) + " is given, expected at least " +
           std::to_string(least));
  };
  if (tables == 0) fail("source: no table is given");
  at_least("batch_size", options.batch_size, 1);
  at_least("memory", options.memory, 1);
  at_least("shuffle_rows", options.shuffle_rows, 0);
  at_least("threads", options.threads, 0);
  at_least("prefetch", options.prefetch, 0);
  at_least("world_size", options.world_size, 1);
  if (options.rank < 0 || options.rank >= options.world_size)
    fail("rank: " + std::to_string(options.rank) + " is given, expected 0 to world_size - 1 = " +
         std::to_string(options.world_size - 1));
  if (options.dtype != DataType::kFloat32 && options.dtype != DataType::kFloat64)
    fail("dtype: " + std::string(TypeName(options.dtype)) + " is given, expected float32 or float64");
  for (const auto& split : options.splits)
    if (!(split.begin >= 0 && split.begin <= split.end && split.end <= 1))
      fail("split: its borders must ascend within 0 and 1");
  if (options.mask && options.lists.empty())
    fail("mask: it tells which values of lists are there; there are no lists: give vectors");
  if (options.balance == BalanceMode::kBatch && options.shuffle == ShuffleMode::kGlobal)
    fail("balance: \"batch\" has a shuffle of its own; take shuffle=True");
}

/// What all tables agree on.
RowSchema MakeSchema(const std::vector<TableReader>& tables, bool with_class) {
  RowSchema schema;
  schema.fields = tables.front().Fields();
  for (const auto& table : tables) {
    const auto theirs = table.Fields();
    for (std::size_t i = 0; i < std::max(theirs.size(), schema.fields.size()); ++i) {
      const bool same = i < theirs.size() && i < schema.fields.size() &&
                        theirs[i].names == schema.fields[i].names;
      if (!same)
        throw DataError("columns: " + table.Source().Description() + " does not give the columns of " +
                        tables.front().Source().Description() + "; name those that are wanted");
      if (theirs[i].type != schema.fields[i].type)
        throw DataError("spectators: '" + theirs[i].tensor.name + "' is of type " +
                        TypeName(theirs[i].type) + " in " + table.Source().Description() + ", but " +
                        TypeName(schema.fields[i].type) + " in " +
                        tables.front().Source().Description());
    }
  }
  for (std::size_t i = 0; i < schema.fields.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (schema.fields[i].tensor == schema.fields[k].tensor)
        throw OptionError("spectators: the name '" + schema.fields[i].tensor.name + "' is taken twice");
  schema.Place(with_class);
  return schema;
}

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

  PoolNeeds Needs(std::int64_t streams) const {
    constexpr std::int64_t kSlots = 3 * sizeof(Slot);  // in the lists of the pool
    PoolNeeds needs{.memory = options.memory,
                    .shuffle_rows = options.shuffle_rows,
                    .row_bytes = static_cast<std::int64_t>(schema.row_bytes) + kSlots,
                    .batch_rows = options.batch_size,
                    .total_rows = entries,
                    .streams = streams};
    for (const auto& field : schema.fields)
      needs.batch_bytes += static_cast<std::int64_t>(field.bytes()) * options.batch_size;
    return needs;
  }

  /// Cuts the tables into windows. Lazily: it looks at where baskets and pages begin.
  const WindowRows& Rows() {
    if (rows) return *rows;
    const auto wanted = std::max(SizePool(Needs(1)).rows / kWindowsInPool, kShortestWindow);
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
                                       SizePool(Needs(1)).scratch_bytes / threads, store);
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

  /// Rows of every class after balancing.
  std::int64_t BalancedRows(const ClassCounts& classes) const {
    std::int64_t least = INT64_MAX, most = 0;
    for (const auto& [label, count] : classes.total) {
      least = std::min(least, count);
      most = std::max(most, count);
    }
    if (classes.total.size() < 2)
      throw DataError("balance: there is only one class among the rows, expected two or more");
    return options.balance == BalanceMode::kUndersample ? least : most;
  }

  /// Rows of an epoch of all ranks.
  std::int64_t TotalRows(const Poll& poll) {
    if (!balanced) {
      bool all = true;
      for (const auto& table : *tables) all = all && table.SelectsAll();
      return all ? entries : Counts(poll).total;
    }
    const auto& classes = Counts(poll).classes;
    return BalancedRows(classes) * std::ssize(classes.total);
  }

  struct Share {
    std::int64_t begin = 0, end = 0;
    std::int64_t batches = 0;
  };
  /// What of `total` rows belongs to our rank.
  Share ShareOf(std::int64_t total) const {
    const auto world = options.world_size;
    if (total < world)
      throw DataError("world_size: there are fewer rows (" + std::to_string(total) + ") than ranks (" +
                      std::to_string(world) + ")");
    // Without an overflow for any number of rows.
    const auto border = [&](std::int64_t rank) {
      return total / world * rank + std::min(rank, total % world);
    };
    const auto least = total / world, most = least + (total % world > 0);
    return {border(options.rank), border(options.rank + 1),
            options.drop_remainder ? least / options.batch_size
                                   : (most + options.batch_size - 1) / options.batch_size};
  }

  std::string SpillFolder() const {
    if (!options.cache_path.empty()) return options.cache_path;
    return options.cache ? "" : std::filesystem::temp_directory_path().string();
  }

  /// The rows in random buckets; done once.
  void Spill(const Poll& poll) {
    if (stored) return;
    const auto pool = SizePool(Needs(1)).rows;
    const auto total = balanced ? CountsLocked(poll).total : entries;
    constexpr std::int64_t kBucketsInPool = 8;
    SpillPlan plan{.schema = schema, .folder = SpillFolder(), .seed = options.seed,
                   .threads = threads, .skip_damaged = options.skip_damaged};
    plan.buckets = static_cast<std::size_t>(total * kBucketsInPool / std::max<std::int64_t>(pool, 1) + 1);
    plan.buffer_bytes = options.memory / 4;
    if (balanced)
      for (const auto& [label, count] : CountsLocked(poll).classes.total) plan.labels.push_back(label);
    stored = std::make_shared<StoredRows>(SpillRows(Rows(), plan, poll), plan.buckets, schema,
                                          plan.labels);
    stored_counts = CountRows(*stored, false, threads, poll);
  }

  /// Pool and visits of one stream. `sizes` are the rows of all windows, or their limits.
  void PlanStream(StreamPlan& plan, const PoolNeeds& needs, std::span<const std::int64_t> sizes,
                  std::uint64_t epoch) const {
    std::vector<std::uint32_t> order;
    if (plan.shuffle) {
      order = SpreadOrder(sizes, options.seed, epoch);
    } else {
      for (std::size_t i = 0; i < sizes.size(); ++i) order.push_back(static_cast<std::uint32_t>(i));
    }
    std::int64_t longest = 1;
    for (const auto window : order) {
      plan.visits.push_back({window, 0, INT64_MAX});
      longest = std::max(longest, plan.rows->RowLimit(window));
    }
    const auto pool = SizePool(needs);
    plan.pool_rows = pool.rows;
    if (needs.shuffle_rows > 0)
      plan.pool_rows = std::min(std::max(pool.rows, longest + needs.batch_rows),
                                std::max<std::int64_t>(needs.total_rows, 1));
    CheckPool(needs, {plan.pool_rows, pool.scratch_bytes}, longest);
    // Room for the window that is read while rows of others leave.
    const auto reserve = std::max(longest + longest / 4, plan.pool_rows / 8);
    plan.threshold = std::max<std::int64_t>(plan.pool_rows - reserve, 1);
    if (plan.pool_rows >= needs.total_rows) plan.threshold = plan.pool_rows;
    const bool starts_early =
        longest <= plan.pool_rows / 16 && plan.pool_rows < needs.total_rows;
    plan.first_threshold = starts_early ? plan.pool_rows / 2 : plan.threshold;
  }

  /// Leaves of the visits what lies in [begin, end) of their rows, one after the other.
  static void KeepShare(std::vector<Visit>& visits, std::span<const std::int64_t> rows,
                        std::int64_t begin, std::int64_t end) {
    std::vector<Visit> kept;
    std::int64_t at = 0;
    for (const auto& visit : visits) {
      const auto size = rows[visit.window];
      const auto from = std::max<std::int64_t>(begin - at, 0), to = std::min(end - at, size);
      if (from < to) kept.push_back({visit.window, from, to});
      at += size;
    }
    visits = std::move(kept);
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
    const auto limits = Limits(global ? static_cast<const WindowRows&>(*stored) : *rows);
    StreamPlan stream{.shuffle = options.shuffle != ShuffleMode::kNone,
                      .row_bytes = schema.row_bytes,
                      .seed = options.seed,
                      .stream = RandomBits(epoch, kOrderStream, 0),
                      .skip_damaged = options.skip_damaged};
    stream.rows = global ? std::static_pointer_cast<const WindowRows>(stored) : rows;
    if (!balanced) {
      PlanStream(stream, Needs(1), limits, epoch);
      const bool counted = global || options.world_size > 1;
      if (counted) {
        const auto& known = global ? *stored_counts : CountsLocked(poll);
        const auto share = ShareOf(known.total);
        KeepShare(stream.visits, known.windows, share.begin, share.end);
        plan.rows = share.end - share.begin;
        plan.batches = share.batches;
      }
      plan.streams.push_back(std::move(stream));
    } else {
      PlanBalanced(plan, stream, limits, epoch, global ? *stored_counts : CountsLocked(poll));
    }
    auto engine = std::make_unique<Engine>(std::move(plan), poll);
    if (options.skip_damaged)
      for (std::int64_t i = 0; i < first_batch; ++i) engine->Next(poll);
    return engine;
  }

  void PlanBalanced(EnginePlan& plan, const StreamPlan& base, std::span<const std::int64_t> limits,
                    std::uint64_t epoch, const RowCounts& known) const {
    const auto& classes = known.classes;
    const auto wanted = BalancedRows(classes);
    const auto n = std::ssize(classes.total);
    const auto copies = std::make_shared<const RowCopies>(classes, wanted, options.seed, epoch);
    const bool apart = options.balance == BalanceMode::kBatch;
    const auto share = ShareOf(apart ? wanted : wanted * n);
    plan.rows = share.end - share.begin;
    plan.batches = share.batches;
    std::uint64_t number = 0;
    const auto add = [&](std::optional<double> label, const std::vector<std::int64_t>& sizes) {
      auto stream = base;
      stream.copies = copies;
      stream.only = label;
      stream.stream = RandomBits(epoch, kOrderStream, number++);
      PlanStream(stream, Needs(apart ? n : 1), limits, epoch);
      KeepShare(stream.visits, sizes, share.begin, share.end);
      plan.streams.push_back(std::move(stream));
    };
    if (!apart) {
      std::vector<std::int64_t> sizes;
      for (std::size_t i = 0; i < limits.size(); ++i) sizes.push_back(copies->RowsOf(i));
      add(std::nullopt, sizes);
      return;
    }
    *plan.rows *= n;
    plan.batches = options.drop_remainder
                       ? *plan.rows / options.batch_size
                       : (*plan.rows + options.batch_size - 1) / options.batch_size;
    for (const auto& [label, count] : classes.total) {
      std::vector<std::int64_t> sizes;
      for (std::size_t i = 0; i < limits.size(); ++i) sizes.push_back(copies->RowsOf(i, label));
      add(label, sizes);
      const auto weight = classes.weight.find(label);
      if (weight == classes.weight.end()) continue;
      if (!(weight->second > 0))
        throw DataError("balance: the weights of class " + std::to_string(label) + " add up to " +
                        std::to_string(weight->second) + ", expected more than 0");
      plan.weights.push_back(static_cast<double>(count) / weight->second);
    }
  }

  static std::vector<std::int64_t> Limits(const WindowRows& rows) {
    std::vector<std::int64_t> limits;
    for (std::size_t i = 0; i < rows.NumWindows(); ++i) limits.push_back(rows.RowLimit(i));
    return limits;
  }

  BatchOptions options;
  const bool balanced;
  std::vector<BatchTable> inputs;
  std::shared_ptr<const std::vector<TableReader>> tables;
  RowSchema schema;
  int threads = 1;
  std::int64_t entries = 0;
  BatchFunction transform;

  std::mutex mutex;  ///< of what is made when it is first needed
  std::vector<Window> windows;
  std::shared_ptr<RowStore> store;
  std::shared_ptr<const TableRows> rows;
  std::optional<RowCounts> counts, stored_counts;
  std::shared_ptr<const StoredRows> stored;

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
  const auto share = impl_->ShareOf(total);
  return share.end - share.begin;
}

std::int64_t BatchGenerator::NumBatches(const Poll& poll) const {
  const auto total = impl_->TotalRows(poll);
  if (impl_->options.world_size > 1) return impl_->ShareOf(total).batches;
  const auto size = impl_->options.batch_size;
  return impl_->options.drop_remainder ? total / size : total / size + (total % size > 0);
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

std::unique_ptr<BatchIteration> BatchGenerator::Iterate(std::uint64_t epoch, std::int64_t first_batch,
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

template <class T>
RTensor<T> AsTensor(const std::shared_ptr<const ColumnSource>& source,
                    const std::vector<std::string>& columns) {
  BatchOptions options;
  options.columns = columns;
  options.dtype = BatchDetail::TypeOf<T>();
  TableReader reader({source}, 0, options, false);
  RowSchema schema{reader.Fields()};
  schema.Place(false);
  reader.SetSchema(schema);
  const auto entries = source->NumEntries();
  constexpr std::int64_t kWindow = std::int64_t{1} << 18;
  constexpr std::int64_t kScratch = std::int64_t{1} << 24;
  const auto windows = CutAtPieces(reader.PieceStarts(), entries, kWindow);
  std::int64_t longest = 1;
  for (const auto& window : windows) longest = std::max(longest, window.size());
  const auto groups = reader.MakeGroups(longest, kScratch);
  const auto width = schema.fields.front().names.size();
  RTensor<T> tensor({static_cast<std::size_t>(entries), width});
  std::vector<Slot> slots(static_cast<std::size_t>(longest));
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<Slot>(i);
  const int threads = AvailableCores();
  std::vector<ReadScratch> scratch(static_cast<std::size_t>(threads));
  ParallelFor(windows.size() * groups.size(), threads, [&](std::size_t i, std::size_t thread) {
    const auto& window = windows[i / groups.size()];
    auto* first = tensor.GetData() + static_cast<std::size_t>(window.begin) * width;
    reader.Fill(groups[i % groups.size()], window, {},
                {slots.data(), static_cast<std::size_t>(window.size())},
                reinterpret_cast<std::byte*>(first), width * sizeof(T), scratch[thread]);
  });
  return tensor;
}

template RTensor<float> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                 const std::vector<std::string>&);
template RTensor<double> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                  const std::vector<std::string>&);

}  // namespace TMVA::inline standalone
