// Reading, cleaning and normalising the training sample; bags.
#include "methods/bdt/training_events.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "methods/bdt/negative_weights.h"
#include "tmva/method/free_memory.h"
#include "tmva/threads/workers.h"
#include "tmva/trees/packed_forest.h"

namespace TMVA::inline standalone {
namespace {

/// Fills a sample event by event. Its memory is taken once, for `capacity` events.
class SampleFiller {
 public:
  SampleFiller(TrainingSample& sample, const DataSetInfo& info, std::size_t capacity)
      : sample_(sample), capacity_(capacity), with_targets_(!info.targets.empty()) {
    sample.num_variables = info.variables.size();
    sample.signal_class = static_cast<std::uint8_t>(info.SignalClass());
    if (sample.Quantised())
      sample.bins.resize(sample.num_variables * capacity);
    else
      sample.columns.resize(sample.num_variables * capacity);
    sample.weight.reserve(capacity);
    sample.event_class.reserve(capacity);
    if (with_targets_) sample.target.reserve(capacity);
    for (const auto& variable : info.variables) sample.is_integer.push_back(variable.type == 'I');
  }

  /// Takes those rows of the batch that are marked.
  void Append(const EventBatch& batch, const std::vector<std::uint32_t>& rows) {
    if (sample_.num_events + rows.size() > capacity_)
      throw DataError("BDT: the data set delivers more events than it announced");
    sample_.Quantised() ? AppendBins(batch, rows) : AppendColumns(batch, rows);
    for (const auto row : rows) {
      sample_.weight.push_back(static_cast<float>(batch.weights[row]));
      sample_.event_class.push_back(
          batch.classes.empty() ? 0 : static_cast<std::uint8_t>(batch.classes[row]));
      if (with_targets_) sample_.target.push_back(batch.targets(row, std::size_t{0}));
    }
    sample_.num_events += rows.size();
  }

  /// Closes the gaps that events left out leave between the columns.
  void Finish() {
    const auto n = static_cast<std::ptrdiff_t>(sample_.num_events);
    if (sample_.num_events == capacity_) return;
    const auto begin = sample_.columns.begin();
    for (std::size_t v = 1; !sample_.Quantised() && v < sample_.num_variables; ++v)
      std::copy_n(begin + static_cast<std::ptrdiff_t>(v * capacity_), n,
                  begin + static_cast<std::ptrdiff_t>(v) * n);
    const auto shrink = [&](auto& values) {
      if (values.empty()) return;
      values.resize(sample_.num_variables * sample_.num_events);
      values.shrink_to_fit();
    };
    shrink(sample_.columns);
    shrink(sample_.bins);
  }

 private:
  void AppendColumns(const EventBatch& batch, const std::vector<std::uint32_t>& rows) {
    for (std::size_t v = 0; v < sample_.num_variables; ++v) {
      float* to = sample_.columns.data() + v * capacity_ + sample_.num_events;
      for (const auto row : rows) *to++ = batch.variables(row, v);
    }
  }
  void AppendBins(const EventBatch& batch, const std::vector<std::uint32_t>& rows) {
    values_.resize(rows.size());
    std::uint8_t* const to = sample_.bins.data() + sample_.num_events * sample_.num_variables;
    for (std::size_t v = 0; v < sample_.num_variables; ++v) {
      for (std::size_t i = 0; i < rows.size(); ++i) values_[i] = batch.variables(rows[i], v);
      sample_.edges[v].FindBins(values_.data(), 1, rows.size(), to + v, sample_.num_variables);
    }
  }

  TrainingSample& sample_;
  std::size_t capacity_;
  bool with_targets_;
  std::vector<float> values_;
};

/// Cuts for every variable, from about kEventsForEdges events chosen at random by their hashes.
std::vector<BinEdges> FindEdges(const DataSet& data, std::size_t num_events, std::size_t most_cuts,
                                int threads) {
  constexpr std::size_t kEventsForEdges = 200000;
  constexpr std::uint64_t kEdgeStream = 0x45444745;  // "EDGE"
  const double share = static_cast<double>(kEventsForEdges) / static_cast<double>(num_events);
  const auto below = static_cast<std::uint64_t>(std::ldexp(std::min(share, 0.99), 64));
  std::vector<std::vector<float>> values(data.Info().variables.size());
  data.ForEach({}, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      if (share < 1 && RandomBits(batch.hashes[i], kEdgeStream, 0) >= below) continue;
      for (std::size_t v = 0; v < values.size(); ++v) values[v].push_back(batch.variables(i, v));
    }
  });
  std::vector<BinEdges> edges(values.size());
  Workers(threads).ForEach(values.size(), [&](std::size_t v) {
    edges[v] = BinEdges(values[v], most_cuts);
    values[v] = std::vector<float>();
  });
  ReturnFreeMemory();
  return edges;
}

/// TMVA's initial boost weights: signal and the rest get sums of weights in the ratio
/// SigToBkgFraction, all together the number of events; validation events get the same factors.
void Normalise(TrainingSample& sample, TrainingSample& validation, const BdtOptions& options,
               const DataSetInfo& info, const Log& log) {
  double sums[2] = {0, 0};
  for (std::size_t i = 0; i < sample.num_events; ++i)
    sums[sample.IsSignal(i)] += static_cast<double>(sample.weight[i]);
  const std::string where = "BDT, data set '" + info.name + "': ";
  if (!(sums[1] > 0))
    throw DataError(where + "the sum of the weights of the signal training events is not positive");
  if (!(sums[0] > 0))
    throw DataError(where +
                    "the sum of the weights of the background training events is not positive");
  if (options.skip_normalization) return;
  const double n = static_cast<double>(sample.num_events), f = options.signal_to_background;
  const double factor[2] = {n / ((1 + f) * sums[0]), n * f / ((1 + f) * sums[1])};
  for (auto* some : {&sample, &validation})
    for (std::size_t i = 0; i < some->num_events; ++i)
      some->weight[i] *= static_cast<float>(factor[some->IsSignal(i)]);
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
  KeepEvents(sample, kept);
}

void CheckAndNormalise(TrainingSample& sample, TrainingSample& validation,
                       const BdtOptions& options, const DataSetInfo& info, const Log& log) {
  if (sample.num_events == 0)
    throw DataError("BDT, data set '" + info.name + "': no training events of non-zero weight");
  if (info.analysis != Types::kRegression) {
    Normalise(sample, validation, options, info, log);
    sample.target.resize(sample.num_events);
    for (std::size_t i = 0; i < sample.num_events; ++i)
      sample.target[i] = sample.IsSignal(i) ? 1.0F : 0.0F;
    return;
  }
  if (sample.target.size() != sample.num_events)
    throw DataError("BDT, data set '" + info.name + "': the training events have no target");
  for (const float target : sample.target)
    if (!(std::abs(static_cast<double>(target)) <= kLargestAnswer))
      throw DataError(fmt::format(
          "BDT, data set '{}': the target {} is {}, which is too large for a forest's sums",
          info.name, info.targets.front().label, target));
}

/// Every so many events one is set aside for early stopping or automatic pruning; 0: none.
std::int64_t ValidationStep(const BdtOptions& options) {
  if (options.early_stopping > 0) return std::llround(1 / options.validation_fraction);
  if (options.prune_method != "CostComplexity" || options.prune_strength >= 0) return 0;
  if (!(options.prune_validation_fraction > 0)) return 0;
  return std::max<std::int64_t>(1, std::llround(1 / options.prune_validation_fraction));
}

}  // namespace

TrainingEvents ReadTrainingEvents(const DataSet& data, const BdtOptions& options, const Log& log,
                                  int threads) {
  const DataSetInfo& info = data.Info();
  TrainingEvents events;
  const auto expected = data.NumEvents(Types::kTraining);
  if (expected < 0 || expected >= std::numeric_limits<std::uint32_t>::max())
    throw DataError("BDT: more than 2^32 - 2 training events are not supported");
  const std::int64_t step = ValidationStep(options);
  if (info.classes.size() > 256) throw DataError("BDT: more than 256 classes are not supported");
  const auto capacity = static_cast<std::size_t>(expected);
  if (const std::size_t cuts = options.NumQuantiles(capacity, info.allow_missing); cuts > 0)
    events.fit.edges = events.validation.edges = FindEdges(data, capacity, cuts, threads);
  SampleFiller fit(events.fit, info, capacity);
  SampleFiller validation(events.validation, info,
                          step > 0 ? capacity / static_cast<std::size_t>(step) + 1 : 0);
  const bool ignore_negative = options.negative_weights == "IgnoreNegWeightsInTraining";
  std::int64_t number = 0, ignored = 0;
  std::vector<std::uint32_t> to_fit, to_validate;
  data.ForEach({}, [&](const EventBatch& batch) {
    to_fit.clear();
    to_validate.clear();
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(batch.size); ++i) {
      const double weight = batch.weights[i];
      if (weight == 0) continue;
      if (weight < 0) events.has_negative_weights = true;
      if (weight < 0 && ignore_negative && ++ignored) continue;
      const bool aside = step > 0 && number++ % step == 0;
      (aside ? to_validate : to_fit).push_back(i);
    }
    fit.Append(batch, to_fit);
    validation.Append(batch, to_validate);
  });
  fit.Finish();
  validation.Finish();
  if (ignored > 0)
    log.Warning(std::to_string(ignored) + " training events of negative weight are ignored");
  else if (events.has_negative_weights && options.Is("Grad"))
    log.Warning(
        "training events of negative weight enter gradient boosting as they are; "
        "NegWeightTreatment=IgnoreNegWeightsInTraining leaves them out");
  if (options.negative_weights == "PairNegWeightsGlobal") PairNegativeWeights(events.fit, log);
  if (options.preselection && info.analysis == Types::kClassification) {
    events.preselection = Preselection::Find(events.fit);
    if (!events.preselection.Empty()) {
      RemoveDecided(events.fit, events.preselection);
      RemoveDecided(events.validation, events.preselection);
      std::array<std::size_t, 2> left{};
      for (std::size_t i = 0; i < events.fit.num_events; ++i) ++left[events.fit.IsSignal(i)];
      if (left[0] == 0 || left[1] == 0)
        throw DataError("BDT, data set '" + info.name +
                        "': DoPreselection leaves no training events of the " +
                        (left[1] == 0 ? "signal" : "background") +
                        ": cuts on single variables separate them; leave it out");
    }
  }
  ReturnFreeMemory();  // of the streams: what comes now is large
  CheckAndNormalise(events.fit, events.validation, options, info, log);
  if (options.early_stopping > 0 && events.validation.num_events == 0)
    throw DataError("BDT, data set '" + info.name +
                    "': no events are left for EarlyStopping to validate on");
  return events;
}

EventList DrawBag(std::size_t num_events, double fraction, std::size_t tree) {
  constexpr std::uint64_t kBagStream = 1;
  Random random(100 * tree + 1234, kBagStream);
  EventList bag;
  bag.reserve(static_cast<std::size_t>(1.1 * fraction * static_cast<double>(num_events)) + 16);
  for (std::size_t i = 0; i < num_events; ++i)
    for (auto n = random.Poisson(fraction); n > 0; --n)
      bag.push_back(static_cast<std::uint32_t>(i));
  return bag;
}

}  // namespace TMVA::inline standalone
