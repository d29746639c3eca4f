// BookedMethod: training, evaluation, and the weight file.
#include <TMVA/BookedMethod.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include <fmt/format.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <TMVA/Error.h>
#include <TMVA/Stop.h>

#include "tmva/graph/store/model_path.h"
#include "tmva/method/common_options.h"
#include "tmva/method/free_memory.h"
#include "tmva/method/method_xml.h"
#include "tmva/method/model_data_set.h"
#include "tmva/method/positive_data_set.h"
#include "tmva/pdf/mva_pdfs.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::int64_t kBlock = 2048;         // rows evaluated at once
constexpr std::size_t kStackVariables = 256;  // single events up to this width need no allocation

Verbosity Threshold(const CommonOptions& common) {
  if (common.verbose) return Verbosity::kVerbose;
  constexpr std::array names{"Debug", "Verbose", "Info", "Warning", "Error", "Fatal"};
  const auto* found = std::find(names.begin(), names.end(), common.verbosity_level);
  return found == names.end() ? Verbosity::kInfo : static_cast<Verbosity>(found - names.begin());
}

std::string RefuseAnalysis(const MethodInfo& method, Types::EAnalysisType analysis) {
  std::string can;
  for (const auto type : {Types::kClassification, Types::kMulticlass, Types::kRegression})
    if (method.analyses & (1u << type))
      can += (can.empty() ? "" : ", ") + std::string(AnalysisName(type));
  return fmt::format("method {} can't do {}: it is {}, for {}", method.name, AnalysisName(analysis),
                     method.summary, can);
}

bool AsksForPdfs(std::string_view options) {
  for (auto item : SplitOptionString(options)) {
    std::transform(item.begin(), item.end(), item.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (item == "createmvapdfs" || item == "createmvapdfs=true" || item == "createmvapdfs=t" ||
        item == "createmvapdfs=1")
      return true;
  }
  return false;
}

}  // namespace

struct BookedMethod::Impl {
  Impl(const MethodInfo& method, std::string booking_title)
      : type(method.name), title(std::move(booking_title)), options(method.name), log(title) {
    common.Declare(options);
  }

  std::string type, title;
  DataSetInfo own_info;  // of a weight file
  const DataSetInfo* info = nullptr;
  CommonOptions common;
  OptionSet options;
  Log log;
  TransformationChain chain;
  std::unique_ptr<Method> method;
  MvaPdfOptions pdf_options;
  std::optional<MvaPdfs> pdfs;
  std::int64_t training_events = 0;
  double training_time = 0;

  void Make(const MethodInfo& info_of_method, MethodContext context) {
    method = info_of_method.make(context);
    method->DeclareOptions(options);
  }
  /// The PDF options are known only to bookings that ask for PDFs.
  void DeclarePdfOptions(bool asked) {
    if (asked) pdf_options.Declare(options);
  }
  /// OptionError when the data may have missing values and the method, or its transformations,
  /// cannot.
  void CheckMissing() const {
    if (!info->allow_missing) return;
    if (!method->AcceptsMissing())
      throw OptionError(
          fmt::format("method {} '{}': data set '{}' has AllowMissing, but the method, as it is "
                      "booked, cannot learn "
                      "from missing values; BDT can, with CutGrid=Auto or Quantile",
                      type, title, info->name));
    if (!chain.Empty())
      throw OptionError(fmt::format(
          "method {} '{}': option VarTransform does not go with AllowMissing of data set '{}': "
          "transformations need all values",
          type, title, info->name));
  }
  void BuildPdfs(const DataSet& events, const BookedMethod& self);
  void EvaluateBlock(std::int64_t first, std::int64_t size, const RTensor<const float>& variables,
                     const RTensor<const double>& spectators, const RTensor<double>& out,
                     double aux) const;
};

BookedMethod::BookedMethod() = default;
BookedMethod::~BookedMethod() = default;

BookedMethod::BookedMethod(const MethodInfo& method, std::string title, std::string_view options,
                           const DataSetInfo& info, std::string weight_directory,
                           std::string job_name)
    : impl_(std::make_unique<Impl>(method, std::move(title))) {
  if ((method.analyses & (1u << info.analysis)) == 0)
    throw OptionError(RefuseAnalysis(method, info.analysis));
  if (method.name != "Cuts" && info.analysis == Types::kClassification && info.classes.size() != 2)
    throw OptionError(
        fmt::format("method {}: classification needs two classes, data set '{}' has {}",
                    method.name, info.name, info.classes.size()));
  if (info.analysis == Types::kMulticlass && info.classes.size() < 2)
    throw OptionError(
        fmt::format("method {}: multiclass needs at least two classes, data set '{}' has {}",
                    method.name, info.name, info.classes.size()));
  impl_->info = &info;
  impl_->Make(method, {info,
                       impl_->title,
                       std::move(weight_directory),
                       false,
                       impl_->log,
                       {},
                       std::move(job_name)});
  impl_->DeclarePdfOptions(AsksForPdfs(options));
  impl_->options.Parse(options, [this](const std::string& text) { impl_->log.Warning(text); });
  impl_->log.SetThreshold(Threshold(impl_->common));
  if (impl_->common.create_mva_pdfs) impl_->pdf_options.Resolve(impl_->options);
  impl_->chain = TransformationChain::Parse(impl_->common.Transformations(), info);
  impl_->method->Configure(impl_->options);
  impl_->CheckMissing();
}

std::unique_ptr<BookedMethod> BookedMethod::FromFile(const std::string& path,
                                                     std::string_view user_code,
                                                     bool allow_pickle) {
  if (onnx::IsModelPath(path)) return FromModel(path);
  const auto root = ReadWeightFile(path);
  return FromNode(*root, std::filesystem::absolute(path).parent_path().string(), user_code,
                  allow_pickle);
}

std::unique_ptr<BookedMethod> BookedMethod::FromModel(const std::string& path,
                                                      const std::vector<std::string>& variables) {
  const auto& method = MethodRegistry::Instance().Find("SOFIE");
  std::unique_ptr<BookedMethod> booked(new BookedMethod);
  booked->impl_ = std::make_unique<Impl>(method, std::filesystem::path(path).stem().string());
  auto& impl = *booked->impl_;
  impl.own_info = DataSetOfModel(path, variables);
  impl.info = &impl.own_info;
  impl.Make(method, {*impl.info, impl.title, ".", false, impl.log, {}, {}});
  std::string file = path;  // a colon would end the option
  if (const auto colon = file.rfind(".root:"); colon != std::string::npos) file[colon + 5] = '/';
  impl.options.Parse("FilenameModel=" + file);
  impl.method->Configure(impl.options);
  return booked;
}

std::unique_ptr<BookedMethod> BookedMethod::FromXml(std::string_view xml, const std::string& name) {
  return FromNode(*ParseWeights(xml, name), ".", {}, false);
}

std::unique_ptr<BookedMethod> BookedMethod::FromNode(const WeightNode& root, std::string directory,
                                                     std::string_view user_code,
                                                     bool allow_pickle) {
  const auto name = ReadMethodName(root);
  const auto& method = MethodRegistry::Instance().Find(name.type);
  std::unique_ptr<BookedMethod> booked(new BookedMethod);
  booked->impl_ = std::make_unique<Impl>(method, name.title);
  auto& impl = *booked->impl_;
  impl.own_info = ReadDataSetInfo(root);
  impl.info = &impl.own_info;
  if ((method.analyses & (1u << impl.info->analysis)) == 0)
    root.Fail(RefuseAnalysis(method, impl.info->analysis));
  const bool by_tmva = !IsWrittenByUs(root);
  impl.Make(method, {*impl.info,
                     impl.title,
                     std::move(directory),
                     by_tmva,
                     impl.log,
                     std::string(user_code),
                     {},
                     allow_pickle});
  impl.DeclarePdfOptions(FindOption(root, "CreateMVAPdfs") == "True");
  ReadOptions(root, impl.options);
  impl.log.SetThreshold(Threshold(impl.common));
  if (const auto* transformations = root.Find("Transformations")) {
    const auto text = impl.common.Transformations();
    // TMVA's Reader forgets the class of a class-wise transformation; a file of ours keeps it.
    if (by_tmva && text.find('_') != std::string::npos &&
        text.find("_AllClasses") == std::string::npos)
      impl.log.Warning(fmt::format(
          "VarTransform={} is applied with the tables of all classes, as TMVA's Reader does",
          text));
    impl.chain =
        TransformationChain::Load(*transformations, by_tmva ? std::string() : text, *impl.info);
  }
  if (const auto* pdfs = root.Find("MVAPdfs")) impl.pdfs = MvaPdfs::Load(*pdfs);
  // TMVA's DT puts its tree beside the other elements.
  const bool bare_tree = root.Find("Weights") == nullptr && root.Find("BinaryTree") != nullptr;
  impl.method->Load(bare_tree ? root : root.Child("Weights"));
  return booked;
}

const std::string& BookedMethod::Type() const { return impl_->type; }
const std::string& BookedMethod::Title() const { return impl_->title; }
const DataSetInfo& BookedMethod::Info() const { return *impl_->info; }
const OptionSet& BookedMethod::Options() const { return impl_->options; }
const TransformationChain& BookedMethod::Transformations() const { return impl_->chain; }
const Method& BookedMethod::Implementation() const { return *impl_->method; }
double BookedMethod::TrainingTime() const { return impl_->training_time; }

void BookedMethod::Train(const DataSet& data, const std::string& weight_file) {
  auto& impl = *impl_;
  const auto begin = std::chrono::steady_clock::now();
  impl.CheckMissing();
  std::unique_ptr<DataSet> positive;
  if (impl.common.ignore_negative_weights) positive = MakePositiveDataSet(data);
  const DataSet& events = positive ? *positive : data;
  impl.training_events = events.NumEvents(Types::kTraining);
  impl.chain.Fit(events);
  const auto transformed = MakeTransformedDataSet(events, impl.chain);
  TrainingContext context{*transformed, CurrentStopToken(), impl.log,
                          Config::Instance().NumThreads()};
  impl.method->Train(context);
  ReturnFreeMemory();
  impl.training_time =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (impl.common.create_mva_pdfs && impl.info->analysis == Types::kClassification)
    impl.BuildPdfs(events, *this);
  if (!weight_file.empty()) Save(weight_file);
}

void BookedMethod::Impl::BuildPdfs(const DataSet& events, const BookedMethod& self) {
  std::vector<double> values, weights;
  std::vector<std::uint32_t> classes;
  events.ForEach({}, [&](const EventBatch& batch) {
    const auto first = values.size();
    values.resize(first + static_cast<std::size_t>(batch.size));
    self.Evaluate(batch.variables, batch.spectators,
                  {values.data() + first, {static_cast<std::size_t>(batch.size), 1}});
    weights.insert(weights.end(), batch.weights.begin(), batch.weights.end());
    classes.insert(classes.end(), batch.classes.begin(), batch.classes.end());
  });
  pdfs = MvaPdfs::Build(type,
                        {values, weights, classes, static_cast<std::uint32_t>(info->SignalClass())},
                        pdf_options, log);
}

void BookedMethod::Save(const std::string& weight_file) const {
  const auto& impl = *impl_;
  WeightNode root("MethodSetup");
  root.Set("Method", impl.type + "::" + impl.title);
  WriteGeneralInfo(root, *impl.info, impl.training_events);
  WriteOptions(root, impl.options);
  WriteDataSetInfo(root, *impl.info);
  impl.chain.Save(root.AddChild("Transformations"));
  auto& pdfs = root.AddChild("MVAPdfs");
  if (impl.pdfs) impl.pdfs->Save(pdfs);
  impl.method->Save(root.AddChild("Weights"));
  const auto folder = std::filesystem::path(weight_file).parent_path();
  std::error_code failed;
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (failed)
    throw Error(fmt::format("{}: can't make the folder: {}", folder.string(), failed.message()));
  WriteWeightFile(root, weight_file);
}

void BookedMethod::Impl::EvaluateBlock(std::int64_t first, std::int64_t size,
                                       const RTensor<const float>& variables,
                                       const RTensor<const double>& spectators,
                                       const RTensor<double>& out, double aux) const {
  const auto n = static_cast<std::size_t>(size), begin = static_cast<std::size_t>(first);
  const auto width = info->variables.size();
  const auto outputs = info->NumOutputs();
  const float* rows = variables.GetData() + begin * width;
  std::array<float, kStackVariables> single;
  std::vector<float> copy;
  if (!chain.Empty()) {
    const bool fits = n * width <= single.size();
    if (!fits) copy.resize(n * width);
    const std::span<float> target =
        fits ? std::span<float>(single.data(), n * width) : std::span<float>(copy);
    std::copy_n(rows, n * width, target.data());
    TransformRows transformed{size, target, {}, {}};
    chain.Apply(transformed);
    rows = target.data();
  }
  EventBlock events{{rows, {n, width}}, {}, aux};
  if (spectators.GetSize() > 0) {
    const auto columns = spectators.GetShape()[1];
    events.spectators = {spectators.GetData() + begin * columns, {n, columns}};
  }
  ResponseBlock response{{out.GetData() + begin * outputs, {n, outputs}}, {}, {}};
  method->Evaluate(events, response);
  if (info->analysis == Types::kRegression && chain.ActsOnTargets())
    chain.InverseTargets(size, {response.value.GetData(), n * outputs});
}

void BookedMethod::Evaluate(RTensor<const float> variables, RTensor<const double> spectators,
                            RTensor<double> out, double aux) const {
  const auto& impl = *impl_;
  const auto width = impl.info->variables.size();
  const auto check = [&](const auto& tensor, std::size_t columns, const char* what) {
    if (tensor.GetRank() != 2 || tensor.GetShape()[1] != columns || !tensor.IsContiguous())
      throw DataError(fmt::format("method '{}': {} must be a row-major matrix of {} columns",
                                  impl.title, what, columns));
  };
  check(variables, width, "variables");
  check(out, impl.info->NumOutputs(), "responses");
  if (spectators.GetSize() > 0) check(spectators, spectators.GetShape()[1], "spectators");
  const auto rows = static_cast<std::int64_t>(variables.GetShape()[0]);
  if (out.GetShape()[0] != variables.GetShape()[0] ||
      (spectators.GetSize() > 0 && spectators.GetShape()[0] != variables.GetShape()[0]))
    throw DataError(fmt::format("method '{}': {} events, but room for {} responses", impl.title,
                                rows, out.GetShape()[0]));
  // Single events must not pay for the question how many threads there are: it takes microseconds.
  const auto threads = [] {
    return std::min(Config::Instance().NumThreads(), tbb::info::default_concurrency());
  };
  if (rows <= kBlock || !impl.method->ParallelEvaluation() || threads() < 2) {
    impl.EvaluateBlock(0, rows, variables, spectators, out, aux);
    return;
  }
  tbb::task_arena(threads()).execute([&] {
    tbb::parallel_for(std::int64_t{0}, (rows + kBlock - 1) / kBlock, [&](std::int64_t block) {
      const auto first = block * kBlock;
      impl.EvaluateBlock(first, std::min(kBlock, rows - first), variables, spectators, out, aux);
    });
  });
}

bool BookedMethod::HasMvaPdfs() const { return impl_->pdfs.has_value(); }

double BookedMethod::Probability(double response, double signal_fraction) const {
  return impl_->pdfs ? impl_->pdfs->Probability(response, signal_fraction) : -1;
}

double BookedMethod::Rarity(double response) const {
  return impl_->pdfs ? impl_->pdfs->Rarity(response) : -1;
}

}  // namespace TMVA::inline standalone
