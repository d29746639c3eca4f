// DataLoader: registrations, and the data set that is made from them.
#include <TMVA/DataLoader.h>

#include <algorithm>
#include <cctype>
#include <map>

#include <TMVA/Error.h>
#include <TMVA/Log.h>

#include "tmva/data/loaded_data_set.h"

namespace TMVA::inline standalone {
namespace {

constexpr const char* kEventWeight = "event weight";

/// "training", "Test", "TestAndTraining", ... as TMVA reads them.
Types::ETreeType ParseTreeType(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  const bool train = lower.find("train") != std::string::npos;
  const bool test = lower.find("test") != std::string::npos;
  if (train && test) return Types::kMaxTreeType;
  if (train) return Types::kTraining;
  if (test) return Types::kTesting;
  throw OptionError("tree type '" + std::string(text) + "' is neither \"Training\" nor \"Test\"");
}

/// Events given one by one, of one class and sample.
struct EventList {
  std::vector<std::vector<double>> columns;
  std::vector<double> weights;
};

}  // namespace

struct DataLoader::Impl {
  explicit Impl(std::string name) : log("DataSetFactory") { info.name = std::move(name); }

  DataSetInfo info;
  std::vector<InputTree> trees;
  std::map<std::pair<std::size_t, Types::ETreeType>, std::shared_ptr<EventList>> events;
  std::string split_text;
  Log log;
  std::unique_ptr<LoadedDataSet> data;

  void Open() const {
    if (data)
      throw DataError("data set '" + info.name +
                      "' was already read; register variables, trees, cuts and weights "
                      "before the first training");
  }
  std::size_t Class(std::string_view name) {
    if (name.empty()) throw DataError("data set '" + info.name + "': a class needs a name");
    if (const int found = info.FindClass(name); found >= 0) return static_cast<std::size_t>(found);
    info.classes.push_back({std::string(name), "", ""});
    return info.classes.size() - 1;
  }
  void Add(std::vector<VariableInfo>& list, VariableInfo variable) {
    Open();
    if (!events.empty())
      throw DataError("data set '" + info.name + "': add '" + variable.label +
                      "' before the first event");
    for (const auto& other : list)
      if (other.label == variable.label)
        throw DataError("data set '" + info.name + "': '" + variable.label +
                        "' is registered twice; give one of them "
                        "another label with \"label := expression\"");
    list.push_back(std::move(variable));
  }
  using TreePtr = TreeArgument::TreePtr;
  void AddTree(TreePtr tree, std::string_view cls, double weight, std::string_view cut,
               Types::ETreeType type);
  /// The trees, and the events given one by one as trees of their own.
  std::vector<InputTree> AllTrees() const;
  SplitOptions Split() const;
  void AddCut(std::string_view cut);
  void CheckClasses(const std::vector<InputTree>& all) const;
  /// A wrong option is reported now, not at training, as far as the classes are known.
  void SetSplit(std::string_view options) {
    split_text = options;
    if (!info.classes.empty()) info.allow_missing = Split().allow_missing;
  }
};

void DataLoader::Impl::AddTree(TreePtr tree, std::string_view cls, double weight,
                               std::string_view cut, Types::ETreeType type) {
  Open();
  if (!tree) throw DataError("class '" + std::string(cls) + "': no tree given");
  if (tree->NumEntries() == 0)
    throw DataError("class '" + std::string(cls) + "': encountered empty tree " +
                    tree->Description());
  if (type == Types::kValidation || type == Types::kTrainingOriginal)
    throw OptionError("class '" + std::string(cls) + "': a tree is for training, testing, or both");
  const auto number = Class(cls);
  for (const auto& other : trees)
    if (other.cls == number && (other.type == Types::kMaxTreeType) != (type == Types::kMaxTreeType))
      throw DataError("class '" + std::string(cls) +
                      "': either all its trees have a type (Training, Test) or none; " +
                      tree->Description() + " differs from " + other.source->Description());
  trees.push_back({std::move(tree), number, weight, type, std::string(cut), std::nullopt});
}

std::vector<InputTree> DataLoader::Impl::AllTrees() const {
  auto all = trees;
  std::vector<std::string> names;
  for (const auto* group : {&info.variables, &info.targets, &info.spectators})
    for (const auto& v : *group) names.push_back(v.expression);
  for (const auto& [key, list] : events) {
    std::vector<ArrayColumn> columns;
    for (std::size_t i = 0; i < names.size(); ++i) {
      // A variable may be a spectator as well: one column for both.
      const auto first =
          static_cast<std::size_t>(std::find(names.begin(), names.end(), names[i]) - names.begin());
      if (first == i)
        columns.push_back(
            {names[i], DataType::kFloat64, list->columns.at(i).data(), 1, sizeof(double), list});
      else if (list->columns.at(i) != list->columns.at(first))
        throw DataError("the events given to class '" + info.classes[key.first].name +
                        "' have two values of '" + names[i] + "'");
    }
    columns.push_back(
        {kEventWeight, DataType::kFloat64, list->weights.data(), 1, sizeof(double), list});
    auto source =
        MakeArraySource(std::move(columns), static_cast<std::int64_t>(list->weights.size()),
                        "the events given to class '" + info.classes[key.first].name + "'");
    all.push_back({std::move(source), key.first, 1, key.second, "", kEventWeight});
  }
  return all;
}

SplitOptions DataLoader::Impl::Split() const {
  SplitOptions split;
  OptionSet options("PrepareTrainingAndTestTree");
  std::vector<std::string> classes;
  for (const auto& cls : info.classes) classes.push_back(cls.name);
  split.Declare(options, classes);
  options.Parse(split_text, [this](const std::string& text) { log.Warning(text); });
  return split;
}

/// A class without trees is a misspelt name in SetWeightExpression or SetCut.
void DataLoader::Impl::CheckClasses(const std::vector<InputTree>& all) const {
  std::vector<std::string> with_trees;
  for (const auto& tree : all) with_trees.push_back(info.classes[tree.cls].name);
  if (with_trees.empty()) return;  // said when the data are read
  for (const auto& cls : info.classes)
    if (std::find(with_trees.begin(), with_trees.end(), cls.name) == with_trees.end())
      throw DataError("data set '" + info.name + "': class '" + cls.name + "' has no tree" +
                      DidYouMean(cls.name, with_trees));
}

/// To the classes registered so far. With none, the cut would be lost without a word.
void DataLoader::Impl::AddCut(std::string_view cut) {
  if (info.classes.empty() && cut.find_first_not_of(" \t\n") != std::string_view::npos)
    throw DataError("data set '" + info.name + "': cut '" + std::string(cut) +
                    "' applies to no class; register the trees first, or name the class");
  for (auto& cls : info.classes) cls.cut = AndCuts(cls.cut, cut);
}

DataLoader::DataLoader(std::string name) : impl_(std::make_unique<Impl>(std::move(name))) {}
DataLoader::~DataLoader() = default;

const std::string& DataLoader::GetName() const { return impl_->info.name; }

void DataLoader::AddVariable(std::string_view expression, std::string_view title,
                             std::string_view unit, char type, double min, double max) {
  impl_->Add(impl_->info.variables, VariableInfo::Make(expression, title, unit, type, min, max));
}

void DataLoader::AddVariable(std::string_view expression, char type, double min, double max) {
  AddVariable(expression, {}, {}, type, min, max);
}

void DataLoader::AddVariablesArray(std::string_view expression, int size, char type, double min,
                                   double max) {
  if (size < 1)
    throw OptionError("AddVariablesArray '" + std::string(expression) + "': size " +
                      std::to_string(size) + " is not positive");
  for (int i = 0; i < size; ++i)
    AddVariable(std::string(expression) + "[" + std::to_string(i) + "]", type, min, max);
}

void DataLoader::AddTarget(std::string_view expression, std::string_view title,
                           std::string_view unit, double min, double max) {
  impl_->Add(impl_->info.targets, VariableInfo::Make(expression, title, unit, 'F', min, max));
}

void DataLoader::AddRegressionTarget(std::string_view expression, std::string_view title,
                                     std::string_view unit, double min, double max) {
  AddTarget(expression, title, unit, min, max);
}

void DataLoader::AddSpectator(std::string_view expression, std::string_view title,
                              std::string_view unit, double min, double max) {
  impl_->Add(impl_->info.spectators, VariableInfo::Make(expression, title, unit, 'F', min, max));
}

void DataLoader::AddSignalTree(TreeArgument tree, double weight, Types::ETreeType type) {
  AddTree(std::move(tree), "Signal", weight, {}, type);
}
void DataLoader::AddSignalTree(TreeArgument tree, double weight, std::string_view type) {
  AddTree(std::move(tree), "Signal", weight, {}, type);
}
void DataLoader::AddBackgroundTree(TreeArgument tree, double weight, Types::ETreeType type) {
  AddTree(std::move(tree), "Background", weight, {}, type);
}
void DataLoader::AddBackgroundTree(TreeArgument tree, double weight, std::string_view type) {
  AddTree(std::move(tree), "Background", weight, {}, type);
}
void DataLoader::AddRegressionTree(TreeArgument tree, double weight, Types::ETreeType type) {
  AddTree(std::move(tree), "Regression", weight, {}, type);
}
void DataLoader::AddTree(TreeArgument tree, std::string_view class_name, double weight,
                         std::string_view cut, Types::ETreeType type) {
  impl_->AddTree(tree.Source(), class_name, weight, cut, type);
}
void DataLoader::AddTree(TreeArgument tree, std::string_view class_name, double weight,
                         std::string_view cut, std::string_view type) {
  AddTree(std::move(tree), class_name, weight, cut, ParseTreeType(type));
}

void DataLoader::SetInputTrees(TreeArgument signal, TreeArgument background, double signal_weight,
                               double background_weight) {
  AddSignalTree(std::move(signal), signal_weight);
  AddBackgroundTree(std::move(background), background_weight);
}

void DataLoader::SetInputTrees(TreeArgument tree, std::string_view signal_cut,
                               std::string_view background_cut) {
  AddTree(tree, "Signal", 1, signal_cut);
  AddTree(tree, "Background", 1, background_cut);
}

void DataLoader::AddEvent(std::string_view class_name, Types::ETreeType type,
                          std::span<const double> values, double weight) {
  impl_->Open();
  const auto& info = impl_->info;
  const auto expected = info.variables.size() + info.targets.size() + info.spectators.size();
  if (expected == 0) throw DataError("data set '" + info.name + "': add variables before events");
  if (values.size() != expected)
    throw DataError("data set '" + info.name + "': an event has " + std::to_string(values.size()) +
                    " values, expected " + std::to_string(expected) +
                    " (variables, targets, spectators)");
  auto& slot = impl_->events[{impl_->Class(class_name), type}];
  if (!slot) slot = std::make_shared<EventList>();
  auto& list = *slot;
  list.columns.resize(expected);
  for (std::size_t i = 0; i < expected; ++i) list.columns[i].push_back(values[i]);
  list.weights.push_back(weight);
}

void DataLoader::AddSignalTrainingEvent(std::span<const double> v, double w) {
  AddEvent("Signal", Types::kTraining, v, w);
}
void DataLoader::AddSignalTestEvent(std::span<const double> v, double w) {
  AddEvent("Signal", Types::kTesting, v, w);
}
void DataLoader::AddBackgroundTrainingEvent(std::span<const double> v, double w) {
  AddEvent("Background", Types::kTraining, v, w);
}
void DataLoader::AddBackgroundTestEvent(std::span<const double> v, double w) {
  AddEvent("Background", Types::kTesting, v, w);
}
void DataLoader::AddTrainingEvent(std::string_view c, std::span<const double> v, double w) {
  AddEvent(c, Types::kTraining, v, w);
}
void DataLoader::AddTestEvent(std::string_view c, std::span<const double> v, double w) {
  AddEvent(c, Types::kTesting, v, w);
}

void DataLoader::SetSignalWeightExpression(std::string_view expression) {
  SetWeightExpression(expression, "Signal");
}
void DataLoader::SetBackgroundWeightExpression(std::string_view expression) {
  SetWeightExpression(expression, "Background");
}

void DataLoader::SetWeightExpression(std::string_view expression, std::string_view class_name) {
  impl_->Open();
  if (class_name.empty()) {
    SetWeightExpression(expression, "Signal");
    SetWeightExpression(expression, "Background");
    return;
  }
  impl_->info.classes[impl_->Class(class_name)].weight_expression = expression;
}

void DataLoader::SetCut(std::string_view cut, std::string_view class_name) {
  impl_->Open();
  if (!class_name.empty()) {
    impl_->info.classes[impl_->Class(class_name)].cut = cut;
  } else {
    for (auto& cls : impl_->info.classes) cls.cut.clear();
    impl_->AddCut(cut);
  }
}

void DataLoader::AddCut(std::string_view cut, std::string_view class_name) {
  impl_->Open();
  if (!class_name.empty()) {
    auto& cls = impl_->info.classes[impl_->Class(class_name)];
    cls.cut = AndCuts(cls.cut, cut);
  } else {
    impl_->AddCut(cut);
  }
}

void DataLoader::PrepareTrainingAndTestTree(std::string_view cut, std::string_view options) {
  AddCut(cut);
  impl_->SetSplit(options);
}

void DataLoader::PrepareTrainingAndTestTree(std::string_view signal_cut,
                                            std::string_view background_cut,
                                            std::string_view options) {
  for (const char* cls : {"Signal", "Background"})
    if (impl_->info.FindClass(cls) < 0)
      throw DataError(
          "PrepareTrainingAndTestTree with two cuts needs the classes Signal and Background; there "
          "is no class '" +
          std::string(cls) + "'");
  AddCut(signal_cut, "Signal");
  AddCut(background_cut, "Background");
  impl_->SetSplit(options);
}

void DataLoader::PrepareTrainingAndTestTree(std::string_view cut, int signal_train,
                                            int background_train, int signal_test,
                                            int background_test, std::string_view options) {
  PrepareTrainingAndTestTree(
      cut, "nTrain_Signal=" + std::to_string(signal_train) + ":nTrain_Background=" +
               std::to_string(background_train) + ":nTest_Signal=" + std::to_string(signal_test) +
               ":nTest_Background=" + std::to_string(background_test) + ":" + std::string(options));
}

void DataLoader::PrepareTrainingAndTestTree(std::string_view cut, int train, int test) {
  const auto n_test = std::max(test, 0);
  PrepareTrainingAndTestTree(cut, train, train, n_test, n_test);
}

std::vector<std::string> DataLoader::InputFiles() const {
  std::vector<std::string> files;
  for (const auto& tree : impl_->trees)
    for (auto& file : tree.source->Files()) files.push_back(std::move(file));
  return files;
}

const DataSetInfo& DataLoader::GetDataSetInfo() const { return impl_->info; }

void DataLoader::SetAnalysisType(Types::EAnalysisType analysis) {
  auto& info = impl_->info;
  if (impl_->data && info.analysis != analysis)
    throw DataError("data set '" + info.name + "' was already read for " +
                    AnalysisName(info.analysis));
  info.analysis = analysis;
  if (analysis == Types::kRegression && info.targets.empty())
    throw DataError("data set '" + info.name +
                    "': regression needs a target; add one with AddTarget");
  if (impl_->data) return;
  const auto trees = impl_->AllTrees();
  impl_->CheckClasses(trees);
  for (const auto& tree : trees) TreeReader check(tree, info);
}

const DataSet& DataLoader::GetDataSet() const {
  if (!impl_->data) {
    impl_->data =
        std::make_unique<LoadedDataSet>(impl_->info, impl_->AllTrees(), impl_->Split(), impl_->log);
    impl_->info = impl_->data->Info();  // with the ranges found in the data
  }
  return *impl_->data;
}

}  // namespace TMVA::inline standalone
