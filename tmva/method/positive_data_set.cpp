// Negative weights set to zero, batch by batch.
#include "tmva/method/positive_data_set.h"

#include <algorithm>
#include <vector>

namespace TMVA::inline standalone {
namespace {

class PositiveStream : public EventStream {
 public:
  explicit PositiveStream(std::unique_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  bool Next(EventBatch& batch) override {
    if (!stream_->Next(batch)) return false;
    weights_.assign(batch.weights.begin(), batch.weights.end());
    for (auto& w : weights_) w = std::max(w, 0.0);
    batch.weights = weights_;
    return true;
  }

 private:
  std::unique_ptr<EventStream> stream_;
  std::vector<double> weights_;
};

class PositiveDataSet : public DataSet {
 public:
  explicit PositiveDataSet(const DataSet& data)
      : data_(data), sums_(data.Info().classes.size(), 0.0) {
    ForEach({}, [this](const EventBatch& batch) {
      for (std::size_t i = 0; i < batch.weights.size(); ++i)
        sums_[batch.classes[i]] += batch.weights[i];
    });
  }
  const DataSetInfo& Info() const override { return data_.Info(); }
  std::int64_t NumEvents(Types::ETreeType sample) const override { return data_.NumEvents(sample); }
  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override {
    return data_.NumEvents(sample, cls);
  }
  std::int64_t NumEvents(const StreamOptions& options) const override {
    return data_.NumEvents(options);
  }
  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override {
    return sample == Types::kTesting ? data_.SumOfWeights(sample, cls) : sums_[cls];
  }
  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override {
    auto stream = data_.Stream(options);
    if (options.sample == Types::kTesting) return stream;
    return std::make_unique<PositiveStream>(std::move(stream));
  }

 private:
  const DataSet& data_;
  std::vector<double> sums_;
};

}  // namespace

std::unique_ptr<DataSet> MakePositiveDataSet(const DataSet& data) {
  return std::make_unique<PositiveDataSet>(data);
}

}  // namespace TMVA::inline standalone
