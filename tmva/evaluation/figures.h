// The parts of EvaluateMethod, by analysis type.
#pragma once

#include <span>
#include <string>

#include "tmva/evaluation/evaluation.h"

namespace TMVA::inline standalone {

void EvaluateClassification(const DataSetInfo& info, const SampleTruth& test,
                            const SampleTruth& training, const MethodResponses& responses,
                            MethodEvaluation& result);
void EvaluateMulticlass(const DataSetInfo& info, const SampleTruth& test,
                        const SampleTruth& training, const MethodResponses& responses,
                        MethodEvaluation& result);
void EvaluateRegression(const DataSetInfo& info, const SampleTruth& test,
                        const SampleTruth& training, const MethodResponses& responses,
                        MethodEvaluation& result);

/// A histogram that keeps the squares of the weights.
Histogram1 WeightedHistogram(const std::string& name, const std::string& title, int bins,
                             double min, double max, bool single = false);
/// Scales to unit area; an empty histogram stays as it is.
void NormaliseArea(Histogram1& histogram);

/// sum p ln(p / (p_x p_y)) after joining bins two by two, and the correlation ratio of y given x.
double MutualInformation(const Histogram2& histogram);
double CorrelationRatio(const Histogram2& histogram);
Histogram2 Transposed(const Histogram2& histogram);

}  // namespace TMVA::inline standalone
