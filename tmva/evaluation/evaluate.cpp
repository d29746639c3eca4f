// EvaluateMethod: the figures that the analysis type asks for.
#include <string>

#include <TMVA/Error.h>

#include "tmva/evaluation/figures.h"
#include "tmva/evaluation/sorted_responses.h"

namespace TMVA::inline standalone {
namespace {

void CheckSample(const DataSetInfo& info, const SampleTruth& truth,
                 const std::vector<float>& responses, const std::string& title) {
  if (truth.classes.size() != truth.size() ||
      truth.targets.size() != truth.size() * info.targets.size())
    throw DataError("evaluation of method '" + title + "': weights, classes and targets of the " +
                    "sample differ in number");
  for (const auto cls : truth.classes)
    if (cls >= info.classes.size())
      throw DataError("evaluation of method '" + title + "': class number " + std::to_string(cls) +
                      " of an event is not among the " + std::to_string(info.classes.size()) +
                      " classes of data set '" + info.name + "'");
  if (!responses.empty()) CheckResponses(truth, responses, info.NumOutputs());
}

}  // namespace

MethodEvaluation EvaluateMethod(const DataSetInfo& info, const SampleTruth& test,
                                const SampleTruth& training, const MethodResponses& responses) {
  CheckSample(info, test, responses.test, responses.title);
  CheckSample(info, training, responses.training, responses.title);
  MethodEvaluation result;
  result.type = responses.type;
  result.title = responses.title;
  result.strings = responses.strings;
  result.not_finite = CountNotFinite(responses.test) + CountNotFinite(responses.training);
  switch (info.analysis) {
    case Types::kRegression:
      EvaluateRegression(info, test, training, responses, result);
      break;
    case Types::kMulticlass:
      EvaluateMulticlass(info, test, training, responses, result);
      break;
    default:
      EvaluateClassification(info, test, training, responses, result);
  }
  return result;
}

}  // namespace TMVA::inline standalone
