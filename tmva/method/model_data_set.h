// What a model says of the data that it takes: its metadata under the key "tmva", a JSON object.
#pragma once

#include <string>
#include <vector>

#include <TMVA/DataSetInfo.h>

#include "tmva/graph/event_model.h"
#include "tmva/graph/onnx/model.h"

namespace TMVA::inline standalone {

/// Empty where the metadata say nothing.
struct ModelDescription {
  std::vector<VariableInfo> variables, targets;
  std::vector<std::string> classes;
  Types::EAnalysisType analysis = Types::kNoAnalysisType;
};

/// ModelError for metadata of another form.
ModelDescription DescribeModel(const onnx::Model& model, const std::string& path);

/// Columns of the output that answers, by a trial on one event of `width` zeros.
std::size_t NumColumns(const onnx::EventModel& events, std::size_t width);

/// The data set that goes with a model. What the metadata do not say: `variables` as they are given
/// here, else named as the inputs, else "x0", "x1", ...; the analysis by the number of columns -
/// one or two a classification, more a multiclass analysis.
DataSetInfo DataSetOfModel(const std::string& path, const std::vector<std::string>& variables);

}  // namespace TMVA::inline standalone
