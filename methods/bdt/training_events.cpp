// Reading, cleaning and normalising the training sample; bags.
#include "methods/bdt/training_events.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace TMVA::inline standalone {
namespace {

void Append(TrainingSample& sample, std::vector<std::vector<float>>& columns, const EventBatch& batch,
            std::int64_t row, std::uint32_t signal_class) {
  const auto i = static_cast<std::size_t>(row);
  for (std::size_t v = 0; v < columns.size(); ++v) columns[v].push_back(batch.variables(i, v));
  sample.weight.push_back(batch.weights[i]);
  const std::uint32_t cls = batch.classes.empty() ? 0 : batch.classes[i];
  sample.event_class.push_back(cls);
  sample.is_signal.push_back(cls == signal_class ? 1 : 0);
  if (batch.targets.GetRank() == 2 && batch.targets.GetShape()[1] > 0)
    sample.target.push_back(batch.targets(i, std::size_t{0}));
  ++sample.num_events;
}

void Finish(TrainingSample& sample, std::vector<std::vector<float>>& columns, const DataSetInfo& info) {
  sample.num_variables = columns.size();
  sample.columns.reserve(sample.num_variables * sample.num_events);
  for (auto& column : columns) {
    sample.columns.insert(sample.columns.end(), column.begin(), column.end());
    column = {};
  }
  for (const auto& variable : info.variables) sample.is_integer.push_back(variable.type == 'I');
}

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
  if (expected >= std::numeric_limits<std::uint32_t>::max())
    throw DataError("BDT: more than 2^32 - 2 training events are not supported");
  std::vector<std::vector<float>> fit(info.variables.size()), validation(info.variables.size());
  const auto signal = static_cast<std::uint32_t>(info.SignalClass());
  const bool ignore_negative = options.negative_weights == "IgnoreNegWeightsInTraining";
  const std::int64_t step = ValidationStep(options);
  std::int64_t number = 0, ignored = 0;
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::int64_t i = 0; i < batch.size; ++i) {
      const double weight = batch.weights[static_cast<std::size_t>(i)];
      if (weight == 0) continue;
      if (weight < 0) events.has_negative_weights = true;
      if (weight < 0 && ignore_negative && ++ignored) continue;
      const bool aside = step > 0 && number++ % step == 0;
      Append(aside ? events.validation : events.fit, aside ? validation : fit, batch, i, signal);
    }
  });
  if (ignored > 0)
    log.Warning(std::to_string(ignored) + " training events of negative weight are ignored");
  else if (events.has_negative_weights && options.Is("Grad"))
    log.Warning("training events of negative weight enter gradient boosting as they are; "
                "NegWeightTreatment=IgnoreNegWeightsInTraining leaves them out");
  Finish(events.fit, fit, info);
  Finish(events.validation, validation, info);
  if (events.fit.num_events == 0)
    throw DataError("BDT, data set '" + info.name + "': no training events of non-zero weight");
  if (info.analysis == Types::kRegression) {
    if (events.fit.target.size() != events.fit.num_events)
      throw DataError("BDT, data set '" + info.name + "': the training events have no target");
    if (events.fit.is_signal.front() == 0)  // regression events count as signal: purity 1
      std::fill(events.fit.is_signal.begin(), events.fit.is_signal.end(), 1);
  } else {
    Normalise(events.fit, options, info, log);
  }
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
