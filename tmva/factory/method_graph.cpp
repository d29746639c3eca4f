// Putting transformations, method and metadata of a trained method into one model.
#include "tmva/factory/method_graph.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <TMVA/Error.h>

#include "tmva/graph/graph_parts.h"

namespace TMVA::inline standalone {
namespace {

using onnx::GraphBuilder;
using Json = nlohmann::ordered_json;

constexpr float kNoAnswer = -999;  // the Reader's

std::string RefuseNaN(GraphBuilder& graph, const std::string& variables,
                      const std::string& response) {
  const auto missing = onnx::ToFloat(graph, graph.Add("IsNaN", {variables}));
  const auto any = onnx::Cast(graph, graph.Add("ReduceMax", {missing, graph.Ints({1}, {1})}),
                              onnx::DataType::kBool);
  return graph.Add("Where", {any, graph.Floats({}, {kNoAnswer}), response});
}

Json Describe(const std::vector<VariableInfo>& infos) {
  Json list = Json::array();
  for (const auto& info : infos)
    list.push_back({{"expression", info.expression},
                    {"label", info.label},
                    {"title", info.title},
                    {"unit", info.unit}});
  return list;
}

std::string OptionValue(const OptionSet& options, std::string_view name) {
  for (const auto& option : options.Describe())
    if (option.name == name) return option.value;
  return {};
}

std::string Describe(const BookedMethod& method) {
  const auto& info = method.Info();
  const bool regression = info.analysis == Types::kRegression;
  Json about;
  about["variables"] = Describe(info.variables);
  about["classes"] = Json::array();
  if (!regression)
    for (const auto& cls : info.classes) about["classes"].push_back(cls.name);
  about["targets"] = Json::array();
  if (regression)
    for (const auto& target : info.targets) about["targets"].push_back(target.label);
  about["method"] = method.Type();
  about["title"] = method.Title();
  about["analysis"] = regression                            ? "Regression"
                      : info.analysis == Types::kMulticlass ? "Multiclass"
                                                            : "Classification";
  about["transformations"] = OptionValue(method.Options(), "VarTransform");
  return about.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<onnx::Dimension> Columns(std::size_t number) {
  return {{-1, "N"}, {static_cast<std::int64_t>(number), ""}};
}

}  // namespace

onnx::Model MethodToGraph(const BookedMethod& method) try {
  const auto& info = method.Info();
  const auto& chain = method.Transformations();
  GraphBuilder graph(method.Title());
  const auto x = graph.Input("x", onnx::DataType::kFloat, Columns(info.variables.size()));
  auto response = method.Implementation().ToGraph(graph, chain.ToGraph(graph, x));
  if (info.analysis == Types::kRegression && chain.ActsOnTargets())
    response = chain.InverseToGraph(graph, response);
  if (!method.Implementation().AcceptsMissing()) response = RefuseNaN(graph, x, response);
  graph.Output(response, "response", onnx::DataType::kFloat, Columns(info.NumOutputs()));
  graph.Metadata("tmva", Describe(method));
  return graph.Finish();
} catch (const ModelError& error) {
  throw ModelError(fmt::format("{} '{}': {}", method.Type(), method.Title(), error.what()));
}

}  // namespace TMVA::inline standalone
