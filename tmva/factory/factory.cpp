// Factory: booking, training, testing, evaluation.
#include <TMVA/Factory.h>

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <exception>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>

#include "tmva/data/complete_data_set.h"
#include "tmva/evaluation/evaluation.h"
#include "tmva/evaluation/input_variables.h"
#include "tmva/evaluation/result_directory.h"
#include "tmva/factory/factory_options.h"
#include "tmva/method/free_memory.h"

namespace TMVA::inline standalone {
namespace {

struct Booking {
  std::shared_ptr<BookedMethod> method;
  std::shared_ptr<BookedMethod>
      trainer;  ///< what was trained, while its monitoring is still to be written
  std::string weight_file;
  bool trained = false;
};

struct BookedDataSet {
  DataLoader* loader = nullptr;
  std::vector<Booking> bookings;
  std::vector<MethodResponses> responses;  ///< one a booking
  SampleTruth test, training;
  bool trained = false, tested = false;
};

/// The value of a text option, or "".
std::string OptionValue(const BookedMethod& method, std::string_view name) {
  for (const auto& option : method.Options().Describe())
    if (option.name == name) return option.value;
  return {};
}

/// An Error unless a file of that name can be made: its folder is there and may be written to.
void CheckWritable(const std::string& file) {
  const std::filesystem::path path(file);
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code failed;
  if (!std::filesystem::is_directory(folder, failed))
    throw Error(
        fmt::format("{}: cannot be written: there is no folder '{}'", file, folder.string()));
  if (std::filesystem::exists(path, failed) && !std::filesystem::is_regular_file(path, failed))
    throw Error(fmt::format("{}: cannot be written: it is not a regular file", file));
  if (::access(folder.c_str(), W_OK | X_OK) != 0)
    throw Error(fmt::format("{}: cannot be written: {}", file, std::strerror(errno)));
}

/// Makes the folder of weight files, before the training.
void CheckWeightFolder(const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed)
    throw Error(fmt::format("{}: can't make the folder: {}", folder.string(), failed.message()));
  CheckWritable(file);
}

/// Keeps the first of several errors, so that one method's failure does not cost the others.
class FirstError {
 public:
  template <class Work>
  bool Try(const Log& log, const std::string& what, Work work) {
    try {
      work();
      return true;
    } catch (const std::exception& error) {
      log.Error(fmt::format("{}: {}", what, error.what()));
      if (!first_) first_ = std::current_exception();
      return false;
    }
  }
  void Rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

}  // namespace

struct Factory::Impl {
  std::string job_name, target;
  FactoryOptions options;
  Log log{"Factory"};
  std::map<std::string, BookedDataSet, std::less<>> data_sets;

  Impl(std::string job, std::string file, std::string_view text)
      : job_name(std::move(job)), target(std::move(file)) {
    OptionSet set("Factory");
    options.Declare(set);
    set.Parse(text, [this](const std::string& warning) { log.Warning(warning); });
    auto& config = Config::Instance();
    config.SetUseColor(options.color);
    config.SetSilent(options.silent);
    config.SetDrawProgressBar(options.draw_progress_bar);
    if (options.verbose) log.SetThreshold(Verbosity::kVerbose);
    CheckTarget();
  }
  /// A result that cannot be written is reported now, not after the training.
  void CheckTarget() const {
    if (!target.empty()) CheckWritable(target);
  }

  /// The result file must not replace an input.
  void CheckInputs(const DataLoader& loader) const {
    std::error_code none;
    for (const auto& input : loader.InputFiles())
      if (!target.empty() && std::filesystem::equivalent(input, target, none))
        throw OptionError(fmt::format(
            "Factory: the result file '{}' is an input of data set '{}'; give it another name",
            target, loader.GetName()));
  }
  Types::EAnalysisType Analysis(const DataSetInfo& info) const;
  BookedDataSet& Get(std::string_view name);
  const Booking& Get(std::string_view data_set, std::string_view title) const;
  void PrintHelp(const BookedMethod& method) const;
  /// Calls use(info, truth, responses, output, signal class) for a ROC curve.
  template <class Use>
  auto WithRoc(std::string_view data_set, std::string_view title, unsigned cls,
               Types::ETreeType sample, Use use) const;
  void DescribeInputs(const DataSet& data) const;
  void Train(Booking& booking, const DataSet& data);
  void Reload(Booking& booking) const;
  void Test(BookedDataSet& booked, Types::ETreeType sample, FirstError& errors);
  void WriteTarget(const std::map<std::string, std::vector<MethodEvaluation>>& evaluations) const;
};

Types::EAnalysisType Factory::Impl::Analysis(const DataSetInfo& info) const {
  const auto& text = options.analysis_type;
  if (text == "Classification") return Types::kClassification;
  if (text == "Regression") return Types::kRegression;
  if (text == "Multiclass") return Types::kMulticlass;
  if (info.classes.size() == 2 && info.FindClass("Signal") >= 0 &&
      info.FindClass("Background") >= 0)
    return Types::kClassification;
  if (info.classes.size() >= 2) return Types::kMulticlass;
  throw OptionError(fmt::format(
      "Factory: AnalysisType=Auto can't tell what to do with {} classes and {} targets of data "
      "set '{}'; regression must be asked for with AnalysisType=Regression",
      info.classes.size(), info.targets.size(), info.name));
}

BookedDataSet& Factory::Impl::Get(std::string_view name) {
  const auto found = data_sets.find(name);
  if (found != data_sets.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [key, value] : data_sets) known.push_back(key);
  throw DataError(fmt::format("Factory: no method is booked for data set '{}'{}", name,
                              DidYouMean(name, known)));
}

const Booking& Factory::Impl::Get(std::string_view data_set, std::string_view title) const {
  const auto& booked = const_cast<Impl*>(this)->Get(data_set);
  std::vector<std::string> known;
  for (const auto& booking : booked.bookings) {
    if (booking.method->Title() == title) return booking;
    known.push_back(booking.method->Title());
  }
  throw DataError(fmt::format("Factory: no method '{}' is booked for data set '{}'{}", title,
                              data_set, DidYouMean(title, known)));
}

Factory::Factory(std::string job_name, const FileArgument& target, std::string_view options)
    : impl_(std::make_unique<Impl>(std::move(job_name), target.Path(), options)) {}
Factory::Factory(std::string job_name, std::string_view options)
    : impl_(std::make_unique<Impl>(std::move(job_name), std::string(), options)) {}
Factory::~Factory() = default;

BookedMethod* Factory::BookMethod(DataLoader& loader, std::string_view method,
                                  std::string_view title, std::string_view options) {
  const auto& name = loader.GetName();
  if (const auto found = impl_->data_sets.find(name); found != impl_->data_sets.end()) {
    if (found->second.loader != &loader)
      throw DataError(fmt::format("Factory: two data loaders are named '{}'", name));
    for (const auto& booking : found->second.bookings)
      if (booking.method->Title() == title)
        throw OptionError(fmt::format(
            "Booking failed since method with title <{}> already exists in data set '{}'", title,
            name));
  }
  impl_->log.Info(fmt::format("Booking method: {}", title));
  impl_->CheckInputs(loader);
  loader.SetAnalysisType(impl_->Analysis(loader.GetDataSetInfo()));
  const auto& names = Config::Instance().GetIONames();
  const auto folder =
      (std::filesystem::path(names.fWeightFileDirPrefix) / name / names.fWeightFileDir).string();
  Booking booking;
  booking.method =
      std::make_shared<BookedMethod>(MethodRegistry::Instance().Find(method), std::string(title),
                                     options, loader.GetDataSetInfo(), folder, impl_->job_name);
  booking.weight_file = fmt::format("{}/{}_{}.weights.xml", folder, impl_->job_name, title);
  if (OptionValue(*booking.method, "H") == "True") impl_->PrintHelp(*booking.method);
  // Only now, so that a booking that fails leaves nothing behind.
  auto& booked = impl_->data_sets[name];
  booked.loader = &loader;
  booked.bookings.push_back(std::move(booking));
  return booked.bookings.back().method.get();
}

BookedMethod* Factory::BookMethod(DataLoader& loader, Types::EMVA method, std::string_view title,
                                  std::string_view options) {
  return BookMethod(loader, Types::Instance().GetMethodName(method), title, options);
}

void Factory::Impl::PrintHelp(const BookedMethod& method) const {
  log.Info(fmt::format("Help for method {}:", method.Type()));
  const auto text = method.Implementation().Help();
  if (!text.empty()) log.Block(text);
  log.Block(method.Options().HelpText());
}

/// The events whose variables are all there, where others are allowed: what describes the inputs
/// needs all values.
std::unique_ptr<DataSet> CompleteEvents(const DataSet& data, const Log& log) {
  if (!data.Info().allow_missing) return nullptr;
  auto complete = MakeCompleteDataSet(data);
  log.Info(
      fmt::format("{} of {} training events have all values; only they enter the tables and "
                  "figures of the inputs",
                  complete->NumEvents(Types::kTraining), data.NumEvents(Types::kTraining)));
  return complete;
}

void Factory::Impl::DescribeInputs(const DataSet& all) const {
  const auto chains = ParseMonitoringChains(options.transformations, all.Info());
  if (Config::Instance().IsSilent())
    return;  // nobody would read what two passes over the events make
  const auto complete = CompleteEvents(all, log);
  const DataSet& data = complete ? *complete : all;
  for (const auto& chain : chains) {
    if (!chain.Empty() && chain.ShortName() != "Id")
      continue;  // the others go to the result file only
    if (options.correlations) log.Block(MonitorCorrelations(nullptr, data));
    log.Block(MonitorInputVariables(nullptr, data, chain));
    log.Block(RankInputVariables(data));
    break;
  }
}

void Factory::Impl::Train(Booking& booking, const DataSet& data) {
  auto& method = *booking.method;
  const auto& title = method.Title();
  log.Info(fmt::format("Train method: {} for {}", title, AnalysisName(data.Info().analysis)));
  constexpr std::int64_t kLeast = 10;
  if (data.NumEvents(Types::kTraining) < kLeast) {
    log.Warning(fmt::format(
        "Method {} not trained (training tree has less entries [{}] than required [{}])", title,
        data.NumEvents(Types::kTraining), kLeast));
    return;
  }
  const auto file = options.model_persistence ? booking.weight_file : std::string();
  if (!file.empty()) CheckWeightFolder(file);
  method.Train(data, file);
  log.Info(fmt::format("Elapsed time for training with {} events: {:.3g} sec",
                       data.NumEvents(Types::kTraining), method.TrainingTime()));
  if (!file.empty()) log.Info(fmt::format("Created xml weight file: {}", file));
  if (const auto ranking = method.Implementation().VariableRanking();
      ranking && data.Info().analysis != Types::kRegression) {
    std::string text = fmt::format(
        "Ranking result (top variable is best ranked)\nRank : Variable             : {}\n",
        ranking->quantity);
    for (std::size_t i = 0; i < ranking->entries.size(); ++i)
      text += fmt::format("{:4} : {:<20} : {:.3e}\n", i + 1, ranking->entries[i].first,
                          ranking->entries[i].second);
    log.Block(text);
  }
  booking.trained = true;
  if (options.model_persistence) Reload(booking);
}

/// Tests go through the weight file, so that what is tested is what will be applied.
void Factory::Impl::Reload(Booking& booking) const {
  // Whatever the model file may run, this process has just written it.
  auto read =
      BookedMethod::FromFile(booking.weight_file, OptionValue(*booking.method, "UserCode"), true);
  if (!target.empty()) booking.trainer = std::move(booking.method);
  booking.method = std::move(read);
}

void Factory::TrainAllMethods() {
  if (impl_->data_sets.empty()) throw Error("Factory: no method is booked; call BookMethod first");
  FirstError errors;
  for (auto& [name, booked] : impl_->data_sets) {
    const auto& data = booked.loader->GetDataSet();
    impl_->DescribeInputs(data);
    for (auto& booking : booked.bookings) {
      const auto title = booking.method->Title();
      if (!errors.Try(impl_->log, "training of " + title, [&] { impl_->Train(booking, data); }))
        booking.trained = false;
    }
    booked.trained = true;
    booked.tested = false;
  }
  errors.Rethrow();
}

void Factory::Impl::Test(BookedDataSet& booked, Types::ETreeType sample, FirstError& errors) {
  const auto& data = booked.loader->GetDataSet();
  const auto outputs = data.Info().NumOutputs();
  const auto events = static_cast<std::size_t>(data.NumEvents(sample));
  const bool testing = sample == Types::kTesting;
  StreamOptions options;
  options.sample = sample;
  options.batch_size = 16384;
  std::vector<double> values;
  for (std::size_t b = 0; b < booked.bookings.size(); ++b) {
    auto& booking = booked.bookings[b];
    auto& responses = testing ? booked.responses[b].test : booked.responses[b].training;
    responses.clear();
    if (!booking.trained) continue;
    responses.reserve(events * outputs);
    const auto& title = booking.method->Title();
    booking.trained = errors.Try(log, "evaluation of " + title, [&] {
      Progress progress(
          fmt::format("Evaluation of {} on {} sample", title, testing ? "testing" : "training"),
          static_cast<std::int64_t>(events), "events");
      data.ForEach(options, [&](const EventBatch& batch) {
        const auto n = static_cast<std::size_t>(batch.size);
        values.resize(n * outputs);
        booking.method->Evaluate(batch.variables, batch.spectators, {values.data(), {n, outputs}});
        for (double v : values) {
          responses.push_back(static_cast<float>(v));
          if (!std::isfinite(responses.back()))
            throw ModelError(fmt::format("method '{}' answers {} to event {} of the {} sample",
                                         title, v, (responses.size() - 1) / outputs,
                                         testing ? "test" : "training"));
        }
        progress.Update(static_cast<std::int64_t>(responses.size() / outputs));
      });
    });
    if (booking.trained) continue;
    booked.responses[b].test.clear();  // answers to some events only are of no use
    booked.responses[b].training.clear();
  }
}

void Factory::TestAllMethods() {
  FirstError errors;
  for (auto& [name, booked] : impl_->data_sets) {
    if (!booked.trained) throw Error("Factory: TestAllMethods before TrainAllMethods");
    const auto& data = booked.loader->GetDataSet();
    booked.test = CollectTruth(data, Types::kTesting);
    booked.training = CollectTruth(data, Types::kTraining);
    if (booked.test.size() == 0)
      impl_->log.Error(fmt::format("data set '{}' has no test events", name));
    impl_->log.Info(fmt::format("Test all methods on {} testing events", booked.test.size()));
    booked.responses.clear();
    for (const auto& booking : booked.bookings) {
      auto& responses = booked.responses.emplace_back();
      responses.type = booking.method->Type();
      responses.title = booking.method->Title();
      responses.strings = {{"TrainingPath", std::filesystem::current_path().string()},
                           {"WeightFileName", booking.weight_file}};
    }
    impl_->Test(booked, Types::kTesting, errors);
    impl_->Test(booked, Types::kTraining, errors);
    ReturnFreeMemory();
    booked.tested = true;
  }
  errors.Rethrow();
}

void Factory::EvaluateAllMethods() {
  std::map<std::string, std::vector<MethodEvaluation>> evaluations;
  for (auto& [name, booked] : impl_->data_sets) {
    if (!booked.tested) throw Error("Factory: EvaluateAllMethods before TestAllMethods");
    const auto& info = booked.loader->GetDataSetInfo();
    auto& list = evaluations[name];
    for (std::size_t b = 0; b < booked.bookings.size(); ++b) {
      if (!booked.bookings[b].trained) continue;
      const auto* method = booked.bookings[b].method.get();
      auto& responses = booked.responses[b];
      if (method->HasMvaPdfs()) {
        responses.probability = [method](double y) { return method->Probability(y, 0.5); };
        responses.rarity = [method](double y) { return method->Rarity(y); };
      }
      list.push_back(EvaluateMethod(info, booked.test, booked.training, responses));
    }
    if (impl_->options.correlations && info.analysis == Types::kClassification)
      impl_->log.Block(
          ResponseCorrelations(booked.loader->GetDataSet(), booked.test, booked.responses, list));
    if (impl_->options.roc) impl_->log.Block(EvaluationTables(info, list));
  }
  if (!impl_->target.empty()) impl_->WriteTarget(evaluations);
}

void Factory::Impl::WriteTarget(
    const std::map<std::string, std::vector<MethodEvaluation>>& evaluations) const {
  const auto file = OutputFile::Create(target);
  for (const auto& [name, list] : evaluations) {
    const auto& booked = data_sets.find(name)->second;
    const auto& all = booked.loader->GetDataSet();
    const auto complete = CompleteEvents(all, log);
    const DataSet& data = complete ? *complete : all;
    MonitorCorrelations(file.get(), data);
    for (auto& chain : ParseMonitoringChains(options.transformations, data.Info())) {
      chain.Fit(data);
      MonitorInputVariables(file.get(), data, chain);
    }
    for (const auto& booking : booked.bookings) {
      if (!booking.trained) continue;
      const auto& method = *booking.method;
      WriteMethodVariables(*file, data, method.Transformations(), method.Type(), method.Title());
      const auto& trainer = booking.trainer ? *booking.trainer : method;
      trainer.Implementation().WriteMonitoring(
          *file,
          fmt::format("{}/Method_{}/{}", ResultDirectory(name), method.Type(), method.Title()));
    }
    for (auto evaluation : list) {
      const auto& answers =
          *std::find_if(booked.responses.begin(), booked.responses.end(),
                        [&](const auto& r) { return r.title == evaluation.title; });
      if (data.Info().analysis == Types::kRegression) {
        AddRegressionDeviations(evaluation, all, Types::kTesting, booked.test, answers);
        AddRegressionDeviations(evaluation, all, Types::kTraining, booked.training, answers);
      }
      WriteMethodHistograms(*file, data.Info(), evaluation);
    }
    WriteEventTrees(*file, all, Types::kTesting, booked.test, booked.responses);
    WriteEventTrees(*file, all, Types::kTraining, booked.training, booked.responses);
  }
  file->Close();
  log.Info(fmt::format("Created result file {}", target));
}

template <class Use>
auto Factory::Impl::WithRoc(std::string_view data_set, std::string_view title, unsigned cls,
                            Types::ETreeType sample, Use use) const {
  const auto& booking = Get(data_set, title);
  const auto& booked = data_sets.find(data_set)->second;
  const auto& info = booked.loader->GetDataSetInfo();
  if (info.analysis == Types::kRegression)
    throw Error("Factory: there is no ROC curve in regression");
  if (!booking.trained || !booked.tested)
    throw Error(fmt::format("Factory: method '{}' has not been trained and tested", title));
  if (cls >= info.classes.size())
    throw DataError(fmt::format("Factory: class {} of {}", cls, info.classes.size()));
  const bool testing = sample == Types::kTesting;
  if ((testing ? booked.test : booked.training).size() == 0)
    throw DataError(fmt::format("Factory: data set '{}' has no {} events", data_set,
                                testing ? "test" : "training"));
  const auto& responses =
      booked.responses[static_cast<std::size_t>(&booking - booked.bookings.data())];
  const bool multiclass = info.analysis == Types::kMulticlass;
  return use(info, testing ? booked.test : booked.training,
             testing ? responses.test : responses.training, multiclass ? cls : 0,
             multiclass ? cls : info.SignalClass());
}

double Factory::GetROCIntegral(std::string_view dataset, std::string_view title, unsigned cls,
                               Types::ETreeType sample) const {
  return impl_->WithRoc(dataset, title, cls, sample,
                        [](const auto&... input) { return RocIntegral(input...); });
}

double Factory::GetROCIntegral(const DataLoader& loader, std::string_view title, unsigned cls,
                               Types::ETreeType sample) const {
  return GetROCIntegral(loader.GetName(), title, cls, sample);
}

Graph Factory::GetROCCurve(std::string_view dataset, std::string_view title, unsigned cls,
                           Types::ETreeType sample) const {
  auto graph = impl_->WithRoc(dataset, title, cls, sample,
                              [](const auto&... input) { return RocCurve(input...); });
  graph.name = title;
  graph.title = title;
  graph.x_title = "Signal efficiency (Sensitivity)";
  graph.y_title = "Background rejection (Specificity)";
  return graph;
}

Graph Factory::GetROCCurve(const DataLoader& loader, std::string_view title, unsigned cls) const {
  return GetROCCurve(loader.GetName(), title, cls);
}

ROCCurves Factory::GetROCCurve(const DataLoader& loader, unsigned cls) const {
  std::vector<Graph> curves;
  for (const auto& title : MethodTitles(loader.GetName()))
    curves.push_back(GetROCCurve(loader, title, cls));
  return ROCCurves(std::move(curves));
}

void ROCCurves::Draw(std::string_view) const {
  std::string names;
  for (const auto& curve : curves_) names += (names.empty() ? "" : ", ") + curve.name;
  Log("Factory").Info(fmt::format("ROC curves of {} are not drawn: C++ opens no windows", names));
}

bool Factory::HasMethod(std::string_view dataset, std::string_view title) const {
  const auto found = impl_->data_sets.find(dataset);
  if (found == impl_->data_sets.end()) return false;
  for (const auto& booking : found->second.bookings)
    if (booking.method->Title() == title) return true;
  return false;
}

BookedMethod& Factory::GetMethod(std::string_view dataset, std::string_view title) const {
  return *impl_->Get(dataset, title).method;
}

std::vector<std::string> Factory::MethodTitles(std::string_view dataset) const {
  std::vector<std::string> titles;
  for (const auto& booking : impl_->Get(dataset).bookings)
    titles.push_back(booking.method->Title());
  return titles;
}

void Factory::DeleteAllMethods() { impl_->data_sets.clear(); }

void Factory::PrintHelpMessage(std::string_view dataset, std::string_view title) const {
  for (const auto& booking : impl_->Get(dataset).bookings)
    if (title.empty() || booking.method->Title() == title) impl_->PrintHelp(*booking.method);
}

}  // namespace TMVA::inline standalone
