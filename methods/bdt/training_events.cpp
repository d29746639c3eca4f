// Reading, cleaning and normalising the training sample; bags.
#include "methods/bdt/training_events.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace TMVA::inline standalone {
namespace {

/// Fills a sample event by event. Its columns are made once, for `capacity` events.
class SampleFiller {
 public:
  SampleFiller(TrainingSample& sample, const DataSetInfo& info, std::size_t capacity)
      : sample_(sample), capacity_(capacity), signal_(static_cast<std::uint32_t>(info.SignalClass())) {
    sample.num_variables = info.variables.size();
    sample.columns.resize(sample.num_variables * capacity);
    sample.weight.reserve(capacity);
    sample.event_class.reserve(capacity);
    sample.is_signal.reserve(capacity);
    for (const auto& variable : info.variables) sample.is_integer.push_back(variable.type == 'I');
  }

  void Append(const EventBatch& batch, std::size_t row) {
    const std::size_t at = sample_.num_events++;
    if (at >= capacity_) throw DataError("BDT: the data set delivers more events than it announced");
    for (std::size_t v = 0; v < sample_.num_variables; ++v)
      sample_.columns[v * capacity_ + at] = batch.variables(row, v);
    sample_.weight.push_back(batch.weights[row]);
    const std::uint32_t cls = batch.classes.empty() ? 0 : batch.classes[row];
    sample_.event_class.push_back(cls);
    sample_.is_signal.push_back(cls == signal_ ? 1 : 0);
    if (batch.targets.GetRank() == 2 && batch.targets.GetShape()[1] > 0)
      sample_.target.push_back(batch.targets(row, std::size_t{0}));
  }

  /// Closes the gaps that events left out leave between the columns.
  void Finish() {
    const auto n = static_cast<std::ptrdiff_t>(sample_.num_events);
    if (sample_.num_events == capacity_) return;
    const auto begin = sample_.columns.begin();
    for (std::size_t v = 1; v < sample_.num_variables; ++v)
      std::copy_n(begin + static_cast<std::ptrdiff_t>(v * capacity_), n,
                  begin + static_cast<std::ptrdiff_t>(v) * n);
    sample_.columns.resize(sample_.num_variables * sample_.num_events);
    sample_.columns.shrink_to_fit();
  }

 private:
  TrainingSample& sample_;
  std::size_t capacity_;
  std::uint32_t signal_;
};

/// TMVA's initial boost weights: signal and the rest get sums of weights in the ratio
/// SigToBkgFraction, all together the number of events.
void Normalise(TrainingSample& sample, const BdtOptions& options, const DataSetInfo& info,
               const Log& log) {
  double sums[2] = {0, 0};
  for (std::size_t i = 0; i < sample.num_events; ++i) sums[sample.is_signal[i]] += sample.weight[i];
  const std::string where = "BDT, data set '" + info.name + "': ";
  if (!(sums[1] > 0)) throw DataError(where + "the sum of the weights of the signal training events is not positive");
  if (!(sums[0] > 0)) throw DataError(where + "the sum of the weights of the background training events is not positive");
  if (options.skip_normalization) return;
  const double n = static_cast<double>(sample.num_events), f = options.signal_to_background;
  const double factor[2] = {n / ((1 + f) * sums[0]), n * f / ((1 + f) * sums[1])};
  for (std::size_t i = 0; i < sample.num_events; ++i) sample.weight[i] *= factor[sample.is_signal[i]];
  log.Verbose("signal weights are scaled by " + std::to_string(factor[1]) +
              ", background weights by " + std::to_string(factor[0]));
}

/// Takes out the events that the preselection decides on.
void RemoveDecided(TrainingSample& sample, const Preselection& preselection) {
  std::vector<float> row(sample.num_variables);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < sample.num_events; ++i) {
    for (std::size_t v = 0; v < row.size(); ++v) row[v] = sample.Value(v, i);
    if (preselection.Decide(row.data()) == 0) kept.push_back(i);
  }
  std::size_t to = 0;
  for (std::size_t v = 0; v < sample.num_variables; ++v)
    for (const auto i : kept) sample.columns[to++] = sample.columns[v * sample.num_events + i];
  sample.columns.resize(to);
  const auto pick = [&](auto& values) {
    for (std::size_t k = 0; k < kept.size(); ++k) values[k] = values[kept[k]];
    values.resize(kept.size());
  };
  pick(sample.weight);
  pick(sample.event_class);
  pick(sample.is_signal);
  if (!sample.target.empty()) pick(sample.target);
  sample.num_events = kept.size();
}

void CheckAndNormalise(TrainingSample& sample, const BdtOptions& options, const DataSetInfo& info,
                       const Log& log) {
  if (sample.num_events == 0)
    throw DataError("BDT, data set '" + info.name + "': no training events of non-zero weight");
  if (info.analysis != Types::kRegression) {
    Normalise(sample, options, info, log);
    return;
  }
  if (sample.target.size() != sample.num_events)
    throw DataError("BDT, data set '" + info.name + "': the training events have no target");
  // Regression events count as signal: purity 1.
  std::fill(sample.is_signal.begin(), sample.is_signal.end(), std::uint8_t{1});
}

/// Every so many events one is set aside for automatic pruning; 0: none.
std::int64_t ValidationStep(const BdtOptions& options) {
  if (options.prune_method != "CostComplexity" || options.prune_strength >= 0) return 0;
  if (!(options.prune_validation_fraction > 0)) return 0;
  return std::max<std::int64_t>(1, std::llround(1 / options.prune_validation_fraction));
}

}  // namespace

TrainingEvents ReadTrainingEvents(const DataSet& data, const BdtOptions& options, const Log& log) {
  const DataSetInfo& info = data.Info();
  TrainingEvents events;
  const auto expected = data.NumEvents(Types::kTraining);
  if (expected < 0 || expected >= std::numeric_limits<std::uint32_t>::max())
    throw DataError("BDT: more than 2^32 - 2 training events are not supported");
  const std::int64_t step = ValidationStep(options);
  const auto capacity = static_cast<std::size_t>(expected);
  SampleFiller fit(events.fit, info, capacity);
  SampleFiller validation(events.validation, info, step > 0 ? capacity / static_cast<std::size_t>(step) + 1 : 0);
  const bool ignore_negative = options.negative_weights == "IgnoreNegWeightsInTraining";
  std::int64_t number = 0, ignored = 0;
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      const double weight = batch.weights[i];
      if (weight == 0) continue;
      if (weight < 0) events.has_negative_weights = true;
      if (weight < 0 && ignore_negative && ++ignored) continue;
      const bool aside = step > 0 && number++ % step == 0;
      (aside ? validation : fit).Append(batch, i);
    }
  });
  fit.Finish();
  validation.Finish();
  if (ignored > 0)
    log.Warning(std::to_string(ignored) + " training events of negative weight are ignored");
  else if (events.has_negative_weights && options.Is("Grad"))
    log.Warning("training events of negative weight enter gradient boosting as they are; "
                "NegWeightTreatment=IgnoreNegWeightsInTraining leaves them out");
  if (options.preselection && info.analysis == Types::kClassification) {
    events.preselection = Preselection::Find(events.fit);
    if (!events.preselection.Empty()) {
      RemoveDecided(events.fit, events.preselection);
      RemoveDecided(events.validation, events.preselection);
    }
  }
  CheckAndNormalise(events.fit, options, info, log);
  return events;
}

EventList AllEvents(const TrainingSample& sample) {
  EventList events(sample.num_events);
  std::iota(events.begin(), events.end(), 0U);
  return events;
}

EventList DrawBag(std::size_t num_events, double fraction, std::size_t tree) {
  constexpr std::uint64_t kBagStream = 1;
  Random random(100 * tree + 1234, kBagStream);
  EventList bag;
  bag.reserve(static_cast<std::size_t>(1.1 * fraction * static_cast<double>(num_events)) + 16);
  for (std::size_t i = 0; i < num_events; ++i)
    for (auto n = random.Poisson(fraction); n > 0; --n) bag.push_back(static_cast<std::uint32_t>(i));
  return bag;
}

}  // namespace TMVA::inline standalone
