// Writing and reading what all weight files share: general information, options, variables,
// classes.
#include "tmva/method/method_xml.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include <TMVA/Error.h>

namespace TMVA::inline standalone {
namespace {

constexpr const char* kWriter = "Writer";
constexpr std::int64_t kMaxVariables = 1'000'000;

/// Same run, same bytes: a date is written only when the environment gives one.
std::string Date() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr) return "";
  const std::time_t time = std::strtoll(epoch, nullptr, 10);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &utc)};
}

void WriteVariable(WeightNode& node, const VariableInfo& v) {
  node.Set("Expression", v.expression)
      .Set("Label", v.label)
      .Set("Title", v.title)
      .Set("Unit", v.unit);
  node.Set("Internal", v.internal_name)
      .Set("Type", std::string(1, v.type))
      .Set("Min", v.min)
      .Set("Max", v.max);
}

VariableInfo ReadVariable(const WeightNode& node) {
  VariableInfo v;
  v.expression = node.GetString("Expression");
  v.label = node.Has("Label") ? node.GetString("Label") : v.expression;
  v.title = node.Has("Title") ? node.GetString("Title") : v.label;
  v.unit = node.Has("Unit") ? node.GetString("Unit") : "";
  v.internal_name = node.Has("Internal") ? node.GetString("Internal") : InternalName(v.label);
  const auto type = node.Has("Type") ? node.GetString("Type") : std::string("F");
  v.type = type.empty() ? 'F' : type[0];
  v.min = node.Has("Min") ? node.GetDouble("Min") : 0;
  v.max = node.Has("Max") ? node.GetDouble("Max") : 0;
  return v;
}

void WriteList(WeightNode& root, const char* group, const char* count, const char* item,
               const char* index, const std::vector<VariableInfo>& list) {
  auto& node = root.AddChild(group);
  node.Set(count, list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto& child = node.AddChild(item);
    child.Set(index, i);
    WriteVariable(child, list[i]);
  }
}

std::vector<VariableInfo> ReadList(const WeightNode& root, const char* group, const char* count,
                                   const char* item) {
  std::vector<VariableInfo> list;
  const auto* node = root.Find(group);
  if (node == nullptr) return list;
  for (const auto* child : node->Children(item)) list.push_back(ReadVariable(*child));
  const auto declared = node->GetInt(count, 0, kMaxVariables);
  if (declared != static_cast<std::int64_t>(list.size()))
    node->Fail(std::string(count) + "=" + std::to_string(declared) + ", but there are " +
               std::to_string(list.size()) + " elements " + item);
  return list;
}

const WeightNode* FindInfo(const WeightNode& root, std::string_view name) {
  if (const auto* general = root.Find("GeneralInfo"))
    for (const auto* info : general->Children("Info"))
      if (info->GetString("name") == name) return info;
  return nullptr;
}

Types::EAnalysisType ReadAnalysis(const WeightNode& root, const DataSetInfo& info) {
  const auto* node = FindInfo(root, "AnalysisType");
  if (node == nullptr) return info.targets.empty() ? Types::kClassification : Types::kRegression;
  auto text = node->GetString("value");
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  if (text == "classification") return Types::kClassification;
  if (text == "regression") return Types::kRegression;
  if (text == "multiclass") return Types::kMulticlass;
  node->Fail("AnalysisType '" + text + "' is none of Classification, Regression, Multiclass");
}

}  // namespace

MethodName ReadMethodName(const WeightNode& root) {
  const auto& text = root.GetString("Method");
  const auto separator = text.find("::");
  if (separator == std::string::npos)
    root.Fail("attribute Method=\"" + text + "\" is not \"Type::Title\"");
  return {text.substr(0, separator), text.substr(separator + 2)};
}

void WriteGeneralInfo(WeightNode& root, const DataSetInfo& info, std::int64_t training_events) {
  auto& general = root.AddChild("GeneralInfo");
  const auto add = [&](const char* name, std::string_view value) {
    general.AddChild("Info").Set("name", name).Set("value", value);
  };
  add("TMVA Release", "4.2.1 [262657]");
  add("ROOT Release", "6.40/00 [403456]");
  add("Creator", "-");
  add("Date", Date());
  add("Host", "-");
  add("Dir", "-");
  add("Training events", std::to_string(training_events));
  add("TrainingTime", "0");  // same run, same bytes
  add("AnalysisType", AnalysisName(info.analysis));
  add(kWriter, "tmva 0.1.0");
}

bool IsWrittenByUs(const WeightNode& root) { return FindInfo(root, kWriter) != nullptr; }

void WriteOptions(WeightNode& root, const OptionSet& options) {
  auto& node = root.AddChild("Options");
  for (const auto& option : options.Describe()) {
    if (option.reader_only || option.deprecated) continue;
    auto& child = node.AddChild("Option");
    child.Set("name", option.name);
    if (option.size > 0) child.Set("size", option.size);
    child.Set("modified", option.is_set ? "Yes" : "No");
    child.SetText(option.value);
  }
}

std::string FindOption(const WeightNode& root, std::string_view name) {
  if (const auto* options = root.Find("Options"))
    for (const auto* option : options->Children("Option"))
      if (option->GetString("name") == name) {
        const auto& text = option->Text();
        const auto first = text.find_first_not_of(" \t\r\n");
        if (first == std::string::npos) return {};
        return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
      }
  return {};
}

void ReadOptions(const WeightNode& root, OptionSet& options) {
  const auto* node = root.Find("Options");
  if (node == nullptr) return;
  for (const auto* option : node->Children("Option")) {
    const auto& name = option->GetString("name");
    const bool modified = option->Has("modified") && option->GetString("modified") == "Yes";
    try {
      options.SetFromFile(name, FindOption(root, name), modified);
    } catch (const OptionError& error) {
      option->Fail(error.what());
    }
  }
}

void WriteDataSetInfo(WeightNode& root, const DataSetInfo& info) {
  WriteList(root, "Variables", "NVar", "Variable", "VarIndex", info.variables);
  WriteList(root, "Spectators", "NSpec", "Spectator", "SpecIndex", info.spectators);
  auto& classes = root.AddChild("Classes");
  classes.Set("NClass", info.classes.size());
  for (std::size_t c = 0; c < info.classes.size(); ++c)
    classes.AddChild("Class").Set("Name", info.classes[c].name).Set("Index", c);
  if (info.analysis == Types::kRegression)
    WriteList(root, "Targets", "NTrgt", "Target", "TargetIndex", info.targets);
}

DataSetInfo ReadDataSetInfo(const WeightNode& root) {
  DataSetInfo info;
  info.variables = ReadList(root, "Variables", "NVar", "Variable");
  info.spectators = ReadList(root, "Spectators", "NSpec", "Spectator");
  info.targets = ReadList(root, "Targets", "NTrgt", "Target");
  if (info.variables.empty()) root.Fail("the file names no variables");
  if (const auto* classes = root.Find("Classes")) {
    const auto nodes = classes->Children("Class");
    info.classes.resize(nodes.size());
    for (const auto* node : nodes) {
      const auto index = node->GetInt("Index", 0, static_cast<std::int64_t>(nodes.size()) - 1);
      info.classes[static_cast<std::size_t>(index)].name = node->GetString("Name");
    }
  }
  info.analysis = ReadAnalysis(root, info);
  return info;
}

}  // namespace TMVA::inline standalone
