// RReader and RBDT: trained models, applied to vectors and tensors.
#include <TMVA/RBDT.hxx>
#include <TMVA/RReader.hxx>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/RModel.h>

#include "tmva/graph/store/model_path.h"

namespace TMVA::inline standalone::Experimental {

RReader::RReader(const std::string& path)
    : method_(onnx::IsModelPath(path) ? BookedMethod::FromModel(path)
                                      : BookedMethod::FromFile(path)) {}

std::vector<float> RReader::Compute(const std::vector<float>& event) const {
  const auto& info = method_->Info();
  if (event.size() != info.variables.size())
    throw DataError("RReader: " + std::to_string(event.size()) + " values for " +
                    std::to_string(info.variables.size()) + " variables");
  std::vector<double> out(info.NumOutputs()), spectators(info.spectators.size(), 0);
  method_->Evaluate({event.data(), {1, event.size()}}, {spectators.data(), {1, spectators.size()}},
                    {out.data(), {1, out.size()}});
  return {out.begin(), out.end()};
}

RTensor<float> RReader::Compute(const RTensor<float>& events) const {
  const auto& info = method_->Info();
  if (events.GetRank() != 2 || events.GetShape()[1] != info.variables.size())
    throw DataError("RReader: the tensor must be [events, " +
                    std::to_string(info.variables.size()) + "]");
  const auto rows = events.GetShape()[0], outputs = static_cast<std::size_t>(info.NumOutputs());
  const RTensor<float> compact = events.IsContiguous() ? events : events.Copy();
  std::vector<double> spectators(rows * info.spectators.size(), 0), out(rows * outputs);
  method_->Evaluate(compact, {spectators.data(), {rows, info.spectators.size()}},
                    {out.data(), {rows, outputs}});
  RTensor<float> result = outputs == 1 ? RTensor<float>({rows}) : RTensor<float>({rows, outputs});
  std::copy(out.begin(), out.end(), result.GetData());
  return result;
}

std::vector<std::string> RReader::GetVariableNames() const {
  std::vector<std::string> names;
  for (const auto& variable : method_->Info().variables) names.push_back(variable.expression);
  return names;
}

RTensor<float> RBDT::Compute(const RTensor<float>& events) const {
  if (events.GetRank() != 2)
    throw DataError("RBDT: a tensor of rank " + std::to_string(events.GetRank()) +
                    ", expected [events, variables]");
  const auto rows = events.GetShape()[0];
  const RTensor<float> compact = events.IsContiguous() ? events : events.Copy();
  const auto out = model_.Run({compact.GetData(), compact.GetSize()}, rows);
  RTensor<float> result({rows, rows == 0 ? 0 : out.size() / rows});
  std::copy(out.begin(), out.end(), result.GetData());
  return result;
}

}  // namespace TMVA::inline standalone::Experimental
