// A DataSet whose events pass through transformations on their way.
#include <algorithm>
#include <string>
#include <utility>

#include <TMVA/Error.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {
namespace {

template <class T>
void CopyInto(std::vector<T>& buffer, const RTensor<const T>& from, std::size_t count) {
  buffer.resize(count);
  if (count > 0) std::copy_n(from.GetData(), count, buffer.data());
}

class TransformedStream final : public EventStream {
 public:
  TransformedStream(std::unique_ptr<EventStream> events, const TransformationChain& chain,
                    std::size_t elements, const DataSetInfo& info)
      : events_(std::move(events)), chain_(chain), elements_(elements), info_(info) {}

  bool Next(EventBatch& batch) override {
    if (!events_->Next(batch)) return false;
    const auto rows = static_cast<std::size_t>(batch.size);
    CopyInto(variables_, batch.variables, rows * info_.variables.size());
    CopyInto(targets_, batch.targets, rows * info_.targets.size());
    CopyInto(spectators_, batch.spectators, rows * info_.spectators.size());
    TransformRows view{batch.size, variables_, targets_, spectators_};
    for (std::size_t i = 0; i < elements_; ++i) chain_[i].Apply(view, chain_[i].reference_class);
    batch.variables = RTensor<const float>(variables_.data(), {rows, info_.variables.size()});
    batch.targets = RTensor<const float>(targets_.data(), {rows, info_.targets.size()});
    batch.spectators = RTensor<const double>(spectators_.data(), {rows, info_.spectators.size()});
    return true;
  }

 private:
  std::unique_ptr<EventStream> events_;
  const TransformationChain& chain_;
  std::size_t elements_;
  const DataSetInfo& info_;
  std::vector<float> variables_, targets_;
  std::vector<double> spectators_;
};

class TransformedDataSet final : public DataSet {
 public:
  TransformedDataSet(const DataSet& data, const TransformationChain& chain, std::size_t elements)
      : data_(data), chain_(chain), elements_(elements) {}
  const DataSetInfo& Info() const override { return data_.Info(); }
  std::int64_t NumEvents(Types::ETreeType sample) const override { return data_.NumEvents(sample); }
  std::int64_t NumEvents(Types::ETreeType sample, std::size_t cls) const override {
    return data_.NumEvents(sample, cls);
  }
  double SumOfWeights(Types::ETreeType sample, std::size_t cls) const override {
    return data_.SumOfWeights(sample, cls);
  }
  std::int64_t NumEvents(const StreamOptions& options) const override {
    return data_.NumEvents(options);
  }
  std::unique_ptr<EventStream> Stream(const StreamOptions& options) const override {
    if (elements_ == 0) return data_.Stream(options);
    return std::make_unique<TransformedStream>(data_.Stream(options), chain_, elements_,
                                               data_.Info());
  }

 private:
  const DataSet& data_;
  const TransformationChain& chain_;
  std::size_t elements_;
};

}  // namespace

std::unique_ptr<DataSet> MakeTransformedDataSet(const DataSet& data,
                                                const TransformationChain& chain, int elements) {
  const std::size_t count = elements < 0 ? chain.Size() : static_cast<std::size_t>(elements);
  if (count > chain.Size())
    throw ModelError("transformations: " + std::to_string(count) + " of only " +
                     std::to_string(chain.Size()) + " were asked for");
  return std::make_unique<TransformedDataSet>(data, chain, count);
}

}  // namespace TMVA::inline standalone
