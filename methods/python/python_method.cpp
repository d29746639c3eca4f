// What all methods share whose work is done in Python.
#include "methods/python/python_method.h"

#include <algorithm>

#include "methods/python/interpreter.h"

namespace TMVA::inline standalone {
namespace {

constexpr const char* kChecksum = "ModelChecksum";

/// The value of an option as Python takes it, from its printed form.
PythonOption ValueOf(const OptionInfo& option) {
  if (option.type == "bool") return option.value == "True";
  if (option.type == "int") return std::int64_t{std::stoll(option.value)};
  if (option.type == "float") return std::stod(option.value);
  return option.value;
}

}  // namespace

PythonMethod::PythonMethod(const MethodContext& context, std::string method, std::string module,
                           std::string class_name)
    : context_(context) {
  setup_.method = std::move(method);
  setup_.module = std::move(module);
  setup_.class_name = std::move(class_name);
}

void PythonMethod::DeclareOptions(OptionSet& options) {
  options_ = &options;
  Declare(options);
}

void PythonMethod::Make() {
  if (ModelFile().empty()) ModelFile() = context_.weight_directory + "/" + DefaultModelFile();
  setup_.context = &context_;
  setup_.options.clear();
  for (const auto& option : options_->Describe())
    setup_.options.emplace_back(option.name, ValueOf(option));
  model_ = GetPythonBridge().make(setup_);
}

void PythonMethod::Configure(const OptionSet&) {
  Make();
  model_->Book();
}

void PythonMethod::Train(TrainingContext& context) {
  model_->Train(context);
  record_ = model_->Record();
}

void PythonMethod::Evaluate(const EventBlock& events, ResponseBlock& response) const {
  if (!model_) throw ModelError(setup_.method + " '" + context_.title + "' has not been trained");
  model_->Evaluate(events, response);
}

// The model has a file of its own; the options name it, the checksum tells it from others.
void PythonMethod::Save(WeightNode& weights) const {
  if (model_) weights.Set(kChecksum, model_->Save());
}

void PythonMethod::Load(const WeightNode& weights) {
  Make();
  model_->Load(weights.Has(kChecksum) ? weights.GetString(kChecksum) : std::string());
  record_ = model_->Record();
}

std::string PythonMethod::ToGraph(onnx::GraphBuilder&, const std::string&) const {
  throw ModelError("its model is in a file of its own: convert that one with tmva.load_model(\"" +
                   ModelFile() + "\"), to which transformations (VarTransform) do not belong");
}

std::optional<Ranking> PythonMethod::VariableRanking() const {
  const auto& variables = context_.info.variables;
  if (record_.importances.size() != variables.size()) return std::nullopt;
  Ranking ranking{"Variable Importance", {}};
  for (std::size_t i = 0; i < variables.size(); ++i)
    ranking.entries.emplace_back(variables[i].label, record_.importances[i]);
  std::stable_sort(ranking.entries.begin(), ranking.entries.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return ranking;
}

void PythonMethod::WriteMonitoring(OutputFile& file, const std::string& directory) const {
  for (auto [key, values] : record_.history) {
    std::replace(key.begin(), key.end(), '/', '_');  // would be folders
    Graph graph;
    graph.name = "TrainingHistory_" + key;
    graph.title = key + " by epoch";
    graph.x_title = "epoch";
    graph.y_title = key;
    for (std::size_t epoch = 0; epoch < values.size(); ++epoch)
      graph.x.push_back(static_cast<double>(epoch + 1));
    graph.y = std::move(values);
    file.Write(directory, graph);
  }
}

}  // namespace TMVA::inline standalone
