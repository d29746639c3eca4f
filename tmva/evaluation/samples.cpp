// What one pass over a sample leaves behind for evaluation: its truth, and the curve of a Cuts
// method.
#include <cstddef>
#include <string>
#include <vector>

#include <TMVA/Error.h>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

SampleTruth CollectTruth(const DataSet& data, Types::ETreeType sample) {
  const DataSetInfo& info = data.Info();
  if (info.classes.size() > 256)
    throw DataError("data set '" + info.name + "': " + std::to_string(info.classes.size()) +
                    " classes; at most 256 can be evaluated");
  const auto events = static_cast<std::size_t>(data.NumEvents(sample));
  SampleTruth truth;
  truth.weights.reserve(events);
  truth.classes.reserve(events);
  truth.targets.reserve(events * info.targets.size());
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.size); ++i) {
      truth.weights.push_back(static_cast<float>(batch.weights[i]));
      truth.classes.push_back(static_cast<std::uint8_t>(batch.classes[i]));
    }
    const float* targets = batch.targets.GetData();
    truth.targets.insert(truth.targets.end(), targets,
                         targets + static_cast<std::size_t>(batch.size) * info.targets.size());
  });
  return truth;
}

std::vector<double> CutsBackgroundEfficiencies(const DataSet& data, Types::ETreeType sample,
                                               const BookedMethod& method) {
  constexpr std::size_t kPoints = 100;
  const std::size_t signal = data.Info().SignalClass();
  std::vector<double> passed(kPoints, 0.0);
  std::vector<double> pass;
  double total = 0;
  const StreamOptions options{.sample = sample};
  data.ForEach(options, [&](const EventBatch& batch) {
    const auto size = static_cast<std::size_t>(batch.size);
    pass.resize(size);
    for (std::size_t i = 0; i < size; ++i)
      if (batch.classes[i] != signal) total += batch.weights[i];
    for (std::size_t point = 0; point < kPoints; ++point) {
      const double required = (static_cast<double>(point) + 0.5) / kPoints;
      method.Evaluate(batch.variables, batch.spectators, RTensor<double>(pass.data(), {size, 1}),
                      required);
      for (std::size_t i = 0; i < size; ++i)
        if (batch.classes[i] != signal && pass[i] > 0.5) passed[point] += batch.weights[i];
    }
  });
  if (!(total > 0)) return {};
  for (double& weight : passed) weight /= total;
  return passed;
}

}  // namespace TMVA::inline standalone
