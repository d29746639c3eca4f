// DataSet: the one thing a method trains on - events that stream by in batches.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include <TMVA/DataSetInfo.h>
#include <TMVA/RTensor.h>
#include <TMVA/Types.h>

namespace TMVA::inline standalone {

/// Some events. The memory belongs to the stream and is reused by the next batch.
struct EventBatch {
  std::int64_t size = 0;
  RTensor<const float> variables;          ///< [size, variables], row-major
  RTensor<const float> targets;            ///< [size, targets]
  RTensor<const double> spectators;        ///< [size, spectators]
  std::span<const double> weights;         ///< after NormMode's factor for training events
  std::span<const std::uint32_t> classes;  ///< class numbers
  std::span<const std::uint64_t> hashes;   ///< function of (split seed, class, tree, entry) alone
};

/// Which part of the training events: all, or those (not) set aside for validation. An event is set
/// aside by its hash, so the choice is random by event and the same in every pass.
enum class Part : std::uint8_t { kAll, kFit, kValidation };

struct StreamOptions {
  Types::ETreeType sample = Types::kTraining;
  Part part = Part::kAll;
  double validation_fraction = 0;  ///< for kFit and kValidation
  std::int64_t batch_size = 4096;
  bool shuffle = false;     ///< else: class after class, tree after tree, entry after entry
  std::uint64_t seed = 0;   ///< of the shuffled order
  std::uint64_t epoch = 0;  ///< another order for each
  int only_class = -1;      ///< class number, or -1 for all
  std::size_t shuffle_memory = std::size_t{64} << 20;  ///< bytes that the shuffle may use
};

/// One pass over some events.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// The next batch (full but for the last one), or false at the end.
  virtual bool Next(EventBatch& batch) = 0;
};

/// Events with their split into training and test sample. Immutable and thread-safe.
class DataSet {
 public:
  virtual ~DataSet() = default;
  virtual const DataSetInfo& Info() const = 0;
  /// kTraining or kTesting.
  virtual std::int64_t NumEvents(Types::ETreeType sample) const = 0;
  virtual std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const = 0;
  /// Sum of the weights as the stream delivers them.
  virtual double SumOfWeights(Types::ETreeType sample, std::size_t cls) const = 0;
  /// Exact number of events of a part.
  virtual std::int64_t NumEvents(const StreamOptions& options) const = 0;
  virtual std::unique_ptr<EventStream> Stream(const StreamOptions& options) const = 0;

  /// Calls `use` for every batch of one pass.
  void ForEach(const StreamOptions& options,
               const std::function<void(const EventBatch&)>& use) const;
};

/// Events in memory, for tests and small inputs: row-major matrices, one row an event.
struct MemoryEvents {
  std::vector<float> variables, targets;
  std::vector<double> spectators, weights;
  std::vector<std::uint32_t> classes;
};
std::unique_ptr<DataSet> MakeMemoryDataSet(DataSetInfo info, MemoryEvents training,
                                           MemoryEvents testing);

/// True when the event with that hash is in the validation part.
bool IsValidation(std::uint64_t hash, double validation_fraction);

}  // namespace TMVA::inline standalone
