// BatchGenerator: tables of any size become batches of rows, shuffled, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <TMVA/ColumnSource.h>
#include <TMVA/Error.h>
#include <TMVA/RTensor.h>

namespace TMVA::inline standalone {

/// A table that feeds a generator. With a label its rows are of one class, whose number is y.
struct BatchTable {
  std::shared_ptr<const ColumnSource> source;
  std::optional<double> label = {};
  /// Which entries are rows, beside the cut; called by several threads. None: all.
  std::function<bool(std::int64_t entry)> chosen = {};
};

/// How a column of lists becomes `length` features: longer lists are cut, shorter ones filled up.
struct PaddedList {
  std::string column;
  std::int64_t length = 0;
  double fill = 0;
};

/// A part of the rows, drawn row by row: those whose random number in [0, 1), a function of seed,
/// table and entry alone, lies in [begin, end).
struct RowSplit {
  struct Borders {
    double begin = 0, end = 1;
    bool operator==(const Borders&) const = default;
  };
  std::uint64_t seed = 0;
  double begin = 0, end = 1;
  bool outside = false;  ///< those whose number lies outside instead
  /// Of the rows of these labels instead of begin and end; see BatchGenerator::StratifiedBorders().
  std::map<double, Borders> classes = {};
  bool operator==(const RowSplit&) const = default;
};

enum class ShuffleMode : std::uint8_t {
  kNone,       ///< the order of the tables
  kStreaming,  ///< windows of the tables in random order through a pool of rows
  kGlobal      ///< as if all rows were permuted: they are spilled to disk once, in random buckets
};

enum class BalanceMode : std::uint8_t {
  kNone,
  kUndersample,  ///< a random part of each class, as large as the smallest
  kOversample,   ///< rows of smaller classes repeat until all are as large as the largest
  kBatch         ///< as kOversample, and each batch holds the same number of rows of each class
};

struct BatchOptions {
  std::int64_t batch_size = 1024;
  /// Features: columns or expressions. Empty: all columns that nothing else uses.
  std::vector<std::string> columns = {};
  std::vector<std::string> targets = {};
  std::string label = {};                    ///< an expression that gives the class of a row
  std::string weight = {};                   ///< an expression
  std::vector<std::string> spectators = {};  ///< columns or expressions; keep their own type
  std::string cut = {};
  std::vector<PaddedList> lists = {};
  bool mask = false;  ///< with lists: also which of their features are there
  /// Of features, targets and weights: kFloat32 or kFloat64.
  DataType dtype = DataType::kFloat32;
  bool round_integers = false;  ///< those that the dtype cannot hold, instead of an error

  ShuffleMode shuffle = ShuffleMode::kStreaming;
  std::int64_t memory = 100'000'000;  ///< bytes; becomes a number of rows by a formula
  std::int64_t shuffle_rows = 0;      ///< rows that are mixed, instead of what `memory` gives
  std::uint64_t seed = 0;
  std::vector<RowSplit> splits = {};  ///< rows must lie in all of them
  BalanceMode balance = BalanceMode::kNone;
  bool drop_remainder = false;
  std::int64_t rank = 0, world_size = 1;

  int threads = 0;              ///< 0: one per core that the process may use
  int prefetch = 2;             ///< batches that wait for the consumer
  bool cache = false;           ///< keep the rows for later epochs: in memory, or ...
  std::string cache_path = {};  ///< ... in a file of this folder, which also takes spilled rows
  bool skip_damaged = false;    ///< leave damaged rows out, counted, instead of throwing
};

enum class TensorRole : std::uint8_t { kFeatures, kMask, kTargets, kWeights, kSpectator };

/// A tensor of a batch. The name tells spectators apart: a column may be called "x" or "w", too.
struct TensorKey {
  TensorRole role = TensorRole::kFeatures;
  std::string name = {};
  bool operator==(const TensorKey&) const = default;
};

/// Values of a batch: `width` numbers a row, contiguous and aligned to 64 bytes.
struct BatchTensor {
  TensorKey key = {};
  DataType type = DataType::kFloat32;
  std::int64_t width = 0;
  std::byte* data = nullptr;
};

/// Memory of a batch, reused once the last view of it is gone.
struct BatchMemory {
  std::int64_t rows = 0;
  std::vector<BatchTensor> tensors = {};  ///< in the order of BatchGenerator::Tensors()
  std::shared_ptr<std::byte> block = {};  ///< where all tensors lie
};

/// Rows of a table as tensors, which keep the memory alive. False at the end of an epoch.
class Batch {
 public:
  Batch() = default;
  explicit Batch(std::shared_ptr<BatchMemory> memory) : memory_(std::move(memory)) {}
  explicit operator bool() const { return memory_ != nullptr; }
  std::int64_t size() const { return memory_ ? memory_->rows : 0; }

  /// [rows, features], [rows, targets], [rows, 1]; without elements where there is none. DataError
  /// when T is not the type of the tensor.
  template <class T = float>
  RTensor<T> X() const {
    return Get<T>({TensorRole::kFeatures});
  }
  template <class T = float>
  RTensor<T> Y() const {
    return Get<T>({TensorRole::kTargets});
  }
  template <class T = float>
  RTensor<T> Weights() const {
    return Get<T>({TensorRole::kWeights});
  }
  template <class T>
  RTensor<T> Spectator(const std::string& name) const {
    return Get<T>({TensorRole::kSpectator, name});
  }
  template <class T>
  RTensor<T> Get(const TensorKey& key) const;

  const std::shared_ptr<BatchMemory>& memory() const { return memory_; }

 private:
  std::shared_ptr<BatchMemory> memory_;
};

/// What an iteration did so far.
struct BatchStatistics {
  std::int64_t rows = 0, batches = 0;
  std::int64_t skipped_rows = 0;  ///< left out with skip_damaged
  double seconds = 0;             ///< since it began
  double wait_seconds = 0;        ///< that the consumer waited
  std::int64_t pool_rows = 0;     ///< capacity of the shuffle pool
  std::int64_t memory = 0;        ///< bytes of the pool, of batches and of the readers' scratch
};

/// One pass over the rows. Its threads live as long as it does.
class BatchIteration {
 public:
  virtual ~BatchIteration() = default;
  /// The next batch, false at the end. Throws what reading threw, after the batches before it.
  /// `poll` is called about every 50 ms while it waits, and may throw.
  virtual Batch Next(const std::function<void()>& poll = {}) = 0;
  virtual BatchStatistics Statistics() const = 0;
};

/// Called on the features of each batch, [rows, features] of the dtype, by several threads.
using BatchFunction = std::function<void(BatchTensor& x, std::int64_t rows)>;

/// Batches are a function of tables, selection, batch size, rows in the pool, seed, epoch, rank and
/// world size; threads, prefetch and cache change nothing.
///
///   BatchGenerator gen(OpenSource("f.root:tree"), {.columns = {"x", "y*z"}, .targets = {"t"}});
///   while (auto batch = gen()) Train(batch.X(), batch.Y());
class BatchGenerator {
 public:
  /// Compiles all expressions. OptionError or DataError naming the option, column or table.
  BatchGenerator(std::vector<BatchTable> tables, BatchOptions options);
  BatchGenerator(std::shared_ptr<const ColumnSource> source, BatchOptions options);
  ~BatchGenerator();
  BatchGenerator(BatchGenerator&&) noexcept;
  BatchGenerator& operator=(BatchGenerator&&) noexcept;

  const BatchOptions& Options() const;
  /// Columns and expressions of the features: those of the options, or all that nothing else uses.
  std::vector<std::string> Features() const;
  /// Names of the features, targets and spectators as they lie in the tensors.
  const std::vector<std::string>& Names(const TensorKey& tensor) const;
  /// Key, type and width of every tensor of a batch: x, mask, y, w, spectators.
  std::vector<BatchTensor> Tensors() const;
  /// Rows and batches of an epoch of this rank. With a cut, classes or a balance all rows are
  /// looked at once.
  std::int64_t NumRows(const std::function<void()>& poll = {}) const;
  std::int64_t NumBatches(const std::function<void()>& poll = {}) const;
  /// How many of what is stored together (a basket or page of every column) the pool holds: rows of
  /// sorted tables mix well from some on. Infinite when it holds all rows.
  double WindowsInPool() const;
  /// Rows of each class (label), before any balance; needs labels.
  std::map<double, std::int64_t> ClassRows(const std::function<void()>& poll = {}) const;

  /// Borders between 0 and 1 for each class, so that the rows of the class between the i-th and the
  /// next are the given fraction of it, exact up to one row. `fractions` add up to 1.
  std::map<double, std::vector<double>> StratifiedBorders(
      std::uint64_t seed, const std::vector<double>& fractions,
      const std::function<void()>& poll = {}) const;

  void SetTransform(BatchFunction transform);
  /// Begins a pass, or goes on with it at a batch: the same batches as if it had not stopped.
  std::unique_ptr<BatchIteration> Iterate(std::uint64_t epoch = 0, std::int64_t first_batch = 0,
                                          const std::function<void()>& poll = {}) const;

  /// The next batch of the current epoch; false at its end, and then the next call begins another.
  Batch operator()();

  /// Batches of one epoch, the next one each time: for (auto& batch : gen) ...
  class Iterator {
   public:
    explicit Iterator(BatchGenerator* generator);
    Batch& operator*() { return batch_; }
    Iterator& operator++();
    bool operator!=(std::nullptr_t) const { return static_cast<bool>(batch_); }

   private:
    BatchGenerator* generator_;
    Batch batch_;
  };
  Iterator begin();
  static std::nullptr_t end() { return nullptr; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// All rows of some columns or expressions as one tensor [rows, columns], of float or double.
template <class T>
RTensor<T> AsTensor(const std::shared_ptr<const ColumnSource>& source,
                    const std::vector<std::string>& columns = {});
extern template RTensor<float> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                        const std::vector<std::string>&);
extern template RTensor<double> AsTensor(const std::shared_ptr<const ColumnSource>&,
                                         const std::vector<std::string>&);

namespace BatchDetail {
template <class T>
constexpr DataType TypeOf() {
  if constexpr (std::is_same_v<T, float>)
    return DataType::kFloat32;
  else if constexpr (std::is_same_v<T, double>)
    return DataType::kFloat64;
  else if constexpr (std::is_same_v<T, bool>)
    return DataType::kBool;
  else {
    static_assert(std::is_integral_v<T>, "no type of a tensor");
    constexpr bool s = std::is_signed_v<T>;
    switch (sizeof(T)) {
      case 1:
        return s ? DataType::kInt8 : DataType::kUInt8;
      case 2:
        return s ? DataType::kInt16 : DataType::kUInt16;
      case 4:
        return s ? DataType::kInt32 : DataType::kUInt32;
      default:
        return s ? DataType::kInt64 : DataType::kUInt64;
    }
  }
}
}  // namespace BatchDetail

template <class T>
RTensor<T> Batch::Get(const TensorKey& key) const {
  for (std::size_t i = 0; memory_ && i < memory_->tensors.size(); ++i) {
    const auto& tensor = memory_->tensors[i];
    if (!(tensor.key == key)) continue;
    if (tensor.type != BatchDetail::TypeOf<T>())
      throw DataError("batch: the tensor " + key.name + " is of type " + TypeName(tensor.type) +
                      ", not " + TypeName(BatchDetail::TypeOf<T>()));
    return RTensor<T>(
        reinterpret_cast<T*>(tensor.data),
        {static_cast<std::size_t>(memory_->rows), static_cast<std::size_t>(tensor.width)}, memory_);
  }
  return {};
}

}  // namespace TMVA::inline standalone
