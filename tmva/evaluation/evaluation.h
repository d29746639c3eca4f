// Figures of merit, tables and histograms of one method, from its responses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <TMVA/DataSet.h>
#include <TMVA/DataSetInfo.h>
#include <TMVA/File.h>
#include <TMVA/Transformation.h>

namespace TMVA::inline standalone {

/// Truth of a sample, in the order of the unshuffled stream.
struct SampleTruth {
  std::vector<float> weights;
  std::vector<std::uint8_t> classes;
  std::vector<float> targets;  ///< [n, targets]
  std::size_t size() const { return weights.size(); }
};

/// Responses of one method, [n, outputs] in the order of the sample.
struct MethodResponses {
  std::string type, title;      ///< "BDT", "BDTG"
  std::vector<float> test, training;
  std::vector<std::pair<std::string, std::string>> strings;  ///< TObjStrings: TrainingPath, WeightFileName
};

/// What the tables and the result file need of one method; holds no events.
struct MethodEvaluation;

/// Area under the exact weighted ROC curve of the events of `signal` against all others.
double RocIntegral(const DataSetInfo& info, const SampleTruth& truth, std::span<const float> responses,
                   std::size_t output, std::size_t signal);
/// The exact curve: x signal efficiency, y background rejection, thinned to at most `points`.
Graph RocCurve(const DataSetInfo& info, const SampleTruth& truth, std::span<const float> responses,
               std::size_t output, std::size_t signal, std::size_t points = 2000);

}  // namespace TMVA::inline standalone
