// Metadata of models, and data sets that go with models.
#include "tmva/method/model_data_set.h"

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

#include "tmva/graph/store/model_path.h"
#include "tmva/trees/formats/json_field.h"

namespace TMVA::inline standalone {
namespace {

std::string TextOr(const JsonField& field, const char* key) {
  return field.Has(key) ? field[key].String() : std::string();
}

/// A list of texts, or of objects with an expression.
std::vector<VariableInfo> Variables(const JsonField& list) {
  std::vector<VariableInfo> variables;
  for (std::size_t i = 0; i < list.Size(); ++i) {
    const auto item = list[i];
    if (!item.Has("expression")) {
      variables.push_back(VariableInfo::Make(item.String()));
      continue;
    }
    const auto label = TextOr(item, "label"), expression = item["expression"].String();
    const auto text =
        label.empty() || label == expression ? expression : label + " := " + expression;
    variables.push_back(VariableInfo::Make(text, TextOr(item, "title"), TextOr(item, "unit")));
  }
  return variables;
}

Types::EAnalysisType AnalysisOf(const JsonField& field) {
  const auto name = field.String();
  for (const auto type : {Types::kClassification, Types::kRegression, Types::kMulticlass})
    if (name == AnalysisName(type)) return type;
  field.Fail("is '" + name + "', expected Classification, Regression or Multiclass");
}

}  // namespace

ModelDescription DescribeModel(const onnx::Model& model, const std::string& path) {
  ModelDescription description;
  for (const auto& [key, text] : model.metadata) {
    if (key != "tmva") continue;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const JsonField field(json, path, "metadata 'tmva'");
    if (!json.is_object()) field.Fail("is no JSON object");
    if (field.Has("variables")) description.variables = Variables(field["variables"]);
    if (field.Has("targets")) description.targets = Variables(field["targets"]);
    if (field.Has("analysis")) description.analysis = AnalysisOf(field["analysis"]);
    if (field.Has("classes"))
      for (std::size_t i = 0; i < field["classes"].Size(); ++i)
        description.classes.push_back(field["classes"][i].String());
  }
  return description;
}

std::size_t NumColumns(const onnx::EventModel& events, std::size_t width) {
  const std::vector<float> zeros(width);
  std::vector<double> out;
  return events.Run(zeros.data(), 1, width, out);
}

DataSetInfo DataSetOfModel(const std::string& path, const std::vector<std::string>& variables) {
  const auto model = onnx::ParseModel(onnx::ReadModelBytes(path), path);
  const onnx::EventModel events(std::make_shared<const onnx::Session>(model, path));
  const auto& inputs = events.GetSession().Inputs();
  auto description = DescribeModel(model, path);
  DataSetInfo info;
  info.variables = std::move(description.variables);
  if (info.variables.empty()) {
    auto names = variables;
    if (names.empty() && inputs.size() > 1 && inputs.size() == events.NumValues())
      for (const auto& input : inputs) names.push_back(input.name);
    for (std::size_t i = names.size(); variables.empty() && i < events.NumValues(); ++i)
      names.push_back("x" + std::to_string(i));
    if (names.empty())
      throw DataError(path +
                      ": the model does not say how many variables it takes: declare them first");
    for (const auto& name : names) info.variables.push_back(VariableInfo::Make(name));
  }
  if (events.NumValues() > 0 && info.variables.size() != events.NumValues())
    throw DataError(path + ": the model takes " + std::to_string(events.NumValues()) +
                    " variables, " + std::to_string(info.variables.size()) + " are declared");
  const auto columns = NumColumns(events, info.variables.size());
  info.analysis = description.analysis;
  if (info.analysis == Types::kNoAnalysisType) {
    if (!description.targets.empty())
      info.analysis = Types::kRegression;
    else
      info.analysis = columns > 2 ? Types::kMulticlass : Types::kClassification;
  }
  for (const auto& name : description.classes) info.classes.push_back({name, "", ""});
  if (info.analysis == Types::kClassification && info.classes.empty())
    info.classes = {{"Signal", "", ""}, {"Background", "", ""}};
  // Of two columns the last is the signal's, as in the Factory, unless a class has that name.
  if (info.analysis == Types::kClassification && info.classes.size() == 2 && columns == 2 &&
      info.FindClass("Signal") < 0)
    std::swap(info.classes[0], info.classes[1]);
  for (std::size_t i = 0;
       info.analysis == Types::kMulticlass && description.classes.empty() && i < columns; ++i)
    info.classes.push_back({"class" + std::to_string(i), "", ""});
  info.targets = std::move(description.targets);
  for (std::size_t i = 0; info.analysis == Types::kRegression && info.targets.size() < columns; ++i)
    info.targets.push_back(VariableInfo::Make("target" + std::to_string(i)));
  return info;
}

}  // namespace TMVA::inline standalone
