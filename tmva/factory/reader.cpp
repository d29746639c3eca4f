// Reader: methods from weight files, applied to values, batches and tables.
#include <TMVA/Reader.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <variant>

#include <fmt/format.h>

#include <TMVA/BookedMethod.h>
#include <TMVA/Error.h>
#include <TMVA/Log.h>
#include <TMVA/Options.h>
#include <TMVA/RModel.h>

#include "tmva/factory/method_graph.h"
#include "tmva/factory/table_reader.h"
#include "tmva/graph/store/model_path.h"

namespace TMVA::inline standalone {
namespace {

constexpr std::size_t kStackValues = 256;
constexpr double kNoAnswer = -999;
constexpr std::int64_t kTableBlock = 65536;

std::string WithoutBlanks(std::string_view text) {
  std::string result;
  for (char c : text)
    if (c != ' ' && c != '\t') result += c;
  return result;
}

/// "label := expression" names a variable by its expression.
std::string ExpressionOf(std::string_view text) {
  const auto compact = WithoutBlanks(text);
  const auto separator = compact.find(":=");
  return separator == std::string::npos ? compact : compact.substr(separator + 2);
}

using Pointer = std::variant<const float*, const int*, const double*, const long long*>;

struct Declared {
  std::string expression;
  Pointer value;
};

/// Values of up to 256 inputs without allocation.
template <class T>
class Values {
 public:
  explicit Values(std::size_t size) : size_(size) {
    if (size > kStackValues) heap_.resize(size);
  }
  T* data() { return heap_.empty() ? stack_.data() : heap_.data(); }
  T& operator[](std::size_t i) { return data()[i]; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::array<T, kStackValues> stack_;
  std::vector<T> heap_;
};

}  // namespace

struct Reader::Impl {
  std::vector<Declared> variables, spectators;
  std::map<std::string, std::shared_ptr<BookedMethod>, std::less<>> methods;
  bool verbose = false, color = true, silent = false, error = false;
  Log log{"Reader"};

  Impl(std::string_view text, bool be_verbose) : verbose(be_verbose) {
    OptionSet options("Reader");
    options.Declare(verbose, "V", "Verbose output");
    options.Declare(color, "Color", "Coloured output on a terminal");
    options.Declare(silent, "Silent", "Print nothing but errors");
    options.Declare(error, "Error", "Compute errors of the responses");
    options.Parse(text, [this](const std::string& warning) { log.Warning(warning); });
    if (silent)
      log.SetThreshold(Verbosity::kError);
    else if (verbose)
      log.SetThreshold(Verbosity::kVerbose);
  }

  BookedMethod& Get(std::string_view tag) const {
    const auto found = methods.find(tag);
    if (found != methods.end()) return *found->second;
    std::vector<std::string> known;
    std::string list;
    for (const auto& [name, method] : methods) {
      known.push_back(name);
      list += (list.empty() ? "'" : ", '") + name + "'";
    }
    throw DataError(fmt::format("Reader: no method is booked as '{}'{}; booked: {}", tag,
                                DidYouMean(tag, known), list.empty() ? "none" : list));
  }
  void Check(const BookedMethod& method, const std::string& file) const;
  void CheckList(const std::vector<Declared>& declared, const std::vector<VariableInfo>& stored,
                 const char* what, const std::string& file) const;
  /// One event: false (and outputs -999) when an input is NaN.
  bool EvaluateOne(const BookedMethod& method, const float* values, const double* spectator_values,
                   double* out, double aux) const;
  bool EvaluatePointers(const BookedMethod& method, double* out, double aux) const;
  void Require(const BookedMethod& method, std::string_view tag, Types::EAnalysisType analysis,
               const char* call) const {
    if (method.Info().analysis != analysis)
      throw DataError(fmt::format("Reader: {} of '{}', which was trained for {}", call, tag,
                                  AnalysisName(method.Info().analysis)));
  }
};

Reader::Reader(std::string_view options, bool verbose)
    : impl_(std::make_unique<Impl>(options, verbose)) {}

Reader::Reader(const std::vector<std::string>& variables, std::string_view options, bool verbose)
    : Reader(options, verbose) {
  for (const auto& variable : variables)
    impl_->variables.push_back({ExpressionOf(variable), static_cast<const float*>(nullptr)});
}

Reader::~Reader() = default;

void Reader::AddVariable(std::string_view expression, const float* value) {
  impl_->variables.push_back({ExpressionOf(expression), value});
}

void Reader::AddVariable(std::string_view expression, const int*) {
  throw DataError(fmt::format(
      "Reader: variable '{}' must be a float; int variables are not supported, as in TMVA",
      expression));
}

void Reader::AddSpectator(std::string_view expression, const float* value) {
  impl_->spectators.push_back({ExpressionOf(expression), value});
}
void Reader::AddSpectator(std::string_view expression, const int* value) {
  impl_->spectators.push_back({ExpressionOf(expression), value});
}
void Reader::AddSpectator(std::string_view expression, const double* value) {
  impl_->spectators.push_back({ExpressionOf(expression), value});
}
void Reader::AddSpectator(std::string_view expression, const long long* value) {
  impl_->spectators.push_back({ExpressionOf(expression), value});
}

void Reader::Impl::CheckList(const std::vector<Declared>& declared,
                             const std::vector<VariableInfo>& stored, const char* what,
                             const std::string& file) const {
  if (declared.size() != stored.size())
    throw DataError(fmt::format(
        "Reader: you declared {} {}s in the Reader while there are {} {}s declared in {}",
        declared.size(), what, stored.size(), what, file));
  for (std::size_t i = 0; i < stored.size(); ++i)
    if (declared[i].expression != WithoutBlanks(stored[i].expression))
      throw DataError(fmt::format(
          "Reader: {} {} is declared as '{}', but it is '{}' in {}: name or order are wrong", what,
          i, declared[i].expression, stored[i].expression, file));
}

void Reader::Impl::Check(const BookedMethod& method, const std::string& file) const {
  const auto& info = method.Info();
  if (!variables.empty()) CheckList(variables, info.variables, "variable", file);
  std::vector<VariableInfo> needed;  // cuts of categories are no spectators of the user's
  for (const auto& spectator : info.spectators)
    if (spectator.type != 'C') needed.push_back(spectator);
  if (!variables.empty() || !spectators.empty()) CheckList(spectators, needed, "spectator", file);
}

BookedMethod* Reader::BookMVA(std::string_view tag, std::string_view weight_file,
                              std::string_view user_code, bool allow_pickle) {
  if (impl_->methods.count(std::string(tag)) > 0)
    throw OptionError(fmt::format("Reader: method tag '{}' already exists", tag));
  std::unique_ptr<BookedMethod> method;
  if (onnx::IsModelPath(weight_file)) {
    std::vector<std::string> declared;
    for (const auto& variable : impl_->variables) declared.push_back(variable.expression);
    method = BookedMethod::FromModel(std::string(weight_file), declared);
  } else {
    method = BookedMethod::FromFile(std::string(weight_file), user_code, allow_pickle);
  }
  impl_->Check(*method, std::string(weight_file));
  impl_->log.Info(
      fmt::format("Booking \"{}\" of type \"{}\" from {}.", tag, method->Type(), weight_file));
  return (impl_->methods[std::string(tag)] = std::move(method)).get();
}

BookedMethod* Reader::BookMVA(Types::EMVA type, std::string_view weight_file) {
  return BookMVA(Types::Instance().GetMethodName(type), weight_file);
}

bool Reader::Impl::EvaluateOne(const BookedMethod& method, const float* values,
                               const double* spectator_values, double* out, double aux) const {
  const auto& info = method.Info();
  for (std::size_t i = 0; i < info.variables.size() && !method.Implementation().AcceptsMissing();
       ++i) {
    if (!std::isnan(values[i])) continue;
    log.Error(fmt::format("variable {} '{}' is NaN: '{}' answers {}", i,
                          info.variables[i].expression, method.Title(), kNoAnswer));
    std::fill_n(out, info.NumOutputs(), kNoAnswer);
    return false;
  }
  RTensor<const double> spectator_row;
  if (spectator_values != nullptr) spectator_row = {spectator_values, {1, info.spectators.size()}};
  method.Evaluate({values, {1, info.variables.size()}}, spectator_row,
                  {out, {1, info.NumOutputs()}}, aux);
  return true;
}

bool Reader::Impl::EvaluatePointers(const BookedMethod& method, double* out, double aux) const {
  if (variables.size() != method.Info().variables.size())
    throw DataError(
        "Reader: declare the variables with AddVariable before evaluating events one by one");
  const auto read = [](const Declared& d) {
    return std::visit(
        [&](const auto* p) {
          if (p == nullptr)
            throw DataError("Reader: '" + d.expression + "' was declared without an address");
          return static_cast<double>(*p);
        },
        d.value);
  };
  Values<float> values(variables.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(read(variables[i]));
  Values<double> spectator_values(spectators.size());
  for (std::size_t i = 0; i < spectators.size(); ++i) spectator_values[i] = read(spectators[i]);
  const bool complete =
      spectators.size() > 0 && spectators.size() == method.Info().spectators.size();
  return EvaluateOne(method, values.data(), complete ? spectator_values.data() : nullptr, out, aux);
}

double Reader::EvaluateMVA(std::string_view tag, double aux) const {
  const auto& method = impl_->Get(tag);
  Values<double> out(method.Info().NumOutputs());
  impl_->EvaluatePointers(method, out.data(), aux);
  return out[0];
}

double Reader::EvaluateMVA(std::span<const float> values, std::string_view tag, double aux) const {
  const auto& method = impl_->Get(tag);
  if (values.size() != method.Info().variables.size())
    throw DataError(fmt::format("Reader: '{}' has {} variables, but {} values were given", tag,
                                method.Info().variables.size(), values.size()));
  Values<double> out(method.Info().NumOutputs());
  impl_->EvaluateOne(method, values.data(), nullptr, out.data(), aux);
  return out[0];
}

double Reader::EvaluateMVA(std::span<const double> values, std::string_view tag, double aux) const {
  Values<float> narrow(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) narrow[i] = static_cast<float>(values[i]);
  return EvaluateMVA(std::span<const float>(narrow.data(), values.size()), tag, aux);
}

std::vector<float> Reader::EvaluateRegression(std::string_view tag, double aux) const {
  const auto& method = impl_->Get(tag);
  impl_->Require(method, tag, Types::kRegression, "EvaluateRegression");
  std::vector<double> out(method.Info().NumOutputs());
  impl_->EvaluatePointers(method, out.data(), aux);
  return {out.begin(), out.end()};
}

std::vector<float> Reader::EvaluateMulticlass(std::string_view tag, double aux) const {
  const auto& method = impl_->Get(tag);
  impl_->Require(method, tag, Types::kMulticlass, "EvaluateMulticlass");
  std::vector<double> out(method.Info().NumOutputs());
  impl_->EvaluatePointers(method, out.data(), aux);
  return {out.begin(), out.end()};
}

float Reader::EvaluateRegression(unsigned target, std::string_view tag, double aux) const {
  const auto all = EvaluateRegression(tag, aux);
  if (target >= all.size())
    throw DataError(
        fmt::format("Reader: target {} of '{}', which has {}", target, tag, all.size()));
  return all[target];
}

float Reader::EvaluateMulticlass(unsigned cls, std::string_view tag, double aux) const {
  const auto all = EvaluateMulticlass(tag, aux);
  if (cls >= all.size())
    throw DataError(fmt::format("Reader: class {} of '{}', which has {}", cls, tag, all.size()));
  return all[cls];
}

double Reader::GetProba(std::string_view tag, double signal_fraction, double mva) const {
  return impl_->Get(tag).Probability(mva == -9999999 ? EvaluateMVA(tag) : mva, signal_fraction);
}

double Reader::GetRarity(std::string_view tag, double mva) const {
  return impl_->Get(tag).Rarity(mva == -9999999 ? EvaluateMVA(tag) : mva);
}

double Reader::GetMVAError() const {
  throw ModelError("Reader: none of the methods available computes errors of its response");
}
double Reader::GetMVAErrorLower() const { return GetMVAError(); }
double Reader::GetMVAErrorUpper() const { return GetMVAError(); }

void Reader::Evaluate(std::string_view tag, RTensor<const float> variables,
                      RTensor<const double> spectators, RTensor<double> out, double aux) const {
  const auto& method = impl_->Get(tag);
  method.Evaluate(variables, spectators, out, aux);
  if (method.Implementation().AcceptsMissing()) return;
  // As for single events, an event with a NaN input is answered with -999.
  const auto rows = variables.GetShape()[0], columns = variables.GetShape()[1],
             outputs = out.GetShape()[1];
  std::size_t refused = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto* row = variables.GetData() + i * columns;
    if (std::none_of(row, row + columns, [](float x) { return std::isnan(x); })) continue;
    std::fill_n(out.GetData() + i * outputs, outputs, kNoAnswer);
    ++refused;
  }
  if (refused > 0)
    impl_->log.Error(fmt::format("{} of {} events have NaN inputs: '{}' answers {} to them",
                                 refused, rows, tag, kNoAnswer));
}

RTensor<double> Reader::Evaluate(std::string_view tag, const ColumnSource& source,
                                 double aux) const {
  const auto& method = impl_->Get(tag);
  const auto& info = method.Info();
  const auto outputs = info.NumOutputs();
  RTensor<double> out({static_cast<std::size_t>(source.NumEntries()), outputs});
  ReadInputs(
      info, source, kTableBlock,
      [&](EntryRange range, RTensor<const float> variables, RTensor<const double> spectators) {
        const auto n = static_cast<std::size_t>(range.size());
        Evaluate(tag, variables, spectators,
                 {out.GetData() + static_cast<std::size_t>(range.begin) * outputs, {n, outputs}},
                 aux);
      });
  return out;
}

BookedMethod* Reader::FindMVA(std::string_view tag) const { return &impl_->Get(tag); }

RModel Reader::ToGraph(std::string_view tag) const {
  return RModel::FromBytes(onnx::SerializeModel(MethodToGraph(impl_->Get(tag))), std::string(tag));
}

std::vector<std::string> Reader::Tags() const {
  std::vector<std::string> tags;
  for (const auto& [tag, method] : impl_->methods) tags.push_back(tag);
  return tags;
}

}  // namespace TMVA::inline standalone
