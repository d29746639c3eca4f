// Several classes: each against the rest and against each other, and the response histograms.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tmva/evaluation/figures.h"
#include "tmva/evaluation/roc.h"

namespace TMVA::inline standalone {
namespace {

std::array<double, 3> AtWorkingPoints(const RocFigures& figures) {
  return {figures.Efficiencies()[0], figures.Efficiencies()[1], figures.Efficiencies()[2]};
}

/// One class by its own response: a single sorted array serves all comparisons.
MulticlassFigures FiguresOf(const SampleTruth& truth, std::span<const float> responses,
                            std::size_t classes, std::size_t cls) {
  const auto sorted = SortByResponse(truth, responses, classes, cls);
  const auto gather = [&](int background) {
    RocFigures figures(kWorkingPoints);
    VisitRoc(sorted, classes, {cls, background}, [&](double s, double b) { figures.Add(s, b); });
    return figures;
  };
  MulticlassFigures result;
  const RocFigures against_rest = gather(-1);
  result.roc_integral = against_rest.Area();
  result.efficiency = AtWorkingPoints(against_rest);
  result.confusion.assign(classes, {kNoFigure, kNoFigure, kNoFigure});
  for (std::size_t other = 0; other < classes; ++other)
    if (other != cls) result.confusion[other] = AtWorkingPoints(gather(static_cast<int>(other)));
  return result;
}

/// The response for each class (outer) of the events of each class (inner), unit area.
void AddResponses(const DataSetInfo& info, const SampleTruth& truth,
                  std::span<const float> responses, const std::string& prefix,
                  std::vector<Histogram1>& histograms) {
  constexpr int kBins = 40;
  constexpr double kMin = -0.0002, kMax = 1.0002;
  const std::size_t classes = info.classes.size();
  const std::size_t first = histograms.size();
  for (const auto& of : info.classes)
    for (const auto& true_class : info.classes) {
      const auto name = prefix + true_class.name + "_prob_for_" + of.name;
      histograms.push_back(WeightedHistogram(name, name, kBins, kMin, kMax, true));
    }
  for (std::size_t i = 0; i < truth.size(); ++i)
    for (std::size_t of = 0; of < classes; ++of)
      histograms[first + of * classes + truth.classes[i]].Fill(responses[i * classes + of],
                                                               truth.weights[i]);
  for (std::size_t h = first; h < histograms.size(); ++h) NormaliseArea(histograms[h]);
}

void EvaluateSample(const DataSetInfo& info, const SampleTruth& truth,
                    std::span<const float> responses, const std::string& prefix,
                    std::vector<MulticlassFigures>& figures, std::vector<Histogram1>& histograms) {
  const std::size_t classes = info.classes.size();
  const bool usable = !responses.empty() && CountNotFinite(responses) == 0;
  for (std::size_t cls = 0; cls < classes; ++cls)
    figures.push_back(FiguresOf(usable ? truth : SampleTruth{},
                                usable ? responses : std::span<const float>{}, classes, cls));
  if (usable) AddResponses(info, truth, responses, prefix, histograms);
}

}  // namespace

void EvaluateMulticlass(const DataSetInfo& info, const SampleTruth& test,
                        const SampleTruth& training, const MethodResponses& responses,
                        MethodEvaluation& result) {
  const std::string name = "MVA_" + responses.title;
  EvaluateSample(info, test, responses.test, name + "_Test_", result.class_test, result.histograms);
  EvaluateSample(info, training, responses.training, name + "_Train_", result.class_training,
                 result.histograms);
}

}  // namespace TMVA::inline standalone
