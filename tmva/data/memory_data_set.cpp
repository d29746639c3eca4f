// A DataSet whose events lie in memory.
#include <TMVA/DataSet.h>

#include <algorithm>

#include <TMVA/Error.h>
#include <TMVA/Random.h>

#include "tmva/data/event_buffer.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::uint64_t kOrderStream = 0x4f52444552;  // "ORDER"

struct Sample {
  explicit Sample(const DataSetInfo& info, std::int64_t rows) : rows(info, rows), size(rows) {}
  EventBuffer rows;
  std::int64_t size;
};

class MemoryStream : public EventStream {
 public:
  MemoryStream(const DataSetInfo& info, const Sample& sample, std::vector<std::int64_t> order,
               std::int64_t batch_size)
      : sample_(sample), order_(std::move(order)), buffer_(info, batch_size) {}

  bool Next(EventBatch& batch) override {
    std::int64_t n = 0;
    while (n < buffer_.capacity() && at_ < order_.size())
      buffer_.CopyRow(n++, sample_.rows, order_[at_++]);
    if (n == 0) return false;
    batch = buffer_.View(n);
    return true;
  }

 private:
  const Sample& sample_;
  std::vector<std::int64_t> order_;
  std::size_t at_ = 0;
  EventBuffer buffer_;
};

class MemoryDataSet : public DataSet {
 public:
  MemoryDataSet(DataSetInfo info, const MemoryEvents& training, const MemoryEvents& testing)
      : info_(std::move(info)), training_(Take(training, 0)), testing_(Take(testing, 1)) {}

  const DataSetInfo& Info() const override { return info_; }

  std::int64_t NumEvents(Types::ETreeType sample) const override { return Get(sample).size; }

  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override {
    StreamOptions options;
    options.sample = sample;
    options.only_class = static_cast<int>(cls);
    return NumEvents(options);
  }

  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override {
    double sum = 0;
    const auto all = Get(sample).rows.View(Get(sample).size);
    for (std::size_t i = 0; i < all.weights.size(); ++i)
      if (all.classes[i] == cls) sum += all.weights[i];
    return sum;
  }

  std::int64_t NumEvents(const StreamOptions& options) const override {
    return static_cast<std::int64_t>(Order(options).size());
  }

  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override {
    auto order = Order(options);
    if (options.shuffle) {
      Random random(options.seed, RandomBits(options.epoch, kOrderStream, 0));
      random.Shuffle(order);
    }
    if (options.batch_size < 1)
      throw OptionError("batch size " + std::to_string(options.batch_size) + " is not positive");
    const auto rows =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(order.size()), 1, options.batch_size);
    return std::make_unique<MemoryStream>(info_, Get(options.sample), std::move(order), rows);
  }

 private:
  Sample Take(const MemoryEvents& events, std::uint64_t stream) const {
    const auto n = static_cast<std::int64_t>(events.weights.size());
    const auto expect = [&](std::size_t have, std::size_t columns, const char* what) {
      if (have != columns * events.weights.size())
        throw DataError(std::string("events in memory: ") + what + " have " + std::to_string(have) +
                        " values, expected " + std::to_string(columns * events.weights.size()));
    };
    expect(events.variables.size(), info_.variables.size(), "variables");
    expect(events.targets.size(), info_.targets.size(), "targets");
    expect(events.spectators.size(), info_.spectators.size(), "spectators");
    expect(events.classes.size(), 1, "classes");
    Sample sample(info_, n);
    const auto row = [](const auto& values, std::int64_t i, std::size_t columns) {
      return values.data() + static_cast<std::size_t>(i) * columns;
    };
    for (std::int64_t i = 0; i < n; ++i) {
      std::copy_n(row(events.variables, i, info_.variables.size()), info_.variables.size(),
                  sample.rows.variables(i));
      std::copy_n(row(events.targets, i, info_.targets.size()), info_.targets.size(),
                  sample.rows.targets(i));
      std::copy_n(row(events.spectators, i, info_.spectators.size()), info_.spectators.size(),
                  sample.rows.spectators(i));
      sample.rows.weight(i) = events.weights[static_cast<std::size_t>(i)];
      sample.rows.cls(i) = events.classes[static_cast<std::size_t>(i)];
      sample.rows.hash(i) = RandomBits(stream, 0, static_cast<std::uint64_t>(i));
    }
    return sample;
  }

  const Sample& Get(Types::ETreeType sample) const {
    return sample == Types::kTesting ? testing_ : training_;
  }

  std::vector<std::int64_t> Order(const StreamOptions& options) const {
    const auto& sample = Get(options.sample);
    const auto all = sample.rows.View(sample.size);
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < sample.size; ++i) {
      const auto k = static_cast<std::size_t>(i);
      if (options.only_class >= 0 &&
          all.classes[k] != static_cast<std::uint32_t>(options.only_class))
        continue;
      if (options.part != Part::kAll && IsValidation(all.hashes[k], options.validation_fraction) !=
                                            (options.part == Part::kValidation))
        continue;
      order.push_back(i);
    }
    return order;
  }

  DataSetInfo info_;
  Sample training_, testing_;
};

}  // namespace

std::unique_ptr<DataSet> MakeMemoryDataSet(DataSetInfo info, MemoryEvents training,
                                           MemoryEvents testing) {
  return std::make_unique<MemoryDataSet>(std::move(info), training, testing);
}

}  // namespace TMVA::inline standalone
