// Events without a missing value, batch by batch.
#include "tmva/data/complete_data_set.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace TMVA::inline standalone {
namespace {

class CompleteStream : public EventStream {
 public:
  explicit CompleteStream(std::unique_ptr<EventStream> stream) : stream_(std::move(stream)) {}

  bool Next(EventBatch& batch) override {
    do {
      if (!stream_->Next(batch)) return false;
      KeepComplete(batch);
    } while (batch.size == 0);
    return true;
  }

 private:
  void KeepComplete(EventBatch& batch) {
    rows_.clear();
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      const auto row = batch.variables.Row(i);
      if (std::none_of(row.begin(), row.end(), [](float x) { return std::isnan(x); }))
        rows_.push_back(i);
    }
    if (rows_.size() == static_cast<std::size_t>(batch.size)) return;
    Pick(batch.variables, variables_);
    Pick(batch.targets, targets_);
    Pick(batch.spectators, spectators_);
    Pick(batch.weights, weights_);
    Pick(batch.classes, classes_);
    Pick(batch.hashes, hashes_);
    batch.size = static_cast<std::int64_t>(rows_.size());
  }
  template <class T>
  void Pick(RTensor<const T>& table, std::vector<T>& picked) {
    if (table.GetRank() != 2) return;
    picked.clear();
    const std::size_t columns = table.GetShape()[1];
    for (const auto i : rows_)
      for (std::size_t k = 0; k < columns; ++k) picked.push_back(table(i, k));
    table = {picked.data(), {rows_.size(), columns}};
  }
  template <class T>
  void Pick(std::span<const T>& values, std::vector<T>& picked) {
    if (values.empty()) return;
    picked.clear();
    for (const auto i : rows_) picked.push_back(values[i]);
    values = picked;
  }

  std::unique_ptr<EventStream> stream_;
  std::vector<std::size_t> rows_;
  std::vector<float> variables_, targets_;
  std::vector<double> spectators_, weights_;
  std::vector<std::uint32_t> classes_;
  std::vector<std::uint64_t> hashes_;
};

class CompleteDataSet : public DataSet {
 public:
  explicit CompleteDataSet(const DataSet& data) : data_(data) {
    for (const auto sample : {Types::kTraining, Types::kTesting}) {
      auto& totals = totals_[sample == Types::kTesting];
      totals.resize(std::max<std::size_t>(data.Info().classes.size(), 1));
      StreamOptions options;
      options.sample = sample;
      ForEach(options, [&](const EventBatch& batch) {
        for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
          auto& total = totals[batch.classes[i]];
          ++total.events;
          total.weights += batch.weights[i];
        }
      });
    }
  }
  const DataSetInfo& Info() const override { return data_.Info(); }
  std::int64_t NumEvents(Types::ETreeType sample) const override {
    std::int64_t events = 0;
    for (const auto& total : Of(sample)) events += total.events;
    return events;
  }
  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override {
    return Of(sample)[cls].events;
  }
  std::int64_t NumEvents(const StreamOptions& options) const override {
    std::int64_t events = 0;
    ForEach(options, [&](const EventBatch& batch) { events += batch.size; });
    return events;
  }
  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override {
    return Of(sample)[cls].weights;
  }
  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override {
    return std::make_unique<CompleteStream>(data_.Stream(options));
  }

 private:
  struct Total {
    std::int64_t events = 0;
    double weights = 0;
  };
  const std::vector<Total>& Of(Types::ETreeType sample) const {
    return totals_[sample == Types::kTesting];
  }

  const DataSet& data_;
  std::vector<Total> totals_[2];  ///< by sample and class
};

}  // namespace

std::unique_ptr<DataSet> MakeCompleteDataSet(const DataSet& data) {
  return std::make_unique<CompleteDataSet>(data);
}

}  // namespace TMVA::inline standalone
